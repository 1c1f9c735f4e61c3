import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import { expect, test } from 'vitest';
import { textSchema } from '../schema.ts';
import { UndoSteps } from './undo-steps.ts';

/** A document that says after which edits a step of undo began. */
function writer() {
  let state = EditorState.create({ schema: textSchema });
  let time = 0;
  let cuts = 0;
  const steps = new UndoSteps({ stopCapturing: () => cuts++ }, () => time);
  return {
    /** Whether this edit begins a step. Each edit comes with an event of its own. */
    async edit(change: (tr: Transaction) => Transaction): Promise<boolean> {
      await Promise.resolve();
      return this.sameEvent(change);
    },
    sameEvent(change: (tr: Transaction) => Transaction): boolean {
      const before = cuts;
      const tr = change(state.tr);
      steps.take(tr);
      state = state.apply(tr);
      return cuts > before;
    },
    async type(text: string): Promise<boolean[]> {
      const begun = [];
      for (const letter of text) begun.push(await this.edit((tr) => tr.insertText(letter)));
      return begun;
    },
    wait: (ms: number) => (time += ms),
  };
}

test('letters are one step together', async () => {
  expect(await writer().type('a bc')).toEqual([true, false, false, false]);
});

test('what is pasted is a step of its own, between letters', async () => {
  const it = writer();
  await it.type('ab');
  expect(await it.edit((tr) => tr.insertText('pasted').setMeta('uiEvent', 'paste'))).toBe(true);
  expect(await it.type('cd')).toEqual([true, false]);
});

test('a new line, another kind of block and formatting are each a step', async () => {
  const it = writer();
  await it.type('ab');
  expect(await it.edit((tr) => tr.split(3))).toBe(true);
  const heading = textSchema.node('heading').type;
  expect(await it.edit((tr) => tr.setBlockType(1, 2, heading))).toBe(true);
  const bold = textSchema.mark('bold');
  expect(await it.edit((tr) => tr.addMark(1, 3, bold))).toBe(true);
  expect(await it.edit((tr) => tr.removeMark(1, 3, bold))).toBe(true);
});

test('letters deleted are a step, and typing on is another', async () => {
  const it = writer();
  await it.type('abc');
  expect(await it.edit((tr) => tr.delete(3, 4))).toBe(true);
  expect(await it.edit((tr) => tr.delete(2, 3))).toBe(false);
  expect(await it.type('x')).toEqual([true]);
});

test('the caret elsewhere begins a step', async () => {
  const it = writer();
  await it.type('abc');
  expect(await it.edit((tr) => tr.setSelection(TextSelection.create(tr.doc, 1)))).toBe(false);
  expect(await it.type('x')).toEqual([true]);
});

test('typing without a pause is cut between words', async () => {
  const it = writer();
  await it.type('ab');
  it.wait(5000);
  expect(await it.type('c d')).toEqual([false, true, false]);
});

test('the transactions of one command are one step', async () => {
  const it = writer();
  await it.type('/ta');
  await Promise.resolve();
  expect(it.sameEvent((tr) => tr.delete(1, 4))).toBe(true);
  expect(it.sameEvent((tr) => tr.insert(0, textSchema.node('horizontalRule')))).toBe(false);
  expect(await it.edit((tr) => tr.insert(0, textSchema.node('horizontalRule')))).toBe(true);
});

test('what others write cuts nothing', async () => {
  const it = writer();
  await it.type('a');
  const theirs = (tr: Transaction) => tr.insertText('x', 1).setMeta(ySyncPluginKey, {});
  expect(await it.edit(theirs)).toBe(false);
  expect(await it.type('b')).toEqual([false]);
});
