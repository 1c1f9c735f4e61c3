import { Node, textblockTypeInputRule } from '@tiptap/core';
import type { DOMOutputSpec, Node as ProseMirrorNode } from '@tiptap/pm/model';
import { codeLanguage, languageFromAlias, languageLabel } from '../languages.ts';
import { scrolls } from './scrolls.ts';
import { words } from '../words.ts';

const FENCE = /^(?:```|~~~)([a-z0-9+#.-]*)[\s\n]$/i;

export const CodeBlock = Node.create({
  name: 'codeBlock',
  group: 'block',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  addAttributes: () => ({ language: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: 'pre',
      preserveWhitespace: 'full',
      getAttrs: (element) => {
        const named = [element, ...element.querySelectorAll('code')]
          .flatMap((el) => [...el.classList])
          .find((name) => name.startsWith('language-'));
        return { language: languageFromAlias(named?.slice('language-'.length)) };
      },
    },
  ],
  // What other programs get when code is copied; on the page a frame lies around it (codeBlockView).
  renderHTML: ({ node }) => {
    const language = codeLanguage(node.attrs.language);
    return ['pre', ['code', language === null ? {} : { class: `language-${language}` }, 0]];
  },
  addKeyboardShortcuts() {
    const { editor } = this;
    const inside = () => editor.state.selection.$from.parent.type === this.type;
    return {
      'Mod-Alt-c': () => editor.commands.toggleNode(this.name, 'paragraph'),
      Tab: () => inside() && editor.commands.insertContent('  '),
      'Shift-Tab': () => inside(),
      'Mod-a': () => {
        const { $from, $to } = editor.state.selection;
        if (!inside() || !$from.sameParent($to)) return false;
        const whole = { from: $from.start(), to: $from.end() };
        // The second time everything is meant.
        if ($from.pos === whole.from && $to.pos === whole.to) return false;
        return editor.commands.setTextSelection(whole);
      },
      Backspace: () => {
        const { empty, $anchor } = editor.state.selection;
        if (!empty || !inside() || $anchor.parentOffset > 0) return false;
        return $anchor.parent.textContent === '' && editor.commands.clearNodes();
      },
      // An empty line at the end, and Enter once more, leaves the block.
      Enter: () => {
        const { $from, empty } = editor.state.selection;
        if (!empty || !inside()) return false;
        const atEnd = $from.parentOffset === $from.parent.content.size;
        if (!atEnd || !$from.parent.textContent.endsWith('\n\n')) return false;
        return editor
          .chain()
          .command(({ tr }) => Boolean(tr.delete($from.pos - 2, $from.pos)))
          .exitCode()
          .run();
      },
      ArrowDown: () => {
        const { $from, empty } = editor.state.selection;
        if (!empty || !inside() || $from.parentOffset < $from.parent.content.size) return false;
        return $from.after() >= editor.state.doc.content.size && editor.commands.exitCode();
      },
    };
  },
  addInputRules() {
    return [
      textblockTypeInputRule({
        find: FENCE,
        type: this.type,
        getAttributes: (match) => ({ language: languageFromAlias(match[1]) }),
      }),
    ];
  },
});

/** How a code block looks on the page, before the editor is there and while it is. */
export function codeBlockView(node: ProseMirrorNode): DOMOutputSpec {
  const language = codeLanguage(node.attrs.language);
  return [
    'div',
    { class: 'code' },
    ['header', { contenteditable: 'false' }, ['span', { class: 'lang' }, languageLabel(language)]],
    [
      'pre',
      { spellcheck: 'false', ...scrolls(words.code.block(languageLabel(language))) },
      ['code', 0],
    ],
  ];
}
