import { fromBase64 } from 'lib0/buffer';
import { MAX_ZOOM, MIN_ZOOM, type ViewSize } from '../editor/camera.ts';
import { MAX_COORDINATE } from '../model/limits.ts';
import { parseElement } from '../model/parse.ts';
import { unpackPoints } from '../model/points.ts';
import { isRecord, readNumber } from '../model/read.ts';
import type { BoardElement, ElementType, Point } from '../model/types.ts';
import { words } from '../words.ts';
import type { Tail } from './thin.ts';

/** The field of a person's awareness state that is a board's. */
export const BOARD_FIELD = 'board';
/** Of one person so many selected elements are outlined; the others are counted. */
export const MAX_SELECTED = 32;
/** Characters of an id that travels: ours have 12, those of Excalidraw 21. */
export const MAX_ID = 64;
/** Characters of packed points: more than a whole post of presence can hold. */
const MAX_PACKED = 4_096;
/** Above every index that a document can have. */
const TOPMOST = '~';
/** Largest side of a view that makes sense, CSS pixels. */
const MAX_VIEW = 20_000;

/** What can be drawn by pulling. A picture is never a draft: it is stored first. */
const DRAFTED: ReadonlySet<ElementType> = new Set([
  'rectangle',
  'diamond',
  'ellipse',
  'note',
  'text',
  'line',
  'arrow',
  'freedraw',
  'frame',
]);

/**
 * What a browser tells of the person in front of it, as JSON: opaque to the server, which passes 2 KB of it on. All are
 * left out when there is nothing to tell.
 */
export interface BoardState {
  /** The pointer, in the scene. */
  readonly pointer?: Point;
  /** Ids, not more than `MAX_SELECTED`. */
  readonly selected?: readonly string[];
  /** How many are selected, if more than are told. */
  readonly count?: number;
  /** The element whose words are being edited. */
  readonly editing?: string;
  /** What is seen: the scene point in the middle, the zoom, the view's width and height in CSS pixels. */
  readonly view?: readonly [x: number, y: number, zoom: number, width: number, height: number];
  /** Id of the person who is followed. */
  readonly following?: string;
  /** The element that is being made: its properties as in the document, with `id`; bytes are base64. Of a
   * stroke also `tail`: the number of the first of its last points of which none is left out, and how many they are.
   */
  readonly draft?: Readonly<Record<string, unknown>>;
  /** Ids of the elements made last: what became of drafts, for those who do not have them yet. */
  readonly placed?: readonly string[];
  /** Number of the first point, packed points, places among them that are not joined to the one before. */
  readonly laser?: readonly [first: number, points: string, begins: readonly number[]];
}

/** What somebody looks at. */
export interface SeenView {
  readonly middle: Point;
  readonly zoom: number;
  readonly size: ViewSize;
}

export interface LaserPoints {
  /** Number of the first point: a person's points are counted, so that none is drawn twice. */
  readonly first: number;
  readonly points: readonly Point[];
  readonly begins: ReadonlySet<number>;
}

/** What is known of a person on a board: read from what they told, checked, complete. */
export interface BoardPresence {
  readonly pointer: Point | null;
  readonly selected: readonly string[];
  readonly count: number;
  readonly editing: string | null;
  readonly view: SeenView | null;
  readonly following: string | null;
  readonly draft: BoardElement | null;
  /** Of a draft that is a stroke. */
  readonly tail: Tail | null;
  readonly placed: readonly string[];
  readonly laser: LaserPoints | null;
}

/** A person as boards show them. */
export interface BoardUser {
  readonly id: string;
  readonly name: string;
  /** Presence hue, 1 to 12. */
  readonly hue: number;
}

/** Who a state belongs to, as the server stamps it. Never throws; a nameless one is somebody. */
export function readUser(state: unknown): BoardUser {
  const user = isRecord(state) && isRecord(state.user) ? state.user : {};
  const name = typeof user.name === 'string' ? user.name.trim().slice(0, 60) : '';
  const hue = Number.isInteger(user.color) ? Number(user.color) : 1;
  return {
    id: readId(user.id) ?? '',
    name: name === '' ? words.somebody : name,
    hue: hue >= 1 && hue <= 12 ? hue : 1,
  };
}

