import { expect, test } from 'vitest';
import type { Camera } from '../editor/camera.ts';
import type { Point } from '../model/types.ts';
import { cameraFor, glide, leadsBack } from './follow.ts';
import { Lasers } from './lasers.ts';
import { TRAIL_MS, Trail } from './trail.ts';

const same = (point: Point): Point => point;

test('the whole of somebody’s view fits into another of any shape', () => {
  const seen = { middle: [100, 50], zoom: 2, size: { width: 1000, height: 500 } } as const;
  expect(cameraFor(seen, { width: 500, height: 500 })).toEqual({ x: -150, y: -200, zoom: 1 });
  expect(cameraFor(seen, { width: 2000, height: 2000 })).toEqual({ x: -150, y: -200, zoom: 4 });
  expect(cameraFor(seen, { width: 9e9, height: 9e9 }).zoom).toBe(30);
});

test('a view glides all the way and arrives', () => {
  const size = { width: 1000, height: 800 };
  const to: Camera = { x: 4_000, y: -900, zoom: 3 };
  let camera: Camera = { x: 0, y: 0, zoom: 0.5 };
  let steps = 0;
  while (camera !== to && steps < 200) {
    const next = glide(camera, to, size, 16);
    expect(next.zoom).toBeGreaterThanOrEqual(camera.zoom);
    camera = next;
    steps++;
  }
  expect(steps).toBeGreaterThan(10);
  expect(steps).toBeLessThan(120);
});

test('who is followed in a circle is not followed round', () => {
  const people = new Map([
    ['b', { following: 'c' }],
    ['c', { following: 'a' }],
    ['d', { following: 'e' }],
    ['e', { following: 'd' }],
    ['f', { following: null }],
  ]);
  expect(leadsBack('b', 'a', people)).toBe(true);
  expect(leadsBack('f', 'a', people)).toBe(false);
  expect(leadsBack('d', 'a', people)).toBe(false);
  expect(leadsBack('gone', 'a', people)).toBe(false);
});

test('a trail is drawn as far as it has come, gets thinner and goes', () => {
  const trail = new Trail();
  trail.add([
    { point: [0, 0], at: 0, begins: true },
    { point: [10, 0], at: 20, begins: false },
    { point: [50, 50], at: 500, begins: true },
  ]);
  expect(trail.path(0, same).match(/M/g)).toHaveLength(1);
  expect(trail.path(20, same)).toMatch(/^M0.*L.*Z$/);
  expect(trail.path(500, same).match(/M/g)).toHaveLength(2);
  expect(trail.fade(TRAIL_MS + 10)).toBe(true);
  expect(trail.path(TRAIL_MS + 10, same)).not.toMatch(/^M0/);
  expect(trail.fade(TRAIL_MS + 500)).toBe(false);
  expect(trail.path(TRAIL_MS + 500, same)).toBe('');
});

test('a trail takes only so many points', () => {
  const trail = new Trail();
  trail.add(Array.from({ length: 1e5 }, (_, i) => ({ point: [i, 0], at: 0, begins: false })));
  expect(trail.path(0, same).split('L').length).toBeLessThan(2_000);
});

test('points of somebody’s laser that are told again are drawn once', () => {
  const lasers = new Lasers();
  let path = '';
  const element = { setAttribute: (_: string, d: string) => (path = d) };
  lasers.show(7, element as unknown as SVGPathElement);
  const points: Point[] = [
    [0, 0],
    [10, 0],
    [20, 0],
    [30, 0],
  ];
  const begins = new Set([0]);
  lasers.told(7, { first: 5, points: points.slice(0, 3), begins }, 0);
  lasers.told(7, { first: 5, points, begins }, 200);
  lasers.told(7, { first: 5, points, begins }, 210);
  expect(lasers.active).toEqual([7]);
  expect(lasers.draw(400, same)).toBe(true);
  // Two sides of four points, and the tip.
  expect(path.split(/[ML]/)).toHaveLength(1 + 4 + 4);
  expect(lasers.draw(200 + TRAIL_MS, same)).toBe(false);
  expect(path).toBe('');
  expect(lasers.active).toEqual([]);
});

test('the own laser is taken from the editor as it fades', () => {
  const lasers = new Lasers();
  const early = Array.from({ length: 100 }, () => ({ point: [0, 0] as Point, begins: false }));
  const late = [{ point: [1, 1] as Point, begins: false }];
  expect(lasers.point(early, 0)).toHaveLength(100);
  expect(lasers.point([...early, ...late], 600)).toEqual(late);
  expect(lasers.lasting([...early, ...late], 1_100)).toEqual(late);
  expect(lasers.lasting(late, 1_700)).toEqual([]);
});

test('a view is there only when it is as near as the other', () => {
  const size = { width: 800, height: 600 };
  const [from, to] = [1, 2].map((zoom) => ({ x: -400 / zoom, y: -300 / zoom, zoom }));
  if (from === undefined || to === undefined) throw new Error('no views');
  expect(glide(from, to, size, 16).zoom).toBeGreaterThan(1);
  expect(glide(from, to, size, 16).zoom).toBeLessThan(2);
});
