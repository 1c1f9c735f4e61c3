import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { highlight, type CodeRun, type Lowlight } from '../highlight.ts';
import { codeLanguage } from '../languages.ts';

let grammars: Promise<Lowlight> | undefined;

/** Loads the grammars once, when a page first shows code: they are as large as the rest of the editor. */
export function loadGrammars(): Promise<Lowlight> {
  grammars ??= import('lowlight').then(({ common, createLowlight }) => createLowlight(common));
  return grammars;
}

/** Whether a document has code to colour. */
export function hasColouredCode(doc: Node): boolean {
  let found = false;
  doc.descendants((node) => {
    if (node.type.name === 'codeBlock' && codeLanguage(node.attrs.language) !== null) found = true;
    return !found && !node.isTextblock;
  });
  return found;
}

const key = new PluginKey<DecorationSet>('highlighting');

/** Colours code by decorations; nothing of it is in the document. */
export const Highlighting = Extension.create({
  name: 'highlighting',
  addProseMirrorPlugins() {
    let lowlight: Lowlight | undefined;
    const known = new WeakMap<Node, CodeRun[]>();
    const runsOf = (node: Node): CodeRun[] => {
      if (lowlight === undefined) return [];
      const runs =
        known.get(node) ?? highlight(lowlight, codeLanguage(node.attrs.language), node.textContent);
      known.set(node, runs);
      return runs;
    };
    const decorate = (doc: Node): DecorationSet => {
      const decorations: Decoration[] = [];
      doc.descendants((node, pos) => {
        if (node.type.name !== 'codeBlock') return !node.isTextblock;
        for (const { from, to, className } of runsOf(node)) {
          decorations.push(Decoration.inline(pos + 1 + from, pos + 1 + to, { class: className }));
        }
        return false;
      });
      return DecorationSet.create(doc, decorations);
    };
    const load = (view: EditorView): void => {
      if (lowlight !== undefined || !hasColouredCode(view.state.doc)) return;
      void loadGrammars().then((loaded) => {
        if (lowlight !== undefined || view.isDestroyed) return;
        lowlight = loaded;
        view.dispatch(view.state.tr.setMeta(key, true));
      });
    };
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_, state) => decorate(state.doc),
          apply: (tr, decorations, before, after) => {
            if (tr.getMeta(key) === true) return decorate(after.doc);
            if (!tr.docChanged) return decorations;
            return lowlight === undefined || before.doc === after.doc
              ? decorations
              : decorate(after.doc);
          },
        },
        props: { decorations: (state) => key.getState(state) },
        view: (view) => {
          load(view);
          return { update: load };
        },
      }),
    ];
  },
});
