import { Extension, type Editor } from '@tiptap/core';
import { Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model';
import { Plugin, TextSelection } from '@tiptap/pm/state';
import { isInTable } from '@tiptap/pm/tables';
import { isAddress, safeHref } from '../url.ts';
import { languageFromAlias } from '../languages.ts';
import { copiedText } from './copy.ts';
import { linkedWords, markdownBlocks } from './markdown.ts';

/** Turns what arrives by the clipboard into blocks of ours, and says how ours leave as plain text. */
export const Paste = Extension.create({
  name: 'clipboard',
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          handlePaste: (_view, event) => pasteLink(editor, event) || pasteCode(editor, event),
          clipboardTextSerializer: (slice) => copiedText(slice.content),
          // Plain text, and everything that is pasted as such.
          clipboardTextParser: (text) =>
            textSlice(editor.schema, text.replace(/\r\n?/g, '\n'), isInTable(editor.state)),
          transformPasted: (slice) =>
            new Slice(squareTables(slice.content), slice.openStart, slice.openEnd),
        },
      }),
    ];
  },
  transformPastedHTML(html) {
    // Tasks of other programs: a box at the start of an item.
    return html
      .replace(
        /<(ul|ol)\b([^>]*)>(?=\s*<li\b[^>]*>\s*(?:<p>\s*)?(?:<label>\s*)?<input\b[^>]*type="?checkbox)/gi,
        '<$1 data-type="taskList"$2>',
      )
      .replace(
        /<li\b[^>]*>(\s*(?:<p>\s*)?(?:<label>\s*)?)<input\b([^>]*type="?checkbox[^>]*)>/gi,
        (_, between: string, attributes: string) =>
          `<li data-type="taskItem" data-checked="${/\bchecked\b/i.test(attributes)}">${between}`,
      );
  },
});

/** An address over selected words makes them a link. */
function pasteLink(editor: Editor, event: ClipboardEvent): boolean {
  const text = event.clipboardData?.getData('text/plain').trim() ?? '';
  const { selection, schema, tr } = editor.state;
  const type = schema.marks.link;
  if (
    type === undefined ||
    selection.empty ||
    !(selection instanceof TextSelection) ||
    !isAddress(text)
  )
    return false;
  if (!selection.$from.sameParent(selection.$to) || selection.$from.parent.type.spec.code)
    return false;
  editor.view.dispatch(
    tr.addMark(selection.from, selection.to, type.create({ href: safeHref(text) })),
  );
  return true;
}

/** Code out of an editor for programs comes as a code block with its language. */
function pasteCode(editor: Editor, event: ClipboardEvent): boolean {
  const data = event.clipboardData?.getData('vscode-editor-data') ?? '';
  const text = event.clipboardData?.getData('text/plain') ?? '';
  const { $from } = editor.state.selection;
  if (data === '' || !text.includes('\n') || $from.parent.type.spec.code || isInTable(editor.state))
    return false;
  const language = languageFromAlias(/"mode":"([\w+#.-]+)"/.exec(data)?.[1]);
  if (language === null || language === 'markdown' || language === 'plaintext') return false;
  const { codeBlock } = editor.schema.nodes;
  if (codeBlock === undefined) return false;
  const block = codeBlock.create(
    { language },
    editor.schema.text(text.replace(/\r\n?/g, '\n').replace(/\n$/, '')),
  );
  editor.view.dispatch(editor.state.tr.replaceSelectionWith(block).scrollIntoView());
  return true;
}

function textSlice(schema: Schema, text: string, inTable: boolean): Slice {
  const blocks = inTable ? null : markdownBlocks(text);
  if (blocks !== null) {
    const nodes = blocks.map((json) => schema.nodeFromJSON(json));
    return Slice.maxOpen(Fragment.from(nodes), false);
  }
  const paragraph = schema.nodes.paragraph;
  const lines = text.replace(/\n+$/, '').split(/\n+/);
  const nodes = lines.map((line) =>
    paragraph?.create(
      null,
      linkedWords(line).map((json) => schema.nodeFromJSON(json)),
    ),
  );
  return Slice.maxOpen(Fragment.from(nodes.filter((node) => node !== undefined)));
}

/** Cells that spanned several columns elsewhere are one wide here, so rows are filled up. */
function squareTables(content: Fragment): Fragment {
  return Fragment.from(content.content.map(squareTable));
}

function squareTable(node: Node): Node {
  if (node.isTextblock || node.isLeaf) return node;
  if (node.type.name !== 'table') return node.copy(squareTables(node.content));
  const width = Math.max(1, ...node.children.map((row) => row.childCount));
  const rows = node.children.map((row) => {
    const type = row.firstChild?.type ?? node.type.schema.nodes.tableCell;
    const missing = Array.from({ length: width - row.childCount }, () => type?.createAndFill());
    return row.copy(
      row.content.append(
        Fragment.from(missing.filter((cell) => cell !== null && cell !== undefined)),
      ),
    );
  });
  return node.copy(Fragment.from(rows));
}
