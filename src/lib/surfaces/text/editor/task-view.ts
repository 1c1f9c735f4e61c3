import type { Editor, NodeViewRenderer } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { TaskItem, taskItemView } from '../nodes/lists.ts';
import { build, ignoringFrame, type Editability } from './views.ts';
import { words } from '../words.ts';

function view(editability: Editability): NodeViewRenderer {
  return ({ node, getPos, editor }) => {
    let shown = node;
    const { dom, contentDOM } = build(taskItemView(node));
    const box = dom.querySelector('input');
    if (box === null) throw new TypeError('A task has no checkbox');
    box.disabled = false;
    const show = (task: Node): void => {
      shown = task;
      const checked = task.attrs.checked === true;
      dom.dataset.checked = String(checked);
      box.checked = checked;
      box.setAttribute('aria-label', task.firstChild?.textContent.trim() || words.task);
      box.setAttribute('aria-disabled', String(!editor.isEditable));
    };
    show(node);
    const forget = editability.onChange(() => show(shown));
    // The box must not take the caret out of the text.
    box.addEventListener('mousedown', (event) => event.preventDefault());
    box.addEventListener('change', () => {
      const pos = getPos();
      if (!editor.isEditable || pos === undefined) return show(shown);
      editor.view.dispatch(editor.state.tr.setNodeAttribute(pos, 'checked', box.checked));
    });
    return {
      dom,
      contentDOM,
      stopEvent: (event) => event.target === box,
      ignoreMutation: ignoringFrame(contentDOM),
      update: (task) => {
        if (task.type !== shown.type) return false;
        show(task);
        return true;
      },
      destroy: forget,
    };
  };
}

/** A task whose box can be ticked by those who may write. */
export function taskWithView(editability: Editability) {
  return TaskItem.extend({
    addNodeView: () => view(editability),
    addKeyboardShortcuts() {
      return { ...this.parent?.(), 'Mod-Enter': () => toggle(this.editor) };
    },
  });
}

function toggle(editor: Editor): boolean {
  if (!editor.isActive('taskItem')) return false;
  const checked = editor.getAttributes('taskItem').checked !== true;
  return editor.commands.updateAttributes('taskItem', { checked });
}
