import { Extension, type Editor } from '@tiptap/core';
import { DOMSerializer, type DOMOutputSpec } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import type { NodeView } from '@tiptap/pm/view';
import { scrolls } from '../nodes/scrolls.ts';

/** What an editor may be at the moment: told to node views, which ProseMirror does not tell. */
export class Editability {
  private readonly listeners = new Set<() => void>();

  /** @returns stops it */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The plugin that notices a change. */
  extension() {
    const { listeners } = this;
    return Extension.create({
      name: 'editability',
      addProseMirrorPlugins: () => [
        new Plugin({
          view: ({ editable: first }) => {
            let editable = first;
            return {
              update: (view) => {
                if (view.editable === editable) return;
                editable = view.editable;
                for (const listener of listeners) listener();
              },
            };
          },
        }),
      ],
    });
  }
}

/** The element that a description makes, and where its content goes. */
export function build(spec: DOMOutputSpec): { dom: HTMLElement; contentDOM: HTMLElement } {
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, spec);
  if (!(dom instanceof HTMLElement) || contentDOM === undefined) {
    throw new TypeError('A node view needs an element with a place for content');
  }
  return { dom, contentDOM };
}

/** What is changed on the page around the text of a node view is none of ProseMirror's business. */
export function ignoringFrame(contentDOM: HTMLElement): NonNullable<NodeView['ignoreMutation']> {
  return (mutation) => mutation.type !== 'selection' && !contentDOM.contains(mutation.target);
}

/**
 * Lets an element that scrolls be reached by keyboard. For readers it takes the focus itself. In a text that is
 * edited it must not, because a click in it would take the focus from the text; there the caret goes in, and the
 * attribute says that to those who check.
 */
export function makeScrollable(element: HTMLElement, label: string, editor: Editor): void {
  const attributes = scrolls(label);
  for (const [name, value] of Object.entries(attributes)) {
    if (editor.isEditable) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  if (editor.isEditable) element.contentEditable = 'true';
  else element.removeAttribute('contenteditable');
}
