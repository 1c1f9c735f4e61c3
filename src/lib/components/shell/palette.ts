import type { Command } from './shell.svelte.ts';

export interface PageEntry {
  readonly id: string;
  readonly title: string;
}

export type Hit<Page extends PageEntry> =
  | {
      readonly type: 'page';
      readonly key: string;
      readonly label: string;
      readonly page: Page;
      readonly marks: Range | null;
    }
  | {
      readonly type: 'command';
      readonly key: string;
      readonly label: string;
      readonly command: Command;
      readonly marks: Range | null;
    };

/** Where the query stands in a label, in UTF-16 units. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Pages shown at most, with and without a query. */
const MAX_PAGES = 20;
const MAX_RECENT = 6;

/**
 * What the palette shows for a query: pages first, then commands; what begins with the query or with a word of
 * it stands before what only contains it. `>` at the beginning asks for commands only.
 */
export function findHits<Page extends PageEntry>(
  query: string,
  pages: readonly Page[],
  commands: readonly Command[],
  untitled: string,
): Hit<Page>[] {
  const commandsOnly = query.startsWith('>');
  const wanted = (commandsOnly ? query.slice(1) : query).trim();
  const pageHits = commandsOnly
    ? []
    : rank(pages, (each) => each.title || untitled, wanted)
        .slice(0, wanted ? MAX_PAGES : MAX_RECENT)
        .map(({ item, label, marks }) => ({
          type: 'page' as const,
          key: `page-${item.id}`,
          label,
          page: item,
          marks,
        }));
  const commandHits = rank(commands, (each) => each.label, wanted).map(
    ({ item, label, marks }) => ({
      type: 'command' as const,
      key: `command-${item.id}`,
      label,
      command: item,
      marks,
    }),
  );
  return [...pageHits, ...commandHits];
}

function rank<Item>(items: readonly Item[], labelOf: (item: Item) => string, wanted: string) {
  const found: { item: Item; label: string; marks: Range | null; score: number }[] = [];
  for (const item of items) {
    const label = labelOf(item);
    const marks = match(label, wanted);
    if (wanted && !marks) continue;
    found.push({ item, label, marks, score: score(label, marks) });
  }
  // Sorting is stable, so equals keep their order: latest change first.
  return wanted ? found.sort((a, b) => a.score - b.score) : found;
}

function match(label: string, wanted: string): Range | null {
  if (!wanted) return null;
  const lower = label.toLocaleLowerCase('en');
  // Lower case may be longer than the text it came from; then positions mean nothing.
  if (lower.length !== label.length)
    return lower.includes(wanted.toLowerCase()) ? { from: 0, to: 0 } : null;
  const from = lower.indexOf(wanted.toLocaleLowerCase('en'));
  return from === -1 ? null : { from, to: from + wanted.length };
}

function score(label: string, marks: Range | null): number {
  if (!marks || marks.from === 0) return 0;
  return /\s/.test(label[marks.from - 1] ?? '') ? 1 : 2;
}
