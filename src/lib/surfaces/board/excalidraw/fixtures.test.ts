/** Files that Excalidraw's own package has written; how they are made is told in `tests/excalidraw`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { exportExcalidraw } from './export.ts';
import type { RawElement } from './format.ts';
import { readExcalidraw, type ImportedBoard } from './import.ts';
import { insertImported } from './insert.ts';

const FIXTURES = join(import.meta.dirname, '../../../../../tests/excalidraw/fixtures');
const names = readdirSync(FIXTURES);
const contents = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

function boardOf(imported: ImportedBoard): Board {
  const board = new Board(new Y.Doc());
  insertImported(board, imported, { fresh: false });
  return board;
}

function fileOf(board: Board, files: ImportedBoard['files'] = new Map()): string {
  return JSON.stringify(
    exportExcalidraw({
      elements: board.elements,
      storedOf: (id) => board.storedOf(id),
      lookup: (id) => board.get(id),
      files,
      source: 'https://runnel.example',
      now: 1,
    }),
  );
}

/** A file brought in and out again, and what it was. */
function throughBoard(name: string): Record<'before' | 'after', Map<string, RawElement>> {
  const imported = readExcalidraw(contents(name));
  return {
    before: byId(contents(name)),
    after: byId(fileOf(boardOf(imported), imported.files)),
  };
}

function byId(json: string): Map<string, RawElement> {
  const { elements } = JSON.parse(json) as { elements: RawElement[] };
  const living = elements.filter(({ isDeleted }) => isDeleted !== true);
  return new Map(living.map((element) => [String(element.id), element]));
}

/** How Excalidraw merges, and what a line had while it was drawn: of no use here, made anew or left out. */
const VOLATILE = ['version', 'versionNonce', 'updated', 'isDeleted', 'lastCommittedPoint'];
/** Follow from fonts of ours, or from the points. */
const SIZES = ['width', 'height'];
/** Follow from the shape that a label is in. */
const LABEL_PLACE = ['x', 'y', 'angle', 'index', 'autoResize', 'text', ...SIZES];
/** Follow from the shapes that an arrow is bound to. */
const COURSE = ['x', 'y', 'points'];

function derivedIn(element: RawElement): readonly string[] {
  if (element.type === 'text' && typeof element.containerId === 'string') return LABEL_PLACE;
  if (element.type === 'text')
    return ['text', 'height', ...(element.autoResize === true ? ['width'] : [])];
  const bound = (element.startBinding ?? element.endBinding ?? null) !== null;
  if (Array.isArray(element.points)) return [...SIZES, ...(bound ? COURSE : [])];
  return [];
}

function keptIn(element: RawElement, derived: readonly string[]): RawElement {
  const left = new Set([...VOLATILE, ...derived]);
  const fields = Object.entries(element).filter(([key]) => !left.has(key));
  return Object.fromEntries(fields.map(([key, value]) => [key, keptValue(key, value)]));
}

function keptValue(key: string, value: unknown): unknown {
  // To be bound to nothing is written in two ways; the order in which things are bound says nothing.
  if (key === 'boundElements')
    return [...((value ?? []) as RawElement[])].sort((a, b) =>
      String(a.id) < String(b.id) ? -1 : 1,
    );
  if (key === 'pressures') return (value as number[]).map((one) => Math.round(one * 255));
  if (key === 'startBinding' || key === 'endBinding') {
    const { fixedPoint: _f, mode: _m, ...aim } = (value ?? {}) as RawElement;
    return aim;
  }
  return value;
}

const modern = names.filter((name) => !name.startsWith('old-'));

test.each(modern)('%s goes through a board with every field', (name) => {
  const { before, after } = throughBoard(name);
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  for (const [id, element] of before) {
    const derived = derivedIn(element);
    expect(keptIn(after.get(id) ?? {}, derived)).toMatchObject(keptIn(element, derived));
  }
});

test.each(names)('%s through a board twice is as through it once', (name) => {
  const first = fileOf(boardOf(readExcalidraw(contents(name))));
  const second = fileOf(boardOf(readExcalidraw(first)));
  expect(JSON.parse(second)).toEqual(JSON.parse(first));
});

test('what each fixture is there for is in it, and is shown', () => {
  const boards = new Map(names.map((name) => [name, boardOf(readExcalidraw(contents(name)))]));
  const get = (name: string, id: string) => boards.get(`${name}.excalidraw`)?.get(id);
  expect(get('shapes', 'rectangle-5')).toMatchObject({ roundness: { type: 3 } });
  expect(get('shapes', 'ellipse-4')).toMatchObject({ locked: true, angle: 0.7, opacity: 40 });
  expect(get('texts', 'pointed')).toMatchObject({ text: 'Turned' });
  expect(get('texts', 'set')).toMatchObject({ autoResize: false, text: 'A width somebody set' });
  expect(get('arrows', 'bound')).toMatchObject({
    text: 'says',
    startBinding: { elementId: 'from' },
    endBinding: { elementId: 'to' },
  });
  expect(get('elbows', 'fixed')).toMatchObject({ elbowed: true });
  expect(get('lines', 'pen')).toMatchObject({ type: 'freedraw', simulatePressure: false });
  expect(get('frames', 'one')).toMatchObject({ frameId: 'named', text: 'In a frame' });
  expect(get('frames', 'magic')).toMatchObject({ type: 'unknown', kind: 'magicframe' });
  expect(get('images', 'cropped')).toMatchObject({ crop: { naturalWidth: 60 }, scale: [1, -1] });
  expect(get('others', 'web')).toMatchObject({ type: 'unknown', kind: 'embeddable' });
  expect(get('others', 'page')).toMatchObject({ type: 'unknown', kind: 'iframe' });
  expect(get('old-1', 'draw')).toMatchObject({ type: 'line' });
  expect(get('old-1', 'cascadia')).toMatchObject({ fontFamily: 3, fontSize: 16 });
  expect(get('old-1', 'gone')).toBeUndefined();
  expect(get('old-2', 'lost')).toMatchObject({ type: 'text', text: 'Its shape is gone' });
  expect(get('old-2', 'to')).toMatchObject({
    startBinding: { elementId: 'plan' },
    endBinding: null,
  });
});

test('pictures come along, drawings too: they are stored, and served so that nothing in them runs', () => {
  const { files } = readExcalidraw(contents('images.excalidraw'));
  expect([...files.keys()]).toEqual(['pixel', 'svg']);
});
