import { toBase64 } from 'lib0/buffer';
import { toScene, type Camera, type ViewSize } from '../editor/camera.ts';
import { isDefault } from '../model/defaults.ts';
import { packPoints, STROKE_PRECISION } from '../model/points.ts';
import { hasPoints, type BoardElement, type Point } from '../model/types.ts';
import { GrowingLine } from './thin.ts';
import { MAX_ID, MAX_SELECTED, type BoardState } from './wire.ts';

/** Of one state as JSON. The server takes 2 KB with all that is around it. */
export const MAX_STATE_BYTES = 1_600;
/** Of the ids of what is selected. */
const MAX_SELECTED_BYTES = 420;
/** Of the words of a text that is not in the document yet. */
const MAX_TEXT_BYTES = 240;
/** Of a single property that is an object, as JSON. */
const MAX_PROPERTY_BYTES = 220;
/** Of the laser's points, as base64. */
const MAX_LASER_BYTES = 480;
/** What a draft's points have at least, however much else there is to tell. */
const LEAST_POINT_BYTES = 120;
/** Not told of a draft: they come with the element. */
const KEPT_BACK: ReadonlySet<string> = new Set([
  'id',
  'type',
  'index',
  'seed',
  'points',
  'pressures',
  'text',
  'groupIds',
  'frameId',
  'link',
  'locked',
  'crop',
  'scale',
  'fileId',
]);

/** What an own state is made of. */
export interface OwnView {
  readonly pointer: Point | null;
  readonly selection: ReadonlySet<string>;
  readonly editing: string | null;
  readonly camera: Camera;
  readonly size: ViewSize;
  readonly following: string | null;
  readonly draft: BoardElement | null;
  /** Ids of what was drawn last. */
  readonly placed: readonly string[];
  /** Points of the last moment, oldest first. */
  readonly laser: readonly NumberedPoint[];
}

export interface NumberedPoint {
  readonly number: number;
  readonly point: Point;
  readonly begins: boolean;
}

/** Makes states of what a person does, each not larger than `MAX_STATE_BYTES`. */
export class OwnState {
  #line: { readonly id: string; readonly growing: GrowingLine } | null = null;

  of(own: OwnView): BoardState {
    const { pointer, selection, editing, following, placed, camera, size } = own;
    const selected = shortEnough(selection);
    const state: BoardState = {
      ...(pointer !== null && { pointer: [rounded(pointer[0]), rounded(pointer[1])] }),
      ...(selected.length > 0 && { selected }),
      ...(selection.size > selected.length && { count: selection.size }),
      ...(editing !== null && editing.length <= MAX_ID && { editing }),
      ...(size.width > 0 && size.height > 0 && { view: viewOf(camera, size) }),
      ...(following !== null && following.length <= MAX_ID && { following }),
      ...(placed.length > 0 && { placed }),
      ...(own.laser.length > 0 && { laser: packLaser(own.laser, camera.zoom) }),
    };
    if (own.draft === null) {
      this.#line = null;
      return state;
    }
    const room = MAX_STATE_BYTES - bytesOf(state) - ',"draft":'.length;
    const draft = this.#draft(own.draft, room, camera.zoom);
    return draft === null ? state : { ...state, draft };
  }

  #draft(draft: BoardElement, room: number, zoom: number): Record<string, unknown> | null {
    const fields = fieldsOf(draft);
    if (!hasPoints(draft)) return bytesOf(fields) <= room ? fields : null;
    const left = room - bytesOf(fields) - ',"points":"","pressures":"","tail":[20000,20000]'.length;
    if (left < LEAST_POINT_BYTES) return null;
    const packed = this.#growing(draft).pack({
      points: draft.points,
      pressures: draft.type === 'freedraw' && !draft.simulatePressure ? draft.pressures : [],
      // Four letters carry three bytes, and each of the two may be filled up to four.
      maxBytes: Math.floor(((left - 8) * 3) / 4),
      precision: precisionAt(zoom),
      tolerance: 0.3 / zoom,
    });
    return {
      ...fields,
      points: toBase64(packed.points),
      ...(packed.pressures.length > 0 && { pressures: toBase64(packed.pressures) }),
      ...(draft.type === 'freedraw' && { tail: [packed.tail.first, packed.tail.count] }),
    };
  }

  /** Only a stroke of a hand grows at its end alone; of all others the points are new each time. */
  #growing({ id, type }: BoardElement): GrowingLine {
    if (type !== 'freedraw') return new GrowingLine();
    if (this.#line?.id !== id) this.#line = { id, growing: new GrowingLine() };
    return this.#line.growing;
  }
}

/** As JSON. */
export function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

function viewOf(camera: Camera, { width, height }: ViewSize): NonNullable<BoardState['view']> {
  const [x, y] = toScene(camera, [width / 2, height / 2]);
  const zoom = Number(camera.zoom.toPrecision(5));
  return [rounded(x), rounded(y), zoom, Math.round(width), Math.round(height)];
}

function shortEnough(selection: ReadonlySet<string>): string[] {
  const ids: string[] = [];
  let bytes = 0;
  for (const id of selection) {
    if (id.length > MAX_ID) continue;
    bytes += bytesOf(id) + 1;
    if (ids.length === MAX_SELECTED || bytes > MAX_SELECTED_BYTES) break;
    ids.push(id);
  }
  return ids;
}

/** Properties of a draft that differ from the defaults, without what can be long. */
function fieldsOf(draft: BoardElement): Record<string, unknown> {
  const fields: Record<string, unknown> = { id: draft.id, type: draft.type };
  for (const [key, value] of Object.entries(draft)) {
    if (KEPT_BACK.has(key) || isDefault(draft.type, key, value)) continue;
    if (hasPoints(draft) && (key === 'width' || key === 'height')) continue;
    const told: unknown = typeof value === 'number' ? rounded(value) : value;
    if (bytesOf(told) <= MAX_PROPERTY_BYTES) fields[key] = told;
  }
  if ('text' in draft && draft.text !== '') fields.text = firstOf(draft.text, MAX_TEXT_BYTES);
  return fields;
}

/** As much of a text as fits, in whole characters. */
function firstOf(text: string, maxBytes: number): string {
  let kept = '';
  let bytes = 2;
  for (const character of text.slice(0, maxBytes)) {
    bytes += bytesOf(character) - 2;
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

/** The newest points that fit. */
function packLaser(
  laser: readonly NumberedPoint[],
  zoom: number,
): NonNullable<BoardState['laser']> {
  let newest = laser;
  for (;;) {
    const points = newest.map(({ point }) => point);
    const packed = toBase64(packPoints(points, precisionAt(zoom)));
    const begins = newest.flatMap(({ begins: free }, place) => (free ? [place] : []));
    const wire = [newest[0]?.number ?? 0, packed, begins] as const;
    if (newest.length === 1 || bytesOf(wire) <= MAX_LASER_BYTES) return wire;
    newest = newest.slice(Math.ceil(newest.length / 8));
  }
}

/** Binary digits that a pixel needs at a zoom, not more than the document keeps. */
function precisionAt(zoom: number): number {
  return Math.max(0, Math.min(STROKE_PRECISION, Math.ceil(Math.log2(zoom)) + 2));
}

/** Two digits: less than a pixel can show at most zooms, and never much more. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
