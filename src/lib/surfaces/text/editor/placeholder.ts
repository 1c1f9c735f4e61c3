import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

/** What an empty document says; the words are in `data-placeholder`, shown by the style sheet. */
export const Placeholder = Extension.create<{ words: string }>({
  name: 'placeholder',
  addOptions: () => ({ words: '' }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          decorations: ({ doc }) => {
            const only = doc.childCount === 1 ? doc.firstChild : null;
            if (only === null || only.type.name !== 'paragraph' || only.content.size > 0)
              return null;
            if (!editor.isEditable) return null;
            return DecorationSet.create(doc, [
              Decoration.node(0, only.nodeSize, { 'data-placeholder': options.words }),
            ]);
          },
        },
      }),
    ];
  },
});
