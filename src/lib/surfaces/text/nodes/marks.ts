import { Mark, markInputRule, markPasteRule, type MarkConfig } from '@tiptap/core';

interface MarkSpec {
  name: string;
  tag: string;
  parse: NonNullable<ReturnType<NonNullable<MarkConfig['parseHTML']>>>;
  keys: readonly string[];
  /** Markdown, as a person types it: the last group is the text. */
  typed?: readonly RegExp[];
  /** The same inside pasted text. */
  pasted?: readonly RegExp[];
  extra?: Partial<MarkConfig>;
}

function simpleMark({ name, tag, parse, keys, typed = [], pasted = [], extra = {} }: MarkSpec) {
  return Mark.create({
    name,
    parseHTML: () => parse,
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return Object.fromEntries(
        keys.map((key) => [key, () => this.editor.commands.toggleMark(name)]),
      );
    },
    addInputRules() {
      return typed.map((find) => markInputRule({ find, type: this.type }));
    },
    addPasteRules() {
      return pasted.map((find) => markPasteRule({ find, type: this.type }));
    },
    ...extra,
  });
}

export const Bold = simpleMark({
  name: 'bold',
  tag: 'strong',
  parse: [
    { tag: 'strong' },
    // Google Docs wraps whole documents into <b style="font-weight:normal">.
    { tag: 'b', getAttrs: (el) => el.style.fontWeight !== 'normal' && null },
    { style: 'font-weight', getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null },
  ],
  keys: ['Mod-b', 'Mod-B'],
  // Space inside the marks is arithmetic, not emphasis.
  typed: [/(?:^|\s)(\*\*(?!\s)([^*]*[^*\s])\*\*)$/, /(?:^|\s)(__(?!\s)([^_]*[^_\s])__)$/],
  pasted: [/(?:^|\s)(\*\*(?!\s)([^*]*[^*\s])\*\*)/g],
});

export const Italic = simpleMark({
  name: 'italic',
  tag: 'em',
  parse: [
    { tag: 'em' },
    { tag: 'i', getAttrs: (el) => el.style.fontStyle !== 'normal' && null },
    { style: 'font-style=italic' },
  ],
  keys: ['Mod-i', 'Mod-I'],
  typed: [/(?:^|\s)(\*(?!\s)([^*]*[^*\s])\*)$/, /(?:^|\s)(_(?!\s)([^_]*[^_\s])_)$/],
  pasted: [/(?:^|\s)(\*(?!\s)([^*]*[^*\s])\*)(?!\*)/g],
});

export const Underline = simpleMark({
  name: 'underline',
  tag: 'u',
  parse: [{ tag: 'u' }, { style: 'text-decoration=underline' }],
  keys: ['Mod-u', 'Mod-U'],
});

export const Strike = simpleMark({
  name: 'strike',
  tag: 's',
  parse: [
    { tag: 's' },
    { tag: 'del' },
    { tag: 'strike' },
    // As Google Docs and word processors write it.
    { style: 'text-decoration=line-through' },
  ],
  keys: ['Mod-Shift-s'],
  typed: [/(?:^|\s)(~~(?!\s)([^~]*[^~\s])~~)$/],
  pasted: [/(?:^|\s)(~~(?!\s)([^~]*[^~\s])~~)/g],
});

export const Code = simpleMark({
  name: 'code',
  tag: 'code',
  parse: [{ tag: 'code' }],
  keys: ['Mod-e'],
  typed: [/(?:^|\s)(`(?!\s+`)((?:[^`]+))`(?!\s+`))$/],
  pasted: [/(?:^|\s)(`(?!\s+`)((?:[^`]+))`(?!\s+`))/g],
  // Typing on after a piece of code is text again.
  extra: { code: true, exitable: true, inclusive: false },
});
