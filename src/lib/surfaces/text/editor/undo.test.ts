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

/**
 * Of steps of one's own that end with letters deleted from a paragraph (`in one step` with those of another), the last
 * ones: that paragraph was deleted and brought back, and is gone for good since somebody else deleted it.
 */
function withLostParagraph({ inOneStep }: { inOneStep: boolean }): [Person, Person] {
  const [a, b] = pair();
  const write = (one: Person, ...texts: string[]): void => {
    one.edit(() => doc(...texts.map(paragraph)));
    one.undo.stopCapturing();
  };
  write(a, 'first', 'second', 'J in it');
  if (inOneStep) a.edit(() => doc(paragraph('f'), paragraph('second'), paragraph('J in it')));
  const first = inOneStep ? 'f' : 'first';
  write(a, first, 'second', ' in it');
  write(a, first, 'second');
  a.undo.undo();
  write(a, first, 'second', ' in it, typed');
  a.undo.undo();
  // Ends what can be redone, and with it Yjs lets go of the paragraph.
  write(a, first, 'second, too', ' in it');
  meet(a, b);
  write(b, first, 'second, too');
  meet(a, b);
  a.undo.undo();
  expect(a.words).toBe(`${first}|second`);
  return [a, b];
}

test('a step that cannot be undone is passed over', () => {
  const [a, b] = withLostParagraph({ inOneStep: false });
  a.undo.undo();
  expect(a.words).toBe('');
  expect(a.undo.canUndo()).toBe(false);
  a.undo.redo();
  expect(a.words).toBe('first|second');
  meet(a, b);
  expect(b.words).toBe(a.words);
});

test('a step that can be undone in part is one step', () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  onTestFinished(() => void vi.unstubAllGlobals());
  const [a, b] = withLostParagraph({ inOneStep: true });
  a.undo.undo();
  expect(a.words).toBe('first|second');
  expect(reported).toHaveBeenCalledOnce();
  a.undo.undo();
  expect(a.words).toBe('');
  meet(a, b);
  expect(b.words).toBe('');
});
