import { expect, test } from 'vitest';
import { distanceToPath } from '../geometry/vector.ts';
import { drafted } from '../model/patched.ts';
import type { BoardElement, Point } from '../model/types.ts';
import { MAX_STATE_BYTES, OwnState, bytesOf, type OwnView } from './own-state.ts';
import { grown, type SeenDraft } from './stroke.ts';
import { readPresence, type BoardState } from './wire.ts';

/** As somebody writes: small loops that move on, line after line. */
function written(count: number): Point[] {
  return Array.from({ length: count }, (_, i): Point => {
    const turn = i / 12;
    const along = (i % 1_500) * 0.6;
    const line = Math.floor(i / 1_500) * 50;
    return [along + 12 * Math.sin(turn), line + 14 * Math.cos(turn * 1.1)];
  });
}

/** What is told of a stroke of each of these lengths, one after the other. */
function told(all: readonly Point[], lengths: readonly number[], pressed: boolean): BoardState[] {
  const own = new OwnState();
  const view = { pointer: null, selection: new Set<string>(), editing: null, following: null };
  return lengths.map((length) => {
    const points = all.slice(0, length);
    const pressures = pressed ? points.map((_, i) => (i % 100) / 100) : [];
    const draft = drafted('stroke', { type: 'freedraw', x: 7, y: 9, points, pressures });
    const rest: Partial<OwnView> = { draft, placed: [], laser: [] };
    const camera = { x: 0, y: 0, zoom: 1 };
    return own.of({ ...view, camera, size: { width: 800, height: 600 }, ...rest } as OwnView);
  });
}

function heard(states: readonly BoardState[]): SeenDraft | undefined {
  let seen: SeenDraft | undefined;
  for (const board of states) {
    const { draft, tail } = readPresence({ board });
    if (draft !== null) seen = grown(seen, draft, tail);
  }
  return seen;
}

/** How far points of a stroke are from where they are shown, at most; scene units. */
function off(all: readonly Point[], shown: BoardElement | undefined): number {
  if (shown?.type !== 'freedraw') return Infinity;
  const some = all.filter((_, i) => i % 10 === 0);
  return Math.max(...some.map((point) => distanceToPath(point, shown.points)));
}

const steps = (end: number, by: number): number[] =>
  Array.from({ length: Math.ceil(end / by) }, (_, i) => Math.min(end, (i + 1) * by));

test.each([false, true])('who sees a long stroke grow sees all of it, pressures: %s', (pressed) => {
  const all = written(6_000);
  const states = told(all, steps(all.length, 40), pressed);
  for (const state of states) expect(bytesOf(state)).toBeLessThanOrEqual(MAX_STATE_BYTES);
  const seen = heard(states)?.element;
  expect(off(all, seen)).toBeLessThan(0.3);
  expect(seen).toMatchObject({ x: 7, y: 9 });
  if (seen?.type === 'freedraw') {
    expect(seen.points).toHaveLength(6_000);
    expect(seen.pressures).toHaveLength(pressed ? 6_000 : 0);
    expect(seen.width).toBeGreaterThan(800);
  }
});

test('who comes late, or has missed some, sees all of it less exactly, and what follows exactly', () => {
  const all = written(4_000);
  const states = told(all, steps(all.length, 40), false);
  const late = heard(states.slice(60))?.element;
  expect(off(all, late)).toBeLessThan(4);
  expect(off(all.slice(2_500), late)).toBeLessThan(0.3);
  const gap = heard([...states.slice(0, 40), ...states.slice(60)])?.element;
  expect(off(all, gap)).toBeLessThan(4);
});

test('what is told of another stroke, or makes no sense, is taken as it is', () => {
  const line = (x: number, count: number): BoardElement =>
    drafted('a', { type: 'freedraw', x, points: written(count) });
  const before = grown(undefined, line(0, 10), { first: 0, count: 10 });
  const now = line(0, 5);
  const moved = line(1, 5);
  expect(grown(before, moved, { first: 8, count: 5 }).element).toBe(moved);
  expect(grown(before, now, { first: 50, count: 5 }).element).toBe(now);
  expect(grown(before, now, { first: 0, count: 5 }).element).toBe(now);
  expect(grown(before, now, null).element).toBe(now);
  let seen = before;
  for (let i = 1; i < 5_000; i++) seen = grown(seen, now, { first: i * 5 + 5, count: 5 });
  expect(seen.element.type === 'freedraw' && seen.element.points.length).toBeLessThanOrEqual(
    20_000,
  );
  for (const tail of [7, [], [-1, 2], [0, 99], [0.5, 1], ['0', 1], [0, NaN]]) {
    const draft = { id: 'a', type: 'freedraw', points: 'BAAA', tail };
    expect(readPresence({ board: { draft } }).tail).toBeNull();
  }
});
