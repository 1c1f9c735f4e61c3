import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { safeHref } from '../url.ts';

/** A click with Ctrl or ⌘ follows a link; without, it puts the caret there, as in any text. */
export const Links = Extension.create({
  name: 'links',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleClick: (view, _pos, event) => {
          if (!view.editable || !(event.ctrlKey || event.metaKey)) return false;
          const link = event.target instanceof Element ? event.target.closest('a') : null;
          const href = safeHref(link?.getAttribute('href'));
          if (href === null) return false;
          window.open(href, '_blank', 'noopener,noreferrer');
          return true;
        },
      },
    }),
  ],
});
