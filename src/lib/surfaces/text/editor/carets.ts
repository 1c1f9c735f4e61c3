import { Plugin } from '@tiptap/pm/state';
import type { DecorationAttrs } from '@tiptap/pm/view';
import { yCursorPlugin } from 'y-prosemirror';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { CaretFlags } from './caret-flags.ts';
import { caretStates, type CaretUser } from './caret-states.ts';

/** Shows where the others are, and tells them where this person is. */
export function caretPlugins(doc: Y.Doc, awareness: Awareness): Plugin[] {
  const states = caretStates(awareness);
  const flags = new CaretFlags();
  return [
    yCursorPlugin(states, {
      cursorBuilder: (user: CaretUser, clientID: number) => flags.build(user, clientID),
      selectionBuilder: (user: CaretUser): DecorationAttrs => ({
        class: `remote-selection p${user.hue}`,
      }),
    }),
    new Plugin({ view: (view) => flags.attach(view, doc, awareness) }),
  ];
}
