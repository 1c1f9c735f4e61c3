import type { Node } from '@tiptap/pm/model';
import { expect, onTestFinished, test, vi } from 'vitest';
import { initProseMirrorDoc, updateYFragment, ySyncPluginKey } from 'y-prosemirror';
import * as Y from 'yjs';
import { CONTENT_ROOT, textSchema, TITLE_ROOT } from '../schema.ts';
import { seedText } from '../seed.ts';
import { createUndoManager, TITLE_ORIGIN } from './undo.ts';

function person() {
  const doc = new Y.Doc();
  const content = doc.getXmlFragment(CONTENT_ROOT);
  return {
    doc,
    undo: createUndoManager(doc),
    /** Makes the body something else, as the editor's binding writes it. */
    edit(change: (node: Node) => Node, history = true) {
      const { doc: node, meta } = initProseMirrorDoc(content, textSchema);
      doc.transact((transaction) => {
        transaction.meta.set('addToHistory', history);
        updateYFragment(doc, content, change(node), meta);
      }, ySyncPluginKey);
    },
    get words() {
      const { doc: node } = initProseMirrorDoc(content, textSchema);
      return node.textBetween(0, node.content.size, '|');
    },
  };
}
type Person = ReturnType<typeof person>;

function pair(): [Person, Person] {
  const [a, b] = [person(), person()];
  seedText(a.doc, 'Title');
  meet(a, b);
  return [a, b];
}
function meet(a: Person, b: Person): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
}
const doc = (...content: object[]) => textSchema.nodeFromJSON({ type: 'doc', content });
const paragraph = (text: string) => ({
  type: 'paragraph',
  content: text === '' ? [] : [{ type: 'text', text }],
});
const list = (...items: string[]) => ({
  type: 'bulletList',
  content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] })),
});

test('a list that I made stays when somebody has written in it', () => {
  const [a, b] = pair();
  a.edit(() => doc(paragraph(''), list('mine')));
  meet(a, b);
  b.edit(() => doc(paragraph(''), list('mine yours')));
  meet(a, b);
  a.undo.undo();
  expect(a.words).toContain('yours');
  expect(a.words).not.toContain('mine');
  meet(a, b);
  expect(b.words).toBe(a.words);
});

test('a list that nobody else touched goes', () => {
  const [a] = pair();
  a.edit(() => doc(paragraph(''), list('mine')));
  a.undo.undo();
  expect(a.words).toBe('');
  a.undo.redo();
  expect(a.words).toContain('mine');
});

test('title and body are undone in the order in which they were written', () => {
  const [a] = pair();
  const title = a.doc.getText(TITLE_ROOT);
  a.doc.transact(() => title.insert(5, '!'), TITLE_ORIGIN);
  a.undo.stopCapturing();
  a.edit(() => doc(paragraph('body')));
  a.undo.undo();
  expect([title.toString(), a.words]).toEqual(['Title!', '']);
  a.undo.undo();
  expect(title.toString()).toBe('Title');
});

test('repairs and edits of others are not mine to undo', () => {
  const [a, b] = pair();
  a.edit(() => doc(paragraph('repaired')), false);
  b.edit(() => doc(paragraph('theirs')));
  meet(a, b);
  expect(a.undo.canUndo()).toBe(false);
});

/** Where the block stands that is to be lost, and what it is; without words it is not there. */
type Arrange = (other: string, words?: string) => object[];
const kinds: { lost: string; arrange: Arrange }[] = [
  {
    lost: 'the paragraph before',
    arrange: (other, words) => [...(words ? [paragraph(words)] : []), paragraph(other)],
  },
  {
    lost: 'the paragraph after',
    arrange: (other, words) => [paragraph(other), ...(words ? [paragraph(words)] : [])],
  },
  {
    lost: 'the list after',
    arrange: (other, words) => [paragraph(other), ...(words ? [list(...words.split(' '))] : [])],
  },
];

/**
 * Three steps of one's own. The last two deleted a word each from a block, and the first of these also made `other` of
 * the words in another one. The block was deleted and brought back since, and is gone for good now that somebody else
 * deleted it.
 */
function withLostBlock(arrange: Arrange, other: string): [Person, Person] {
  const [a, b] = pair();
  const write = (one: Person, blocks: object[]): void => {
    one.edit(() => doc(...blocks));
    one.undo.stopCapturing();
  };
  write(a, arrange('other', 'J in it'));
  write(a, arrange(other, 'in it'));
  write(a, arrange(other, 'in'));
  write(a, arrange(other));
  a.undo.undo();
  write(a, arrange(other, 'in typed'));
  a.undo.undo();
  // Ends what can be redone, and with it Yjs lets go of the block.
  write(a, arrange(`${other}, too`, 'in'));
  meet(a, b);
  write(b, arrange(`${other}, too`));
  meet(a, b);
  a.undo.undo();
  expect(a.words).toBe(other);
  return [a, b];
}

function reports() {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  onTestFinished(() => void vi.unstubAllGlobals());
  return reported;
}

test.each(kinds)('steps that only deleted from $lost, now lost, are passed over', ({ arrange }) => {
  const reported = reports();
  const [a, b] = withLostBlock(arrange, 'other');
  a.undo.undo();
  expect(a.words).toBe('');
  expect(a.undo.canUndo()).toBe(false);
  a.undo.redo();
  expect(a.words).toBe('other');
  meet(a, b);
  expect(b.words).toBe(a.words);
  expect(reported).not.toHaveBeenCalled();
});

test.each(kinds)('the rest of a step is undone when $lost is lost', ({ arrange }) => {
  const reported = reports();
  // Words deleted, and others typed over them.
  const [a, b] = withLostBlock(arrange, 'otTYPED');
  a.undo.undo();
  expect(a.words).toBe('other');
  a.undo.redo();
  expect(a.words).toBe('otTYPED');
  a.undo.undo();
  a.undo.undo();
  expect(a.words).toBe('');
  meet(a, b);
  expect(b.words).toBe('');
  expect(reported).not.toHaveBeenCalled();
});

test('an error while undo is shown is reported, and ends neither undo nor redo', () => {
  const reported = reports();
  const [a] = pair();
  for (const text of ['one', 'one two', 'one two three']) {
    a.edit(() => doc(paragraph(text)));
    a.undo.stopCapturing();
  }
  const error = new Error('from an observer');
  a.doc.once('beforeObserverCalls', () => {
    throw error;
  });
  expect(a.undo.undo()).not.toBeNull();
  expect(a.words).toBe('one two');
  expect(reported.mock.calls).toEqual([[error]]);
  a.undo.undo();
  expect(a.words).toBe('one');
  a.undo.redo();
  expect(a.words).toBe('one two');
});
