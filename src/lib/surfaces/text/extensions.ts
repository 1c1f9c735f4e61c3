import type { Extensions } from '@tiptap/core';
import {
  Blockquote,
  Divider,
  Document,
  HardBreak,
  Heading,
  Paragraph,
  Text,
} from './nodes/blocks.ts';
import { CodeBlock } from './nodes/code-block.ts';
import { Link } from './nodes/link.ts';
import { BulletList, ListItem, OrderedList, TaskItem, TaskList } from './nodes/lists.ts';
import { Bold, Code, Italic, Strike, Underline } from './nodes/marks.ts';
import { Table, TableCell, TableHeader, TableRow } from './nodes/table.ts';

/**
 * Everything that a text document may contain. It is the stored format, so names and attributes here are
 * never changed, only added to (see SCHEMA_VERSION). Needs no DOM.
 */
export const contentExtensions: Extensions = [
  Document,
  Paragraph,
  Text,
  Heading,
  BulletList,
  OrderedList,
  ListItem,
  TaskList,
  TaskItem,
  Blockquote,
  CodeBlock,
  Divider,
  HardBreak,
  Table,
  TableRow,
  TableHeader,
  TableCell,
  Link,
  Bold,
  Italic,
  Underline,
  Strike,
  Code,
];
