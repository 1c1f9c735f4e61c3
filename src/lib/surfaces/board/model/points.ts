import { MAX_COORDINATE, MAX_POINTS } from './limits.ts';
import type { Point } from './types.ts';

/**
 * Points in as few bytes as they need: a header byte that says how fine the raster is (2^-precision scene units),
 * then for each point its distance from the one before, x and y, as zigzag varints. A stroke of a hand moves a
 * few units from point to point, which is one byte for each axis at 1/16 unit.
 */

/** Raster for strokes of a hand: 1/16 scene unit, which no screen shows. */
export const STROKE_PRECISION = 4;
/** Raster for lines and arrows, and for what comes from files: 1/1024 scene unit. */
export const FINE_PRECISION = 10;
const MAX_PRECISION = 15;

/**
 * Packs points. Coordinates that are not finite become 0, those too far away are brought to the limit, and what
 * is past `MAX_POINTS` is dropped.
 * @param precision binary digits after the point, 0 to 15
 */
export function packPoints(points: readonly Point[], precision: number): Uint8Array {
  const scale = 2 ** precision;
  const bytes: number[] = [precision];
  let lastX = 0;
  let lastY = 0;
  for (const [x, y] of points.slice(0, MAX_POINTS)) {
    const nextX = raster(x, scale);
    const nextY = raster(y, scale);
    pushVarint(bytes, nextX - lastX);
    pushVarint(bytes, nextY - lastY);
    lastX = nextX;
    lastY = nextY;
  }
  return Uint8Array.from(bytes);
}

/** Points read from a value are remembered as long as the value lives: moving a line does not read it again. */
const unpacked = new WeakMap<Uint8Array, readonly Point[] | null>();

/**
 * Reads packed points; the same bytes object gives the same array.
 * @returns null for anything that `packPoints` does not write, or that is too long or too far away
 */
export function unpackPoints(value: unknown): readonly Point[] | null {
  if (!(value instanceof Uint8Array)) return null;
  let points = unpacked.get(value);
  if (points === undefined) {
    points = read(value);
    unpacked.set(value, points);
  }
  return points;
}

function read(bytes: Uint8Array): Point[] | null {
  const precision = bytes[0];
  // A point takes two bytes at the least and ten at the most: longer ones need not be looked at.
  if (precision === undefined || precision > MAX_PRECISION || bytes.length > MAX_POINTS * 16)
    return null;
  const scale = 2 ** precision;
  const limit = MAX_COORDINATE * scale;
  const points: Point[] = [];
  const reader: Reader = { bytes, at: 1 };
  let x = 0;
  let y = 0;
  while (reader.at < bytes.length) {
    if (points.length === MAX_POINTS) return null;
    x += readVarint(reader);
    y += readVarint(reader);
    // Also false for NaN, which is what a varint that does not end gives.
    if (!(Math.abs(x) <= limit && Math.abs(y) <= limit)) return null;
    points.push([x / scale, y / scale]);
  }
  return points;
}

function raster(value: number, scale: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.round(Math.min(MAX_COORDINATE, Math.max(-MAX_COORDINATE, value)) * scale);
}

// Past 32 bits, so no bit operators: numbers up to 2^53 are exact.
function pushVarint(bytes: number[], value: number): void {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

/** NaN for a number that does not end or does not fit. */
function readVarint(reader: Reader): number {
  let value = 0;
  let factor = 1;
  for (let length = 0; length < 7; length++) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return Number.NaN;
    value += (byte % 128) * factor;
    if (byte < 128) return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    factor *= 128;
  }
  return Number.NaN;
}

/** Packs pressures: a byte each, 0 to 255 for 0 to 1. */
export function packPressures(pressures: readonly number[]): Uint8Array {
  return Uint8Array.from(pressures.slice(0, MAX_POINTS), (pressure) =>
    Number.isFinite(pressure) ? Math.round(Math.min(1, Math.max(0, pressure)) * 255) : 128,
  );
}

const unpackedPressures = new WeakMap<Uint8Array, readonly number[]>();

/** Reads packed pressures; none for anything else. The same bytes object gives the same array. */
export function unpackPressures(value: unknown): readonly number[] {
  if (!(value instanceof Uint8Array) || value.length > MAX_POINTS) return [];
  let pressures = unpackedPressures.get(value);
  if (pressures === undefined) {
    pressures = Array.from(value, (byte) => byte / 255);
    unpackedPressures.set(value, pressures);
  }
  return pressures;
}
