import type * as Y from 'yjs';

/** Stretches of items, by client: of each no two touch. */
export class Ranges {
  readonly #byClient = new Map<number, { clock: number; end: number }[]>();
  #tidy = true;

  add({ client, clock }: Y.ID, len: number): void {
    const ranges = this.#byClient.get(client);
    if (ranges === undefined) this.#byClient.set(client, [{ clock, end: clock + len }]);
    else ranges.push({ clock, end: clock + len });
    this.#tidy = false;
  }

  /** The parts of a stretch that are in here. */
  *within({ client, clock }: Y.ID, len: number): Iterable<{ clock: number; end: number }> {
    if (!this.#tidy) this.#putInOrder();
    const ranges = this.#byClient.get(client) ?? [];
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.end ?? Infinity) <= clock) low = middle + 1;
      else high = middle;
    }
    for (let range = ranges[low]; range !== undefined; range = ranges[++low]) {
      if (range.clock >= clock + len) return;
      yield { clock: Math.max(range.clock, clock), end: Math.min(range.end, clock + len) };
    }
  }

  #putInOrder(): void {
    for (const [client, ranges] of this.#byClient) {
      const merged: typeof ranges = [];
      for (const range of ranges.sort((a, b) => a.clock - b.clock)) {
        const last = merged.at(-1);
        if (last !== undefined && last.end >= range.clock) last.end = Math.max(last.end, range.end);
        else merged.push(range);
      }
      this.#byClient.set(client, merged);
    }
    this.#tidy = true;
  }
}
