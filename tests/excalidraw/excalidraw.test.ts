/**
 * Excalidraw's own package beside ours. Its files are the fixtures that the unit tests of the import read; what it writes
 * differently one day is seen here: `npx vitest run --project excalidraw -u` writes them anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { restore } from '@excalidraw/excalidraw';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { exportExcalidraw } from '../../src/lib/surfaces/board/excalidraw/export.ts';
import { readExcalidraw } from '../../src/lib/surfaces/board/excalidraw/import.ts';
import { insertImported } from '../../src/lib/surfaces/board/excalidraw/insert.ts';
import { Board } from '../../src/lib/surfaces/board/model/board.ts';
import { scenes } from './scenes.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const made = scenes();

test.each([...made.keys()])('the fixture %s is what Excalidraw writes', async (name) => {
  await expect(made.get(name)).toMatchFileSnapshot(join(FIXTURES, `${name}.excalidraw`));
});

type Raw = Record<string, unknown>;

function exported(json: string): { elements: readonly Raw[]; json: string } {
  const imported = readExcalidraw(json);
  const board = new Board(new Y.Doc());
  insertImported(board, imported, { fresh: false });
  const out = exportExcalidraw({
    elements: board.elements,
    storedOf: (id) => board.storedOf(id),
    lookup: (id) => board.get(id),
    files: imported.files,
    source: 'https://runnel.example',
    now: 1,
  });
  return { elements: out.elements, json: JSON.stringify(out) };
}

function opened(json: string): Raw[] {
  const options = { repairBindings: true, refreshDimensions: false };
  return restore(JSON.parse(json) as Raw, null, null, options).elements;
}

const names = readdirSync(FIXTURES);
const contents = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

test.each(names)('what is made of %s opens in Excalidraw as it is', (name) => {
  const ours = exported(contents(name));
  expect(opened(ours.json).map(comparable)).toEqual(ours.elements.map(comparable));
});

test.each(names)('%s is read as Excalidraw reads it', (name) => {
  const ours = new Map(exported(contents(name)).elements.map((one) => [one.id, comparable(one)]));
  const theirs = opened(contents(name)).filter(({ isDeleted }) => isDeleted !== true);
  expect([...ours.keys()].sort()).toEqual(theirs.map(({ id }) => id).sort());
  for (const element of theirs) {
    const { lineHeight: _, ...withoutHeight } = readable(ours.get(element.id));
    const expected = readable(element);
    expect('lineHeight' in expected ? readable(ours.get(element.id)) : withoutHeight).toEqual(
      expected,
    );
  }
});

/**
 * Fields that both must have alike. Left out is what is derived here: sizes and line breaks of words, which follow from
 * fonts of ours, the points of bound arrows, which follow from their shapes, and what Excalidraw merges by.
 */
function readable(element: Raw | undefined): Raw {
  const {
    index: _,
    version: _v,
    versionNonce: _n,
    updated: _u,
    ...fields
  } = comparable(element ?? {});
  const { type, autoResize, containerId } = fields;
  const left: Raw = { ...fields };
  const drop = (...keys: string[]): void => {
    for (const key of keys) Reflect.deleteProperty(left, key);
  };
  // Older names of `roundness` and `boundElements`, which Excalidraw leaves beside the new ones.
  drop('boundElements', 'boundElementIds', 'strokeSharpness');
  // What is at its default need not be said.
  if (left.polygon === false) drop('polygon');
  if (left.elbowed === false) drop('elbowed');
  // Newer than the version of the package.
  if (type === 'freedraw') drop('strokeOptions');
  // A pressure is a byte, and without any there are none.
  if (type === 'freedraw')
    left.pressures = ((left.pressures ?? []) as number[]).map((one) => Math.round(one * 255));
  // The first name of a head.
  if (left.startArrowhead === 'dot') left.startArrowhead = 'circle';
  if (type === 'text') {
    drop('text', 'height');
    if (autoResize === true) drop('width');
    // Of what says its size so, the package does not find out the height of a line.
    if ('font' in left || left.lineHeight === null) drop('font', 'lineHeight');
    // The place of a label follows from its shape.
    if (typeof containerId === 'string') drop('x', 'y', 'angle', 'autoResize');
  }
  if ('points' in left) drop('width', 'height');
  for (const key of ['startBinding', 'endBinding']) {
    const binding = left[key];
    if (typeof binding !== 'object' || binding === null) continue;
    const { fixedPoint: _f, mode: _m, ...aim } = binding as Raw;
    left[key] = aim;
    drop('points', 'x', 'y');
  }
  return left;
}

/**
 * As it is in a file. To be bound to nothing is written in two ways, and the last point that a line had while it was being
 * drawn is of no use afterwards.
 */
function comparable(element: Raw): Raw {
  const {
    boundElements,
    lastCommittedPoint: _,
    ...fields
  } = JSON.parse(JSON.stringify(element)) as Raw;
  return { ...fields, boundElements: boundElements ?? [] };
}
