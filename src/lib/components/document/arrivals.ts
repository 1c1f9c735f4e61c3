import { document as t } from '../../strings/index.ts';

export interface Visitor {
  readonly id: string;
  readonly name: string;
}

/** People who come or go within this time are announced together. */
const GATHER_MS = 5_000;

/**
 * Tells who joined and who left, in one sentence for all who did so within five seconds. Somebody who leaves and
 * is back within it is not mentioned.
 */
export class Arrivals {
  #present: ReadonlyMap<string, Visitor> | null = null;
  /** Who was there when the gathering began. */
  #before: ReadonlyMap<string, Visitor> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #announce: (sentence: string) => void;

  constructor(announce: (sentence: string) => void) {
    this.#announce = announce;
  }

  /** Takes the list of everyone who is here. The first list is announced to nobody. */
  update(people: readonly Visitor[]): void {
    const next = new Map(people.map((each) => [each.id, each]));
    const last = this.#present;
    this.#present = next;
    if (last === null) return;
    const changed = next.size !== last.size || [...next.keys()].some((id) => !last.has(id));
    if (!changed || this.#before) return;
    this.#before = last;
    this.#timer = setTimeout(() => this.#tell(), GATHER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const before = this.#before ?? new Map<string, Visitor>();
    const now = this.#present ?? new Map<string, Visitor>();
    this.#before = null;
    const joined = [...now.values()].filter(({ id }) => !before.has(id));
    const left = [...before.values()].filter(({ id }) => !now.has(id));
    const parts = [
      sentence(joined, t.people.joined, t.people.joinedMany),
      sentence(left, t.people.left, t.people.leftMany),
    ].filter((part) => part !== '');
    if (parts.length > 0) this.#announce(parts.join('. '));
  }
}

function sentence(
  who: readonly Visitor[],
  one: (name: string) => string,
  many: (count: number) => string,
): string {
  const [first] = who;
  if (!first) return '';
  return who.length === 1 ? one(first.name) : many(who.length);
}
