import { getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import { expect, test } from 'vitest';
import { yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import * as Y from 'yjs';
import { contentExtensions } from './extensions.ts';
import { CONTENT_ROOT, textSchema } from './schema.ts';

type Child = Y.XmlElement | Y.XmlText;
function element(
  name: string,
  attributes: Record<string, unknown>,
  ...children: Child[]
): Y.XmlElement {
  const made = new Y.XmlElement<Record<string, never>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as never);
  made.insert(0, children);
  return made as unknown as Y.XmlElement;
}
const paragraph = (words: string) => element('paragraph', {}, new Y.XmlText(words));

/** What y-prosemirror makes of a body, and how many times it wrote into the document for it. */
function read(schema: Schema, ...children: Child[]) {
  const doc = new Y.Doc();
  const content = doc.getXmlFragment(CONTENT_ROOT);
  content.insert(0, children);
  let writes = 0;
  doc.on('update', () => writes++);
  const node = yXmlFragmentToProseMirrorRootNode(content, schema);
  return { node, writes, stored: content.toString() };
}

// A list item whose paragraph one person deleted while another put a list into it.
const orphaned = () =>
  element(
    'bulletList',
    {},
    element('listItem', {}, element('bulletList', {}, element('listItem', {}, paragraph('kept')))),
  );

test('the library deletes for everybody what a strict schema refuses', () => {
  const { writes, stored } = read(getSchema(contentExtensions), orphaned());
  expect(writes).toBeGreaterThan(0);
  expect(stored).not.toContain('kept');
});

test('ours mends what is shown and leaves the document alone', () => {
  const { node, writes, stored } = read(textSchema, orphaned());
  expect(writes).toBe(0);
  expect(stored).toContain('kept');
  expect(node.textContent).toBe('kept');
  node.check();
});

test.each([
  ['a list without items', element('bulletList', {})],
  ['a table without rows', element('table', {})],
  [
    'a cell without a block',
    element('table', {}, element('tableRow', {}, element('tableCell', {}))),
  ],
  ['words in a quote', element('blockquote', {}, new Y.XmlText('loose'))],
  ['a block in a paragraph', element('paragraph', {}, paragraph('inner'))],
  ['an item in a quote', element('blockquote', {}, element('listItem', {}, paragraph('item')))],
  [
    'a task in a bullet list',
    element('bulletList', {}, element('taskItem', {}, paragraph('task'))),
  ],
  [
    'a heading in an item',
    element('bulletList', {}, element('listItem', {}, element('heading', {}, new Y.XmlText('h')))),
  ],
  ['a cell in a list', element('orderedList', {}, element('tableCell', {}, paragraph('cell')))],
  ['a paragraph in code', element('codeBlock', {}, paragraph('code'))],
  [
    'a divider in a table',
    element('table', {}, element('horizontalRule', {}), element('tableRow', {}, paragraph('c'))),
  ],
  [
    'a heading in a cell',
    element(
      'table',
      {},
      element('tableRow', {}, element('tableCell', {}, element('heading', {}, new Y.XmlText('h')))),
    ),
  ],
])('%s becomes valid content with the same words', (_, child) => {
  const { node, writes, stored } = read(textSchema, child);
  expect(writes).toBe(0);
  node.check();
  expect(node.textContent).toBe(stored.replace(/<[^>]*>/g, ''));
});

test('attributes are taken only as the schema means them', () => {
  const cell = element(
    'tableCell',
    { colspan: 1e9, rowspan: 1e9, colwidth: [1], filler: 'yes' },
    paragraph('c'),
  );
  const { node } = read(
    textSchema,
    element('heading', { level: 9 }, new Y.XmlText('h')),
    element('orderedList', { start: 'x' }, element('listItem', {}, paragraph('i'))),
    element('codeBlock', { language: '"><script>' }),
    element('table', {}, element('tableRow', {}, cell)),
  );
  expect(node.child(0).attrs).toEqual({ level: 3 });
  expect(node.child(1).attrs).toEqual({ start: 1 });
  expect(node.child(2).attrs).toEqual({ language: null });
  expect(node.child(3).firstChild?.firstChild?.attrs).toEqual({
    colspan: 1,
    rowspan: 1,
    colwidth: null,
    filler: null,
  });
});
