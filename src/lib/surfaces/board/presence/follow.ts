import {
  MAX_ZOOM,
  MIN_ZOOM,
  centredOn,
  toScene,
  type Camera,
  type ViewSize,
} from '../editor/camera.ts';
import type { SeenView } from './wire.ts';

/** In this time the view comes to two thirds of the way, milliseconds. */
const GLIDE_MS = 90;
/** Nearer than this, CSS pixels, it is there. */
const THERE = 0.5;

/** The camera by which a view shows the whole of what somebody else sees. */
export function cameraFor({ middle, zoom, size }: SeenView, own: ViewSize): Camera {
  const share = Math.min(own.width / size.width, own.height / size.height);
  const fitting = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom * share));
  return centredOn(middle, own, fitting);
}

/**
 * One step of a view on its way.
 * @param elapsed since the step before, milliseconds
 * @returns `to` itself when it is there
 */
export function glide(from: Camera, to: Camera, size: ViewSize, elapsed: number): Camera {
  const rest = Math.exp(-elapsed / GLIDE_MS);
  const [start, end] = [middleOf(from, size), middleOf(to, size)];
  const off = Math.hypot(end[0] - start[0], end[1] - start[1]) * to.zoom;
  const zooming = Math.abs(Math.log(to.zoom / from.zoom)) * Math.max(size.width, size.height);
  if (off < THERE && zooming < THERE) return to;
  const zoom = to.zoom * (from.zoom / to.zoom) ** rest;
  return centredOn(
    [end[0] + (start[0] - end[0]) * rest, end[1] + (start[1] - end[1]) * rest],
    size,
    zoom,
  );
}

function middleOf(camera: Camera, { width, height }: ViewSize): readonly [number, number] {
  return toScene(camera, [width / 2, height / 2]);
}

/** Somebody who follows and is followed. */
export interface Follower {
  readonly following: string | null;
}

/**
 * Whether following somebody would lead back to oneself: then each of them would show what the other shows, a little
 * smaller each time.
 * @param people everyone else who is here, by their id
 */
export function leadsBack(
  followed: string,
  own: string,
  people: ReadonlyMap<string, Follower>,
): boolean {
  const passed = new Set<string>();
  for (let id: string | null = followed; id !== null && !passed.has(id);) {
    if (id === own) return true;
    passed.add(id);
    id = people.get(id)?.following ?? null;
  }
  return false;
}
