import type { Fragment, Node } from '@tiptap/pm/model';

/** What is copied, as plain text: a line for every block, a line for every row of a table with tabs in it. */
export function copiedText(content: Fragment): string {
  return content.content.some((node) => node.isInline)
    ? inlineText(content)
    : content.content.map(blockText).join('\n');
}

function blockText(node: Node): string {
  switch (node.type.name) {
    case 'tableRow':
      return node.children.map(cellText).join('\t');
    case 'tableCell':
    case 'tableHeader':
      return cellText(node);
    case 'horizontalRule':
      return '---';
    default:
      return copiedText(node.content);
  }
}

/** A cell stays in its line, also when it holds several paragraphs. */
function cellText(cell: Node): string {
  return copiedText(cell.content).replace(/[\n\t]+/g, ' ');
}

function inlineText(content: Fragment): string {
  return content.content
    .map((node) => (node.type.name === 'hardBreak' ? '\n' : (node.text ?? '')))
    .join('');
}
