import {
  Fragment,
  type Attrs,
  type ContentMatch,
  type Mark,
  type MarkType,
  type Node,
  type NodeType,
  type Schema,
} from '@tiptap/pm/model';
import { codeLanguage } from './languages.ts';
import { headingLevel } from './nodes/blocks.ts';
import { listStart } from './nodes/lists.ts';
import { safeHref } from './url.ts';

/**
 * The values that attributes may have, whatever the document says: it can be written by anything that speaks
 * the wire contract, and two people's edits can meet in ways that no editor would produce.
 */
const READ_ATTRIBUTES: Readonly<Record<string, (given: Attrs) => Attrs>> = {
  heading: ({ level }) => ({ level: headingLevel(level) }),
  orderedList: ({ start }) => ({ start: listStart(start) }),
  taskItem: ({ checked }) => ({ checked: checked === true }),
  codeBlock: ({ language }) => ({ language: codeLanguage(language) }),
  // A span from outside could be a billion columns wide; our cells have none.
  tableCell: ({ filler }) => ({ filler: filler === true || null }),
  tableHeader: ({ filler }) => ({ filler: filler === true || null }),
  link: ({ href }) => ({ href: safeHref(href) }),
};

function readAttributes(name: string, given: unknown): Attrs | null {
  const attributes = typeof given === 'object' && given !== null ? (given as Attrs) : {};
  return READ_ATTRIBUTES[name]?.(attributes) ?? null;
}

/**
 * Makes a schema build a node out of any content, and returns it.
 *
 * y-prosemirror deletes from the shared document, for everybody, each node that `schema.node()` refuses. What
 * two people's edits become together may well be refused (a list item that lost its paragraph to one and gained
 * a list from the other). So these constructors never refuse a type that the schema knows: they mend what is
 * shown, and the stored document stays as it is until somebody edits that place.
 */
export function acceptAnyContent(schema: Schema): Schema {
  schema.node = (type, attrs, content, marks) => {
    const nodeType = typeof type === 'string' ? knownNode(schema, type) : type;
    return fitNode(nodeType, attrs ?? null, Fragment.from(content), marks);
  };
  schema.mark = (type, attrs) => {
    const markType: MarkType | undefined = typeof type === 'string' ? schema.marks[type] : type;
    if (markType === undefined) throw new RangeError(`Unknown mark type: ${String(type)}`);
    return markType.create(readAttributes(markType.name, attrs));
  };
  return schema;
}

/** A node of that type with the content mended where it does not fit. Text is never dropped. */
export function fitNode(
  type: NodeType,
  attrs: unknown,
  content: Fragment,
  marks?: readonly Mark[],
): Node {
  const values = readAttributes(type.name, attrs);
  if (type.validContent(content)) return type.create(values, content, marks);
  const fitted = type.inlineContent ? fitInline(type, content) : fitBlocks(type, content);
  return type.create(values, fitted, marks);
}

function fitInline(type: NodeType, content: Fragment): Fragment {
  const children: Node[] = [];
  content.forEach((child) => {
    const text = child.isText ? (child.text ?? '') : child.textContent;
    if (child.isInline && type.validContent(Fragment.from(child))) children.push(child);
    else if (text !== '') children.push(type.schema.text(text, type.allowedMarks(child.marks)));
  });
  return Fragment.from(children);
}

function fitBlocks(type: NodeType, content: Fragment): Fragment {
  const children: Node[] = [];
  let match: ContentMatch = type.contentMatch;
  const place = (child: Node): boolean => {
    const before = match.matchType(child.type) ? Fragment.empty : fill(match, child);
    if (before === null) return false;
    const next = match.matchFragment(before)?.matchType(child.type);
    if (!next) return false;
    before.forEach((node) => void children.push(node));
    children.push(child);
    match = next;
    return true;
  };
  for (const child of blocksOf(type.schema, content)) {
    if (place(child)) continue;
    const wrapping = match.findWrapping(child.type);
    if (wrapping && place(wrap(wrapping, child))) continue;
    // Neither it nor a wrapping fits: its words do.
    if (child.textContent !== '') {
      const words = paragraph(type.schema, [type.schema.text(child.textContent)]);
      const around = match.findWrapping(words.type);
      if (!place(words) && around) place(wrap(around, words));
    }
  }
  const end = match.fillBefore(Fragment.empty, true);
  return Fragment.from(children).append(end ?? Fragment.empty);
}

function fill(match: ContentMatch, child: Node): Fragment | null {
  const before = match.fillBefore(Fragment.from(child));
  return before && match.matchFragment(before) ? before : null;
}

function wrap(types: readonly NodeType[], child: Node): Node {
  return types.reduceRight<Node>((inner, type) => fitNode(type, null, Fragment.from(inner)), child);
}

/** The content with runs of inline nodes put into paragraphs. */
function blocksOf(schema: Schema, content: Fragment): Node[] {
  const blocks: Node[] = [];
  let inline: Node[] = [];
  const flush = (): void => {
    if (inline.length > 0) blocks.push(paragraph(schema, inline));
    inline = [];
  };
  content.forEach((child) => {
    if (child.isInline) {
      inline.push(child);
    } else {
      flush();
      blocks.push(child);
    }
  });
  flush();
  return blocks;
}

function paragraph(schema: Schema, inline: readonly Node[]): Node {
  return knownNode(schema, 'paragraph').create(null, inline);
}

function knownNode(schema: Schema, name: string): NodeType {
  const type = Object.hasOwn(schema.nodes, name) ? schema.nodes[name] : undefined;
  if (type === undefined) throw new RangeError(`Unknown node type: ${name}`);
  return type;
}