/** The part of a name that a flag shows: a whole one would cover too much. */
export function firstName(name: string): string {
  return name.split(/\s/, 1)[0] ?? name;
}

/**
 * Reads what somebody tells. It comes from anybody's program: what makes no sense is left out, what is too much is cut.
 * Never throws.
 */
export function readPresence(state: unknown): BoardPresence {
  const told = isRecord(state) && isRecord(state[BOARD_FIELD]) ? state[BOARD_FIELD] : {};
  const selected = readIds(told.selected);
  const draft = readDraft(told.draft);
  return {
    pointer: readPoint(told.pointer),
    selected,
    count: Math.floor(readNumber(told.count, selected.length, selected.length, 1e6)),
    editing: readId(told.editing),
    view: readView(told.view),
    following: readId(told.following),
    draft,
    tail: readTail(told.draft, draft),
    placed: readIds(told.placed),
    laser: readLaser(told.laser),
  };
}

function readId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : null;
}

function readIds(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const ids = value.slice(0, MAX_SELECTED).map(readId);
  return [...new Set(ids.filter((id) => id !== null))];
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_COORDINATE;
}

/** A place that is none is not brought to the nearest that is one: nobody points there. */
function readPoint(value: unknown): Point | null {
  if (!Array.isArray(value)) return null;
  const [x, y] = value as unknown[];
  return isCoordinate(x) && isCoordinate(y) ? [x, y] : null;
}

function readView(value: unknown): SeenView | null {
  const middle = readPoint(value);
  if (middle === null || !Array.isArray(value)) return null;
  const [, , zoom, width, height] = value as unknown[];
  const size = {
    width: readNumber(width, 0, 0, MAX_VIEW),
    height: readNumber(height, 0, 0, MAX_VIEW),
  };
  if (!(size.width >= 1 && size.height >= 1) || typeof zoom !== 'number' || !(zoom > 0)) {
    return null;
  }
  return { middle, zoom: readNumber(zoom, 1, MIN_ZOOM, MAX_ZOOM), size };
}

function readDraft(value: unknown): BoardElement | null {
  if (!isRecord(value)) return null;
  const id = readId(value.id);
  if (id === null) return null;
  const element = parseElement(id, {
    get: (key) => {
      const property = Object.hasOwn(value, key) ? value[key] : undefined;
      return key === 'points' || key === 'pressures' ? readBytes(property) : property;
    },
  });
  if (!DRAFTED.has(element.type)) return null;
  // It lies in nothing yet, and on top of everything.
  return { ...element, index: TOPMOST, groupIds: [], frameId: null, link: null };
}

function readTail(value: unknown, draft: BoardElement | null): Tail | null {
  if (draft?.type !== 'freedraw' || !isRecord(value) || !Array.isArray(value.tail)) return null;
  const [first, count] = value.tail as unknown[];
  const isCount = (each: unknown): each is number =>
    Number.isSafeInteger(each) && Number(each) >= 0;
  if (!isCount(first) || !isCount(count) || count > draft.points.length) return null;
  return { first, count };
}

function readLaser(value: unknown): LaserPoints | null {
  if (!Array.isArray(value)) return null;
  const [first, packed, begins] = value as unknown[];
  if (typeof first !== 'number' || !Number.isSafeInteger(first) || first < 0) return null;
  const points = unpackPoints(readBytes(packed));
  if (points === null || points.length === 0) return null;
  const places = Array.isArray(begins) ? begins.slice(0, points.length) : [];
  return {
    first,
    points,
    begins: new Set(places.filter((place): place is number => Number.isInteger(place))),
  };
}

/** Null for what is no base64. */
function readBytes(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value.length > MAX_PACKED || value.length % 4 !== 0) return null;
  return /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? fromBase64(value) : null;
}
