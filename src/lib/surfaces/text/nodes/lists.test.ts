import { EditorState } from '@tiptap/pm/state';
import { expect, test } from 'vitest';
import { markdownBlocks } from '../editor/markdown.ts';
import { textSchema } from '../schema.ts';
import { itemToTask } from './lists.ts';

/** The outline after the box in this text was typed and became a task. */
function typed(markdown: string, box: string): string | null {
  const content = markdownBlocks(markdown) ?? [];
  const state = EditorState.create({ doc: textSchema.nodeFromJSON({ type: 'doc', content }) });
  let from = -1;
  state.doc.descendants((node, pos) => {
    if (node.text?.startsWith(box) === true) from = pos;
  });
  const { tr } = state;
  if (!itemToTask(tr, { from, to: from + box.length }, false)) return null;
  tr.doc.check();
  const { $from } = tr.selection;
  expect($from.node(-1).type.name).toBe('taskItem');
  expect($from.parentOffset).toBe(0);
  return tr.doc.toString();
}

test('an item becomes a task between the items around it', () => {
  expect(typed('- a\n- []b\n- c', '[]')).toBe(
    'doc(bulletList(listItem(paragraph("a"))), taskList(taskItem(paragraph("b"))), bulletList(listItem(paragraph("c"))))',
  );
});

test('the only item takes its list along', () => {
  expect(typed('- []b', '[]')).toBe('doc(taskList(taskItem(paragraph("b"))))');
});

test('a task keeps the lists below it', () => {
  expect(typed('- []b\n  - c', '[]')).toBe(
    'doc(taskList(taskItem(paragraph("b"), bulletList(listItem(paragraph("c"))))))',
  );
});

test('words outside a list are left to the other rule', () => {
  expect(typed('# []b', '[]')).toBeNull();
});
