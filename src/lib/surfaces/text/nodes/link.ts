import { InputRule, Mark, markPasteRule } from '@tiptap/core';
import { safeHref } from '../url.ts';

/** What every link carries: the page that it opens learns nothing of ours and cannot steer it. */
const REL = 'noopener noreferrer nofollow';

/** The address that a rendered link has; unsafe addresses stay in the document but lead nowhere. */
export const Link = Mark.create({
  name: 'link',
  priority: 1000, // outermost, so that one link is one <a> however its words are formatted
  inclusive: false,
  exitable: true,
  addAttributes: () => ({ href: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = safeHref(element.getAttribute('href'));
        return href === null ? false : { href };
      },
    },
  ],
  renderHTML: ({ mark }) => {
    const href = safeHref(mark.attrs.href);
    return ['a', href === null ? {} : { href, rel: REL, target: '_blank' }, 0];
  },
  addInputRules() {
    return [
      // [words](address)
      new InputRule({
        find: /\[([^[\]]+)\]\(([^()\s]+)\)$/,
        handler: ({ state, range, match }) => {
          const href = safeHref(match[2]);
          const words = match[1];
          if (href === null || words === undefined) return null;
          const mark = this.type.create({ href });
          state.tr.replaceWith(range.from, range.to, state.schema.text(words, [mark]));
          state.tr.removeStoredMark(this.type);
        },
      }),
      // An address becomes a link when a space follows it.
      new InputRule({
        find: /(?:^|\s)(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])([.,;:!?'")\]]*)\s$/,
        handler: ({ state, range, match }) => {
          const address = match[1];
          const href = safeHref(address);
          if (href === null || address === undefined) return null;
          const start = range.from + match[0].indexOf(address);
          const end = start + address.length;
          if (state.doc.rangeHasMark(start, end, this.type)) return null;
          state.tr.addMark(start, end, this.type.create({ href }));
          // The space that was typed is in the document already, or not yet.
          if (range.to - range.from < match[0].length) state.tr.insertText(' ', range.to);
          state.tr.removeStoredMark(this.type);
        },
      }),
    ];
  },
  addPasteRules() {
    return [
      markPasteRule({
        find: /(?:^|\s)(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])/g,
        type: this.type,
        getAttributes: (match) => ({ href: safeHref(match[1]) }),
      }),
    ];
  },
});
