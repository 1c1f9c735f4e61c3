import { expect, test } from 'vitest';
import { prosemirrorToYXmlFragment } from 'y-prosemirror';
import * as Y from 'yjs';
import { findObstacle, findObstacleIn, type Obstacle } from './foreign.ts';
import {
  CONTENT_ROOT,
  META_ROOT,
  META_SCHEMA_VERSION,
  SCHEMA_VERSION,
  textSchema,
} from './schema.ts';
import { seedText } from './seed.ts';

const EVERYTHING = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'h' }] },
    {
      type: 'paragraph',
      content: [
        {
          type: 'text',
          text: 'a',
          marks: [{ type: 'bold' }, { type: 'link', attrs: { href: '/x' } }],
        },
        { type: 'hardBreak' },
      ],
    },
    {
      type: 'taskList',
      content: [{ type: 'taskItem', attrs: { checked: true }, content: [{ type: 'paragraph' }] }],
    },
    { type: 'codeBlock', content: [{ type: 'text', text: 'x' }] },
    { type: 'horizontalRule' },
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [{ type: 'tableHeader', content: [{ type: 'paragraph' }] }] },
      ],
    },
  ],
};

function documentOf(json: object): Y.Doc {
  const doc = new Y.Doc();
  prosemirrorToYXmlFragment(textSchema.nodeFromJSON(json), doc.getXmlFragment(CONTENT_ROOT));
  return doc;
}
const obstacle = (doc: Y.Doc) => findObstacle(doc.getXmlFragment(CONTENT_ROOT), textSchema);

/** The obstacle in what `change` inserts, as a reader who already has the document sees it arrive. */
function arriving(change: (doc: Y.Doc) => void): Obstacle | null {
  const writer = documentOf(EVERYTHING);
  const reader = new Y.Doc();
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(writer));
  let found: Obstacle | null = null;
  reader.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    found ??= findObstacleIn(transaction, reader.getXmlFragment(CONTENT_ROOT), textSchema);
  });
  change(writer);
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(writer, Y.encodeStateVector(reader)));
  // Whole or in pieces, the same is found.
  expect(obstacle(reader)).toBe(found);
  return found;
}
const content = (doc: Y.Doc) => doc.getXmlFragment(CONTENT_ROOT);
const firstText = (doc: Y.Doc) => (content(doc).get(0) as Y.XmlElement).get(0) as Y.XmlText;

test('what this version writes it can read', () => {
  expect(obstacle(documentOf(EVERYTHING))).toBeNull();
  const seeded = new Y.Doc();
  seedText(seeded, 'x');
  expect(obstacle(seeded)).toBeNull();
  expect(obstacle(new Y.Doc())).toBeNull();
  expect(
    arriving((doc) => {
      content(doc).insert(0, [new Y.XmlElement('blockquote')]);
      (content(doc).get(0) as Y.XmlElement).insert(0, [new Y.XmlElement('paragraph')]);
      firstText(doc);
      doc.getText('title').insert(0, 'title');
      doc.getMap('comments').set('a', new Y.Map());
    }),
  ).toBeNull();
});

const FOREIGN: [string, (doc: Y.Doc) => void][] = [
  ['an unknown block', (doc) => content(doc).push([new Y.XmlElement('callout')])],
  ['a name of the language itself', (doc) => content(doc).push([new Y.XmlElement('constructor')])],
  ['words outside of blocks', (doc) => content(doc).push([new Y.XmlText('x')])],
  ['a cell outside of a table', (doc) => content(doc).push([new Y.XmlElement('tableCell')])],
  ['a hook', (doc) => content(doc).push([new Y.XmlHook('x') as unknown as Y.XmlElement])],
  ['an unknown mark', (doc) => firstText(doc).format(0, 1, { comment: { id: 1 } })],
  ['something embedded in words', (doc) => firstText(doc).insertEmbed(0, { image: 'x' })],
  [
    'an unknown block deep inside',
    (doc) => {
      const list = content(doc).get(2) as Y.XmlElement;
      (list.get(0) as Y.XmlElement).push([new Y.XmlElement('mention')]);
    },
  ],
];

test.each(FOREIGN)('%s cannot be edited here', (_, change) => {
  expect(arriving(change)).toBe('foreign');
});

test('a newer document says so, whenever it says it', () => {
  const newer = (doc: Y.Doc) => doc.getMap(META_ROOT).set(META_SCHEMA_VERSION, SCHEMA_VERSION + 1);
  expect(arriving(newer)).toBe('newer');
  expect(arriving((doc) => doc.getMap(META_ROOT).set(META_SCHEMA_VERSION, 'x'))).toBeNull();
});

test('nesting without end cannot be edited', () => {
  const doc = new Y.Doc();
  let inner: Y.XmlFragment = content(doc);
  for (let i = 0; i < 500; i++) {
    const quote = new Y.XmlElement('blockquote');
    inner.insert(0, [quote]);
    inner = quote;
  }
  expect(obstacle(doc)).toBe('foreign');
});
