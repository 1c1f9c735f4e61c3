import type { Scan, Section } from './scan.ts';

/** How an update stands to a document's state. */
export type Standing =
  /** Nothing in it: no structs beyond the known ones, no deletions. */
  | 'empty'
  /** Can be applied as it is. */
  | 'new'
  /** Can be applied, but repeats known structs, which have to be cut off first. */
  | 'overlapping'
  /** Builds on, or deletes, items that the document lacks. */
  | 'gap';

/**
 * Compares an update with the state that it shall be applied to, without touching it. Afterwards Yjs applies
 * it wholly: nothing is left waiting for other updates.
 * @param clockOf the state's next clock of a client, 0 for an unknown one
 */
export function inspect(scan: Scan, clockOf: (client: number) => number): Standing {
  let fresh = false;
  let overlap = false;
  const pending = new Map<number, Progress>();
  for (const section of scan.sections) {
    const known = clockOf(section.client);
    let end = known;
    const { runs } = section;
    for (let i = 0; i < runs.length; i += 2) {
      const from = runs[i] ?? 0;
      const to = runs[i + 1] ?? 0;
      if (from > end) return 'gap';
      if (from < known) overlap = true;
      if (to > end) end = to;
    }
    if (end > known) {
      fresh = true;
      pending.set(section.client, { section, next: firstRef(section, known), end, busy: false });
    }
  }
  const reach = new Map<number, number>();
  for (const [client, { end }] of pending) reach.set(client, end);
  if (!deletesKnown(scan.deletes, (client) => reach.get(client) ?? clockOf(client))) return 'gap';
  if (!canIntegrate(pending, clockOf)) return 'gap';
  if (!fresh && scan.deletes.length === 0) return 'empty';
  return overlap ? 'overlapping' : 'new';
}

/** Clocks after the update, of the clients in it. */
export function endsOf(scan: Scan): Map<number, number> {
  const ends = new Map<number, number>();
  for (const { client, runs } of scan.sections) {
    const end = runs.at(-1);
    if (end !== undefined) ends.set(client, end);
  }
  return ends;
}

interface Progress {
  readonly section: Section;
  /** Index of the first reference that is not yet known to be there. */
  next: number;
  readonly end: number;
  /** Waits for another section, further down the stack. */
  busy: boolean;
}

/** Index of the first reference of a struct that reaches past `known`; earlier structs are there already. */
function firstRef({ refs, runs }: Section, known: number): number {
  if ((runs[0] ?? 0) >= known) return 0;
  for (let i = 0; i < refs.length; i += 4) if ((refs[i] ?? 0) >= known) return i;
  return refs.length;
}

function deletesKnown(deletes: readonly number[], reach: (client: number) => number): boolean {
  for (let i = 0; i < deletes.length; i += 3) {
    const client = deletes[i] ?? 0;
    if ((deletes[i + 1] ?? 0) + (deletes[i + 2] ?? 0) > reach(client)) return false;
  }
  return true;
}

/**
 * True if there is an order in which every struct finds what it needs. Sections wait for one another on a
 * stack; one that would have to wait for itself can never be integrated. Linear in the number of references.
 */
function canIntegrate(
  pending: Map<number, Progress>,
  clockOf: (client: number) => number,
): boolean {
  for (const start of pending.values()) {
    const stack: { readonly progress: Progress; readonly until: number }[] = [
      { progress: start, until: start.end },
    ];
    start.busy = true;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { progress, until } = top;
      const need = blocked(progress, until, pending, clockOf);
      if (need === null) {
        progress.busy = false;
        stack.pop();
        continue;
      }
      const other = pending.get(need.client);
      if (!other || other.end <= need.clock || other.busy) return false;
      other.busy = true;
      stack.push({ progress: other, until: need.clock + 1 });
    }
  }
  return true;
}

/** Moves a section on as far as it goes; what it lacks to get to `until`, or null if it got there. */
function blocked(
  progress: Progress,
  until: number,
  pending: Map<number, Progress>,
  clockOf: (client: number) => number,
): { client: number; clock: number } | null {
  const { refs, client: own } = progress.section;
  for (; progress.next < refs.length; progress.next += 4) {
    if ((refs[progress.next] ?? 0) >= until) return null;
    const client = refs[progress.next + 2] ?? 0;
    const clock = refs[progress.next + 3] ?? 0;
    if (client === own || clock < clockOf(client)) continue;
    const other = pending.get(client);
    if (other && clock < reached(other)) continue;
    return { client, clock };
  }
  return null;
}

/** The clock up to which a section is integrated for certain. */
function reached({ section, next, end }: Progress): number {
  return next < section.refs.length ? Math.min(section.refs[next] ?? end, end) : end;
}
