import { InputRule, wrappingInputRule } from '@tiptap/core';
import {
  BulletList,
  ListItem as BaseListItem,
  OrderedList as BaseOrderedList,
  TaskItem as BaseTaskItem,
  TaskList as BaseTaskList,
} from '@tiptap/extension-list';
import { Fragment, type DOMOutputSpec, type Node } from '@tiptap/pm/model';
import { TextSelection, type Transaction } from '@tiptap/pm/state';
import { words } from '../words.ts';

export { BulletList };
export const ListItem = BaseListItem;

/** Of a list's numbering only the start is kept. */
export const OrderedList = BaseOrderedList.extend({
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element: HTMLElement) => listStart(Number(element.getAttribute('start') ?? 1)),
    },
  }),
  renderHTML: ({ node }) => {
    const start = listStart(node.attrs.start);
    return ['ol', start === 1 ? {} : { start }, 0];
  },
});

/** A list's first number from anything. */
export function listStart(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e6
    ? value
    : 1;
}

export const TaskList = BaseTaskList;

export const TaskItem = BaseTaskItem.extend({
  renderHTML: ({ node }) => taskItemView(node),
  // The editor adds a node view that can be ticked (editor/task-view.ts).
  addNodeView: () => null,
  addInputRules() {
    return [
      // Comes first: an item of a list cannot be wrapped, it becomes the task.
      new InputRule({
        find: TASK,
        handler: ({ state, range, match }) => {
          const made = itemToTask(state.tr, range, isChecked(match[1]));
          return made ? undefined : null;
        },
      }),
      wrappingInputRule({
        find: TASK,
        type: this.type,
        getAttributes: (match) => ({ checked: isChecked(match[1]) }),
      }),
    ];
  },
}).configure({ nested: true });

/** What begins a task: a box, empty or ticked. */
const TASK = /^\s*\[([ xX]?)\]\s$/;
const isChecked = (mark: string | undefined): boolean => mark?.toLowerCase() === 'x';

/**
 * Makes the list item that begins at `box` a task, in a task list of its own between the items before and after it.
 * @param tr gets the change
 * @param box the typed box, which goes
 * @returns whether there was such an item
 */
export function itemToTask(
  tr: Transaction,
  box: { readonly from: number; readonly to: number },
  checked: boolean,
): boolean {
  const $from = tr.doc.resolve(box.from);
  const { taskList, taskItem } = tr.doc.type.schema.nodes;
  if ($from.depth < 3 || $from.node(-1).type.name !== 'listItem' || $from.index(-1) !== 0)
    return false;
  if (taskList === undefined || taskItem === undefined) return false;
  tr.delete(box.from, box.to);
  const $caret = tr.doc.resolve(box.from);
  const list = $caret.node(-2);
  const at = $caret.index(-2);
  const items = list.children;
  const task = taskList.create(null, taskItem.create({ checked }, $caret.node(-1).content));
  const before = at > 0 ? [list.copy(Fragment.from(items.slice(0, at)))] : [];
  const rest = items.slice(at + 1);
  // What is left of a numbered list goes on counting.
  const attrs =
    list.type.name === 'orderedList' ? { start: listStart(list.attrs.start) + at + 1 } : null;
  const after = rest.length > 0 ? [list.type.create(attrs, rest)] : [];
  const start = $caret.before(-2);
  tr.replaceWith(start, $caret.after(-2), [...before, task, ...after]);
  const inside = start + before.reduce((size, node) => size + node.nodeSize, 0) + 3;
  tr.setSelection(TextSelection.create(tr.doc, inside));
  return true;
}

/** How a task looks on the page, before the editor is there and while it is. */
export function taskItemView(node: Node): DOMOutputSpec {
  const checked = node.attrs.checked === true;
  return [
    'li',
    { 'data-type': 'taskItem', 'data-checked': String(checked) },
    [
      'label',
      { contenteditable: 'false' },
      [
        'input',
        {
          type: 'checkbox',
          'aria-label': node.firstChild?.textContent.trim() || words.task,
          ...(checked ? { checked: 'checked' } : {}),
          disabled: 'disabled',
        },
      ],
    ],
    ['div', 0],
  ];
}
