import { Editor, Extension } from '@tiptap/core';
import { ListKeymap } from '@tiptap/extension-list';
import { dropCursor } from '@tiptap/pm/dropcursor';
import { gapCursor } from '@tiptap/pm/gapcursor';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { contentExtensions } from '../extensions.ts';
import { acceptAnyContent } from '../fit.ts';
import type { Obstacle } from '../foreign.ts';
import { currentBlock, moveBlock } from './blocks.ts';
import { codeWithView, type CodeActions } from './code-view.ts';
import { Highlighting } from './highlighting.ts';
import { Links } from './links.ts';
import { Paste } from './paste.ts';
import { Placeholder } from './placeholder.ts';
import { Shield } from './shield.ts';
import { Slash } from './slash.ts';
import { Sync } from './sync.ts';
import { taskWithView } from './task-view.ts';
import { TableRepair } from './table-repair.ts';
import { tableWithView } from './table-view.ts';
import { Tables } from './tables.ts';
import { UnreadSelection } from './unread-selection.ts';
import { Editability } from './views.ts';
import { words } from '../words.ts';

export interface TextEditorOptions extends CodeActions {
  readonly element: HTMLElement;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly undoManager: Y.UndoManager;
  readonly readOnly: boolean;
  /** The document got content that this version would destroy; the editor is gone. */
  readonly onObstacle: (obstacle: Obstacle) => void;
  /** The caret leaves the body upwards. */
  readonly onLeave: () => void;
}

/**
 * The editor of a document's body, bound to the shared document. Making it changes nothing in the document.
 * The document must have been looked through with findObstacle before.
 */
export function createTextEditor(options: TextEditorOptions): Editor {
  const { element, doc, awareness, undoManager } = options;
  let closed = false;
  // A document that has not arrived yet must not get its first words here: only the server begins documents.
  const isReadOnly = (): boolean => !editor.options.editable || doc.store.clients.size === 0;
  const editability = new Editability();
  const views = [
    taskWithView(editability),
    codeWithView(options, editability),
    tableWithView(editability),
  ];
  const replaced = new Set(views.map((node) => node.name));

  const editor: Editor = new Editor({
    element: null,
    editable: !options.readOnly,
    injectCSS: false,
    // How words are copied is said in copy.ts.
    enableCoreExtensions: { delete: false, clipboardTextSerializer: false },
    extensions: [
      ...contentExtensions.filter((extension) => !replaced.has(extension.name)),
      ...views,
      editability.extension(),
      Sync.configure({
        doc,
        awareness,
        undoManager,
        onObstacle: (obstacle) => {
          editor.destroy();
          options.onObstacle(obstacle);
        },
      }),
      UnreadSelection.configure({ doc }),
      Shield.configure({ isReadOnly, isClosed: () => closed }),
      Tables,
      TableRepair.configure({ turn: () => turnOf(doc, awareness), isReadOnly }),
      Slash,
      Paste,
      Links,
      Highlighting,
      ListKeymap,
      Cursors,
      Placeholder.configure({ words: words.placeholder }),
      Keys.configure({ onLeave: options.onLeave }),
    ],
    editorProps: {
      attributes: {
        class: 'doc-body',
        'aria-multiline': 'true',
        'aria-label': words.body,
        spellcheck: 'true',
      },
    },
    onBeforeCreate: ({ editor: created }) => void acceptAnyContent(created.schema),
    onDestroy: () => (closed = true),
  });
  editor.mount(element);
  return editor;
}

/** This client's place among those who are here, the same wherever it is reckoned. */
function turnOf(doc: Y.Doc, awareness: Awareness): number {
  return [...awareness.getStates().keys()].filter((clientID) => clientID < doc.clientID).length;
}

/** Where something dragged would land, and a caret for places without a line, as beside a table. */
const Cursors = Extension.create({
  name: 'cursors',
  addProseMirrorPlugins: () => [
    gapCursor(),
    dropCursor({ class: 'drop-line', color: false, width: 2 }),
  ],
});

/** Keys that belong to the page as a whole. */
const Keys = Extension.create<{ onLeave: () => void }>({
  name: 'keys',
  addOptions: () => ({ onLeave: () => undefined }),
  addKeyboardShortcuts() {
    const { editor, options } = this;
    const move = (direction: -1 | 1) => () => {
      const block = currentBlock(editor.state);
      return block !== null && moveBlock(editor, block, direction);
    };
    const leave = (only: boolean) => () => {
      const { $from, empty } = editor.state.selection;
      if (!empty || $from.pos > 1 || (only && $from.parent.type.name !== 'paragraph')) return false;
      options.onLeave();
      return true;
    };
    return {
      'Alt-Shift-ArrowUp': move(-1),
      'Alt-Shift-ArrowDown': move(1),
      ArrowUp: leave(false),
      Backspace: leave(true),
    };
  },
});
