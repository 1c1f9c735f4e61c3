import { wrappingInputRule } from '@tiptap/core';
import {
  BulletList,
  ListItem as BaseListItem,
  OrderedList as BaseOrderedList,
  TaskItem as BaseTaskItem,
  TaskList as BaseTaskList,
} from '@tiptap/extension-list';
import type { DOMOutputSpec, Node } from '@tiptap/pm/model';
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
      wrappingInputRule({
        find: /^\s*(\[([( |x])?\])\s$/,
        type: this.type,
        getAttributes: (match) => ({ checked: match[2] === 'x' }),
      }),
    ];
  },
}).configure({ nested: true });

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
