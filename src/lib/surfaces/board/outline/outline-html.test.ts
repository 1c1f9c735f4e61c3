import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Board } from '../model/board.ts';
import { words } from '../words.ts';
import { outlineHtml } from './outline-html.ts';
import { outlineOf } from './outline.ts';

function htmlOf(fill: (board: Board) => void): string {
  const board = new Board(new Y.Doc());
  fill(board);
  return outlineHtml(outlineOf(board.elements));
}

const note = { type: 'note', width: 90, height: 90 } as const;

test('each frame is a heading, with what lies in it underneath', () => {
  const html = htmlOf((board) => {
    board.create({ type: 'frame', name: 'Ideas', y: 500, width: 400, height: 400 }, 'frame');
    board.create({ ...note, y: 600, frameId: 'frame', text: 'Within <b>' });
    board.create({ ...note, text: 'Before' });
    board.create({ ...note, y: 2_000, text: 'Behind' });
  });
  const order = ['<h2>', '<ul><li>', 'Before', '</li></ul><h3>', 'Ideas', '</h3><ul><li>'];
  order.push('Within &#60;b&#62;', '</li></ul><ul><li>', 'Behind', '</li></ul>');
  let at = 0;
  for (const part of order) {
    const found = html.indexOf(part, at);
    expect([part, found >= at]).toEqual([part, true]);
    at = found + part.length;
  }
  expect(html.slice(at)).toBe('');
});

test('a board without elements has no outline, and a long one says how much more there is', () => {
  expect(htmlOf(() => undefined)).toBe('');
  const html = htmlOf((board) => {
    board.create({ type: 'frame', name: 'Many', width: 400, height: 400 }, 'frame');
    for (let i = 0; i < 503; i++) board.create({ ...note, frameId: 'frame', text: String(i) });
  });
  expect(html.match(/<li>/g)).toHaveLength(500);
  expect(html).toContain(`<p>${words.outline.more(3)}</p>`);
});
