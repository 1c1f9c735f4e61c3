import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { percentile } from '../measure.ts';
import { atRate, wait } from '../pace.ts';
import type { Keystroke } from '../typist.ts';
import type { Server, ServerKind } from '../servers/server.ts';

/** What one run has measured. Names of figures end with their unit. */
export type Figures = Readonly<Record<string, number>>;

/** One thing to measure, the same way with every server. */
export interface Scenario<P> {
  readonly name: string;
  /** In a sentence, for the table. */
  describe(parameters: P): string;
  /** The parameters of the published figures; several sets are several tables. */
  readonly sizes: Readonly<Record<string, P>>;
  /** The figures by which servers are compared; the others say what happened. */
  readonly compared: readonly string[];
  run(kind: ServerKind, parameters: P): Promise<Figures>;
}

/** Runs `fn` with a server on a new folder; both are gone afterwards. */
export async function withServer<T>(
  kind: ServerKind,
  fn: (server: Server, folder: string) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const server = await kind.launch(folder);
    try {
      return await fn(server, folder);
    } finally {
      await server.kill();
    }
  });
}

export async function withFolder<T>(fn: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'runnel-bench-'));
  try {
    return await fn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds of the same load before anything is counted: a server that has run for a while is what people have. */
export type WarmUp = number;

/** After the warm-up everything on its way arrives within this. */
const SETTLE_MS = 1_000;

/** Lets a server become warm. */
export async function warmUpWith(
  perSecond: number,
  warmUp: WarmUp,
  write: (index: number, counted: boolean) => void,
): Promise<void> {
  if (warmUp === 0) return;
  await atRate(perSecond, perSecond * warmUp, (i) => write(i, false));
  await wait(SETTLE_MS);
}

/** When edits were sent, and how long it took until somebody had them. Milliseconds. */
export class Latencies {
  readonly values: number[] = [];
  /** By writer: clock and time of what is on its way, oldest first. */
  readonly #onTheWay = new Map<number, { clock: number; at: number }[]>();
  /** By writer: the clock that it has got to. */
  readonly #clocks = new Map<number, number>();
  #sent = 0;

  /** @param counted false while the server becomes warm */
  sent(writer: number, { clock }: Keystroke, counted = true): void {
    // A deletion moves no clock, so its arrival cannot be told from an update's clocks.
    if (this.#clocks.get(writer) === clock) return;
    this.#clocks.set(writer, clock);
    if (!counted) return;
    const waiting = this.#onTheWay.get(writer) ?? [];
    waiting.push({ clock, at: performance.now() });
    this.#onTheWay.set(writer, waiting);
    this.#sent++;
  }

  /** The observer has this update; with `only` it is an observer of that writer alone. */
  seen(update: Uint8Array, only?: number): void {
    const now = performance.now();
    for (const [writer, clock] of Y.parseUpdateMeta(update).to) {
      if (only !== undefined && writer !== only) continue;
      const waiting = this.#onTheWay.get(writer);
      while (waiting?.[0] && waiting[0].clock <= clock) {
        this.values.push(now - waiting[0].at);
        waiting.shift();
      }
    }
  }

  /** Edits that were sent, can be told, and are not yet seen. */
  get missing(): number {
    return this.#sent - this.values.length;
  }

  figures(name: string): Figures {
    return {
      [`${name} p50 ms`]: percentile(this.values, 0.5),
      [`${name} p99 ms`]: percentile(this.values, 0.99),
    };
  }
}

/** Times from an edit to its acknowledgement, in the order of the edits of one writer. */
export class Acknowledgements {
  readonly values: number[] = [];
  readonly #waiting: number[] = [];
  #sent = 0;

  sent(): void {
    this.#sent++;
    this.#waiting.push(performance.now());
  }

  acknowledged(edits: number): void {
    const now = performance.now();
    for (const at of this.#waiting.splice(0, edits)) this.values.push(now - at);
  }

  get missing(): number {
    return this.#sent - this.values.length;
  }
}
