// Edits as people make them: letters one by one, words taken back, jumps to other places.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';

/** The root type that everything is typed into. */
export const ROOT = 'bench';

/** One keystroke as an update. */
export interface Keystroke {
  readonly update: Uint8Array;
  /** The writer's next clock after it: who has that clock has this keystroke. Deletions leave it as it was. */
  readonly clock: number;
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LETTERS =
  'eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddlllcccuuumm';

const WORDS = inventWords(seeded(0));

function inventWords(random: () => number): string[] {
  const letter = () => LETTERS.charAt(Math.floor(random() * LETTERS.length));
  return Array.from({ length: 2_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 8) }, letter).join(''),
  );
}

/** A person at a keyboard, whose keystrokes are the same for the same seed. */
export class Typist {
  readonly doc = new Y.Doc();
  readonly #text = this.doc.getText(ROOT);
  readonly #random: () => number;
  readonly #corrects: boolean;
  #update: Uint8Array | null = null;
  #at = 0;
  /** Letters still to type. */
  #rest = '';
  /** Letters still to take back. */
  #back = 0;

  /**
   * @param clientID Yjs client id of its keystrokes
   * @param corrects false: only ever types, so that every keystroke moves the clock
   */
  constructor(seed: number, clientID: number, corrects = true) {
    this.#random = seeded(seed);
    this.#corrects = corrects;
    this.doc.clientID = clientID;
    this.doc.on('update', (update: Uint8Array) => {
      this.#update = update;
    });
  }

  /** Inserts at least this many characters somewhere, at once. */
  paste(characters: number): Keystroke {
    let text = '';
    while (text.length < characters) {
      this.#decide();
      text += this.#rest;
    }
    this.#rest = '';
    this.#text.insert(Math.floor(this.#random() * (this.#text.length + 1)), text);
    return this.#taken();
  }

  /** The next keystroke. */
  type(): Keystroke {
    if (this.#rest === '' && this.#back === 0) this.#decide();
    if (this.#back > 0) {
      this.#back--;
      this.#at--;
      this.#text.delete(this.#at, 1);
    } else {
      this.#text.insert(this.#at, this.#rest.charAt(0));
      this.#rest = this.#rest.slice(1);
      this.#at++;
    }
    return this.#taken();
  }

  #taken(): Keystroke {
    const update = this.#update;
    if (!update) throw new Error('nothing was typed');
    this.#update = null;
    return { update, clock: Y.getState(this.doc.store, this.doc.clientID) };
  }

  #decide(): void {
    const dice = this.#random();
    if (this.#corrects && dice < 0.12 && this.#at > 3) {
      this.#back = 1 + Math.floor(this.#random() * Math.min(12, this.#at - 1));
      return;
    }
    if (dice > 0.97) this.#at = Math.floor(this.#random() * (this.#text.length + 1));
    // Frequent words are short and few, as in any language.
    const word = WORDS[Math.floor(WORDS.length * this.#random() ** 3)] ?? 'a';
    this.#rest = `${word}${dice > 0.9 ? '. ' : ' '}`;
  }
}

/** A trace of edits as the automerge-perf collection stores them: `{txns: [{patches: [[position, deleted, inserted]]}]}`. */
interface Trace {
  readonly startContent: string;
  readonly txns: readonly { readonly patches: readonly [number, number, string][] }[];
}

/** Keystrokes of a recorded trace (JSON, perhaps gzipped), one for each patch. */
export function* replayTrace(path: string, clientID: number): Generator<Keystroke> {
  const bytes = readFileSync(path);
  const json = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const trace = JSON.parse(json.toString()) as Trace;
  const doc = new Y.Doc();
  doc.clientID = clientID;
  const text = doc.getText(ROOT);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const patches = trace.txns.flatMap((txn) => txn.patches);
  if (trace.startContent !== '') patches.unshift([0, 0, trace.startContent]);
  for (const [position, deleted, inserted] of patches) {
    doc.transact(() => {
      if (deleted > 0) text.delete(position, deleted);
      if (inserted !== '') text.insert(position, inserted);
    });
    const update = updates.pop();
    if (update) yield { update, clock: Y.getState(doc.store, clientID) };
  }
}

/** `count` keystrokes of one typist, or those of a trace, at most `count`. */
export function keystrokes(options: {
  readonly count: number;
  readonly trace?: string | undefined;
  readonly clientID: number;
}): Keystroke[] {
  const { count, trace, clientID } = options;
  if (trace !== undefined) return Iterator.from(replayTrace(trace, clientID)).take(count).toArray();
  const typist = new Typist(1, clientID);
  return Array.from({ length: count }, () => typist.type());
}

/** Joins neighbouring keystrokes into at most `pieces` updates. */
export function joined(strokes: readonly Keystroke[], pieces: number): Keystroke[] {
  const size = Math.ceil(strokes.length / pieces);
  const result: Keystroke[] = [];
  for (let from = 0; from < strokes.length; from += size) {
    const piece = strokes.slice(from, from + size);
    const clock = piece.at(-1)?.clock ?? 0;
    result.push({ update: Y.mergeUpdates(piece.map(({ update }) => update)), clock });
  }
  return result;
}
