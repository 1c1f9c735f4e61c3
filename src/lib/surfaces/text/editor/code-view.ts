import type { NodeViewRenderer } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { codeLanguage, languageLabel } from '../languages.ts';
import { CodeBlock, codeBlockView } from '../nodes/code-block.ts';
import { build, ignoringFrame, makeScrollable, type Editability } from './views.ts';
import { words } from '../words.ts';

/** How long the copy button says that it copied, in milliseconds. */
const COPIED_FOR = 1500;

/** What the header of a code block asks of the page. */
export interface CodeActions {
  /** Another language is wanted for the block at `pos`; `button` is where that was asked. */
  readonly pickLanguage: (button: HTMLElement, pos: number) => void;
}

function view({ pickLanguage }: CodeActions, editability: Editability): NodeViewRenderer {
  return ({ node, getPos, editor }) => {
    const { dom, contentDOM } = build(codeBlockView(node));
    const header = dom.querySelector('header');
    const name = dom.querySelector('.lang');
    const pre = dom.querySelector('pre');
    if (!header || !name || !pre) throw new TypeError('A code block lacks a part');

    const language = makeButton('lang');
    language.setAttribute('aria-haspopup', 'dialog');
    language.addEventListener('click', () => {
      const pos = getPos();
      if (pos !== undefined && editor.isEditable) pickLanguage(language, pos);
    });
    name.replaceWith(language);
    const copy = makeButton('copy');
    copy.setAttribute('aria-label', words.code.copy);
    copy.addEventListener('click', () => void copyCode(copy, contentDOM.textContent));
    header.append(copy);

    let shown = node;
    const show = (block: Node): void => {
      shown = block;
      const label = languageLabel(codeLanguage(block.attrs.language));
      language.textContent = label;
      language.setAttribute('aria-label', words.code.language(label));
      language.disabled = !editor.isEditable;
      makeScrollable(pre, words.code.block(label), editor);
    };
    show(node);
    const forget = editability.onChange(() => show(shown));
    return {
      dom,
      contentDOM,
      stopEvent: ({ target }) => target instanceof globalThis.Node && header.contains(target),
      ignoreMutation: ignoringFrame(contentDOM),
      update: (block) => {
        if (block.type !== shown.type) return false;
        show(block);
        return true;
      },
      destroy: forget,
    };
  };
}

function makeButton(className: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  return button;
}

async function copyCode(button: HTMLButtonElement, code: string): Promise<void> {
  await navigator.clipboard.writeText(code);
  button.classList.add('done');
  button.setAttribute('aria-label', words.code.copied);
  setTimeout(() => {
    button.classList.remove('done');
    button.setAttribute('aria-label', words.code.copy);
  }, COPIED_FOR);
}

/** A code block with its language and a button that copies it. */
export function codeWithView(actions: CodeActions, editability: Editability) {
  return CodeBlock.extend({ addNodeView: () => view(actions, editability) });
}
