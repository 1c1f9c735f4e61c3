import Code from '@lucide/svelte/icons/square-code';
import Heading1 from '@lucide/svelte/icons/heading-1';
import Heading2 from '@lucide/svelte/icons/heading-2';
import Heading3 from '@lucide/svelte/icons/heading-3';
import List from '@lucide/svelte/icons/list';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import ListTodo from '@lucide/svelte/icons/list-todo';
import Minus from '@lucide/svelte/icons/minus';
import Quote from '@lucide/svelte/icons/text-quote';
import Table from '@lucide/svelte/icons/table';
import Type from '@lucide/svelte/icons/type';
import type { BlockKind } from '../editor/catalogue.ts';

/** The icon of each kind of block. */
export const BLOCK_ICONS: Readonly<Record<BlockKind, typeof Type>> = {
  paragraph: Type,
  heading1: Heading1,
  heading2: Heading2,
  heading3: Heading3,
  bulletList: List,
  orderedList: ListOrdered,
  taskList: ListTodo,
  blockquote: Quote,
  codeBlock: Code,
  horizontalRule: Minus,
  table: Table,
};
