import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from './model/board.ts';
import { renderBoard, renderThumbnail } from './render.ts';
import { BOARD_SCHEMA_VERSION, boardSchemaVersionOf, ELEMENTS_ROOT } from './schema.ts';
import { seedBoard } from './seed.ts';

const options = { theme: 'auto', background: 'paper' } as const;

test('a new board has its title, and says what wrote it', () => {
  const doc = new Y.Doc();
  seedBoard(doc, ' Sprint 6\nretrospective ');
  expect(renderBoard(doc, options)).toMatchObject({
    title: 'Sprint 6 retrospective',
    text: '',
    outline: [],
  });
  expect(boardSchemaVersionOf(doc)).toBe(BOARD_SCHEMA_VERSION);
  expect(boardSchemaVersionOf(new Y.Doc())).toBe(1);
});

test('the server shows what the board shows, from its bytes alone', () => {
  const board = new Board(new Y.Doc());
  board.create({ type: 'rectangle', text: 'Plan', x: 5 });
  board.create({ type: 'note', text: 'Show the size', x: 300 });
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(board.doc));
  const before = Y.encodeStateVector(doc);
  const { svg, text } = renderBoard(doc, options);
  expect(text).toBe('Plan\nShow the size');
  expect(svg).toContain('>the size</tspan>');
  expect(Y.encodeStateVector(doc)).toEqual(before);
});

test('a document whose roots are something else is an empty board', () => {
  const doc = new Y.Doc();
  doc.getText(ELEMENTS_ROOT).insert(0, 'words');
  doc.getMap('title').set('a', 1);
  expect(renderBoard(doc, options)).toMatchObject({ title: '', text: '', outline: [] });
});

test('a picture that stands alone says what its root is once: files are read as XML', () => {
  const board = new Board(new Y.Doc());
  board.create({ type: 'note', text: 'Show the size' });
  const { doc } = board;
  const [root = ''] = /<svg [^>]*>/.exec(renderThumbnail(doc, { maxLength: 10_000 })) ?? [];
  const names = Array.from(root.matchAll(/ ([\w:-]+)="/g), ([, name]) => name);
  expect(names).toContain('style');
  expect(new Set(names).size).toBe(names.length);
});
