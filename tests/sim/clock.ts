import type { Clock } from '../../src/lib/sync/index.ts';

interface Task {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** Time that passes only when told to: no real time is waited for anywhere. */
export class VirtualClock implements Clock {
  #now: number = Date.UTC(2026, 0, 1);
  #order = 0;
  /** A binary heap, the earliest first. */
  readonly #heap: Task[] = [];

  /** Whole milliseconds, as the machine's clock gives; what happens within one keeps its order. */
  now(): number {
    return Math.floor(this.#now);
  }

  setTimeout(run: () => void, ms: number): Task {
    const task: Task = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#push(task);
    return task;
  }

  clearTimeout(handle: unknown): void {
    // A handle is always what `setTimeout` returned.
    (handle as Task).run = null;
  }

  /** Resolves after so much virtual time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, ms));
  }

  /** Runs what is due within the next `ms`, letting promises settle after each step. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let task = this.#heap[0]; task && task.at <= until; task = this.#heap[0]) {
      this.#pop();
      if (!task.run) continue;
      this.#now = task.at;
      task.run();
      await settle();
    }
    this.#now = until;
  }

  /** Lets time pass until `done` or, at the latest, for `ms`. */
  async until(done: () => boolean, ms: number): Promise<boolean> {
    const end = this.#now + ms;
    await settle();
    while (!done()) {
      const next = this.#heap[0];
      if (!next || next.at > end) return done();
      await this.advance(next.at - this.#now);
    }
    return true;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIf(parent, index)) break;
      index = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let index = 0; ;) {
      const left = index * 2 + 1;
      const smaller = before(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!this.#swapIf(index, smaller)) break;
      index = smaller;
    }
  }

  #swapIf(upper: number, lower: number): boolean {
    const [up, low] = [this.#heap[upper], this.#heap[lower]];
    if (!up || !low || !before(low, up)) return false;
    this.#heap[upper] = low;
    this.#heap[lower] = up;
    return true;
  }
}

function before(left: Task | undefined, right: Task | undefined): boolean {
  if (!left || !right) return false;
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

/** All promises that can settle without time passing have settled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
