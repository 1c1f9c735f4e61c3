import type { Editor, NodeViewRenderer } from '@tiptap/core';
import { DOMSerializer, type DOMOutputSpec, type Node } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { codeLanguage, languageLabel } from '../languages.ts';
import { CodeBlock, codeBlockView } from '../nodes/code-block.ts';
import { TaskItem, taskItemView } from '../nodes/lists.ts';
import { Table, tableView } from '../nodes/table.ts';

/** The element that a description makes, and where its content goes. */
function build(spec: DOMOutputSpec): { dom: HTMLElement; contentDOM: HTMLElement } {
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, spec);
  if (!(dom instanceof HTMLElement) || contentDOM === undefined) {
    throw new TypeError('A node view needs an element with a place for content');
  }
  return { dom, contentDOM };
}

/** Whether a change of the page lies outside the text of a node view, so that it is none of ProseMirror's. */
function isOutside(
  contentDOM: HTMLElement,
  mutation: { target: globalThis.Node; type: string },
): boolean {
  return mutation.type !== 'selection' && !contentDOM.contains(mutation.target);
}

const taskView: NodeViewRenderer = ({ node, getPos, editor }) => {
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
    box.setAttribute('aria-label', task.firstChild?.textContent.trim() || 'Task');
    box.setAttribute('aria-disabled', String(!editor.isEditable));
  };
  show(node);
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
    ignoreMutation: (mutation) => isOutside(contentDOM, mutation),
    update: (task) => {
      if (task.type !== shown.type) return false;
      show(task);
      return true;
    },
  } satisfies NodeView;
};

/** Where a code block's header tells that its language or its text is wanted. */
export interface CodeActions {
  pickLanguage: (button: HTMLElement, pos: number) => void;
}

function codeView(actions: CodeActions): NodeViewRenderer {
  return ({ node, getPos, editor }) => {
    const { dom, contentDOM } = build(codeBlockView(node));
    const header = dom.querySelector('header');
    const pick = dom.querySelector('.lang');
    if (header === null || pick === null) throw new TypeError('A code block has no header');
    const language = button('lang', 'dialog');
    language.addEventListener('click', () => {
      const pos = getPos();
      if (pos !== undefined && editor.isEditable) actions.pickLanguage(language, pos);
    });
    pick.replaceWith(language);
    const copy = button('copy');
    copy.setAttribute('aria-label', 'Copy code');
    copy.addEventListener('click', () => void copyCode(copy, contentDOM));
    header.append(copy);
    let shown = node;
    const show = (block: Node): void => {
      shown = block;
      const label = languageLabel(codeLanguage(block.attrs.language));
      language.textContent = label;
      language.setAttribute('aria-label', `Language: ${label}`);
      language.disabled = !editor.isEditable;
    };
    show(node);
    return {
      dom,
      contentDOM,
      stopEvent: (event) =>
        event.target instanceof globalThis.Node && header.contains(event.target),
      ignoreMutation: (mutation) => isOutside(contentDOM, mutation),
      update: (block) => {
        if (block.type !== shown.type) return false;
        show(block);
        return true;
      },
    } satisfies NodeView;
  };
}

function button(className: string, popup?: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  if (popup !== undefined) made.setAttribute('aria-haspopup', popup);
  return made;
}

async function copyCode(copy: HTMLButtonElement, code: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(code.textContent ?? '');
  copy.classList.add('done');
  copy.setAttribute('aria-label', 'Copied');
  setTimeout(() => {
    copy.classList.remove('done');
    copy.setAttribute('aria-label', 'Copy code');
  }, 1500);
}

/** The nodes whose page is more than their text, with what can be done in it. */
export function nodesWithViews(actions: CodeActions) {
  return [
    TaskItem.extend({
      addNodeView: () => taskView,
      addKeyboardShortcuts() {
        return { ...this.parent?.(), 'Mod-Enter': () => toggleTask(this.editor) };
      },
    }),
    CodeBlock.extend({ addNodeView: () => codeView(actions) }),
    Table.extend({ addNodeView: () => () => build(tableView()) }),
  ];
}

function toggleTask(editor: Editor): boolean {
  const { checked } = editor.getAttributes('taskItem');
  return (
    editor.isActive('taskItem') &&
    editor.commands.updateAttributes('taskItem', { checked: checked !== true })
  );
}
