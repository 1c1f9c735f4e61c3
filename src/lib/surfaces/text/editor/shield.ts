import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';

const shieldKey = new PluginKey<{ fromDocument: boolean }>('shield');

/** Whether a transaction shows what came from the shared document, or from undo, rather than what was typed here. */
export function isFromDocument(transaction: Transaction): boolean {
  const change = transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined;
  return change?.isChangeOrigin === true;
}

/**
 * Keeps the editor from writing what its person did not do.
 *
 * Plugins may append changes to any transaction, also to one that only shows what somebody else typed. Everybody's
 * editor would then answer the same remote change with a change of its own, these would be answered in turn, and
 * nobody's document would come to rest. So nothing may be appended to a change from the document; and where one may
 * only read, nothing changes the document at all.
 */
export const Shield = Extension.create<{ isReadOnly: () => boolean; isClosed: () => boolean }>({
  name: 'shield',
  addOptions: () => ({ isReadOnly: () => false, isClosed: () => false }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        key: shieldKey,
        state: {
          init: () => ({ fromDocument: false }),
          apply: (tr) => {
            const root = (tr.getMeta('appendedTransaction') as Transaction | undefined) ?? tr;
            return { fromDocument: isFromDocument(root) };
          },
        },
        filterTransaction: (tr, state) => {
          // A timer that was set before the editor was closed.
          if (options.isClosed()) return false;
          if (!tr.docChanged || isFromDocument(tr)) return true;
          if (options.isReadOnly()) return false;
          // An appended transaction is filtered against a state that the view does not show yet.
          const isAppended = state !== editor.view.state;
          return !(isAppended && shieldKey.getState(state)?.fromDocument === true);
        },
      }),
    ];
  },
});
