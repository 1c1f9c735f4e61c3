import type * as Y from 'yjs';
import type { Board } from '../model/board.ts';
import { MAX_NAME, MAX_TEXT } from '../model/limits.ts';
import { patched } from '../model/patched.ts';
import { isLabelled, type BoardElement, type LabelledElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { fitWords } from '../operations/fit-words.ts';
import { createInFrame } from '../operations/frames.ts';
import type { Range, Splice } from './splice.ts';

/** Where the words of one element are kept. */
export interface TextStore {
  /** As a field shows them: lines end with `\n`. */
  read(): string;
  /**
   * Takes ranges out of the words, the last one first, then inserts; in one transaction.
   * @param inserted clean, and not more than there is room for
   */
  write(ranges: readonly Range[], at: number, inserted: string, gesture: object): void;
  /** How long the words can be, UTF-16 units. */
  readonly limit: number;
  /** Makes something that was typed or pasted into what may stand here. */
  clean(text: string): string;
}

/** Words without characters that nobody can see: controls, halves of pairs. A tab becomes spaces. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/(?!\n)\p{Cc}|\p{Cs}|[\ufeff\ufff9-\ufffb]/gu, '');
}

/** As much of a text as there is room for, without half a character at its end. */
export function cutTo(text: string, room: number): string {
  if (text.length <= room) return text;
  return text.slice(0, Math.max(0, room)).replace(/[\ud800-\udbff]$/, '');
}

/** The words of a shape, a note, an arrow or a text: a `Y.Text`. Makes the element when it is a draft. */
export class LabelStore implements TextStore {
  readonly limit = MAX_TEXT;
  readonly #board: Board;
  readonly #id: string;
  #draft: BoardElement | null;
  /** How high the element was before it was made to fit its words, and how high it was made. */
  #fitted: { readonly before: number; readonly now: number } | null = null;

  constructor(board: Board, id: string, draft: BoardElement | null) {
    this.#board = board;
    this.#id = id;
    this.#draft = draft?.id === id ? draft : null;
  }

  read(): string {
    const text = this.#board.textOf(this.#id);
    return text === null ? '' : shownOf(text).words;
  }

  write(ranges: readonly Range[], at: number, inserted: string, gesture: object): void {
    const text = this.#board.textOf(this.#id);
    this.#board.transact(
      () => {
        if (text === null) return this.#create(inserted);
        // Places in the document, before anything is changed.
        const { placeOf } = shownOf(text);
        const places = ranges.map(([from, to]) => [placeOf(from), placeOf(to)] as const);
        for (const [from, to] of places.toReversed()) text.delete(from, to - from);
        if (inserted !== '') text.insert(shownOf(text).placeOf(at), inserted);
        this.#fit(text.toString());
      },
      { gesture },
    );
  }

  clean(text: string): string {
    return cleanText(text);
  }

  /** The shape grows with its words, and becomes as it was when they are taken away again. */
  #fit(words: string): void {
    const element = this.#board.get(this.#id);
    if (element === undefined || !isLabelled(element)) return;
    // What somebody else has made of it meanwhile is how it is to be.
    const before = this.#fitted?.now === element.height ? this.#fitted.before : element.height;
    const fit = fitWords(patched<LabelledElement>(element, { text: words }), { least: before });
    if (fit === null) return;
    this.#fitted = { before, now: fit.height ?? element.height };
    this.#board.update(this.#id, fit);
  }

  #create(text: string): void {
    const draft = this.#draft;
    this.#draft = null;
    if (draft === null || draft.type === 'unknown' || text === '') return;
    // Its place in the order and its seed follow when it is made.
    const { id, ...element } = { ...draft, index: undefined, seed: undefined, text };
    createInFrame(this.#board, element satisfies NewElement, id);
  }
}

/** The name of a frame: one line, of which the last one who writes it has all. */
export class NameStore implements TextStore {
  readonly limit = MAX_NAME;
  readonly #board: Board;
  readonly #id: string;

  constructor(board: Board, id: string) {
    this.#board = board;
    this.#id = id;
  }

  read(): string {
    const frame = this.#board.get(this.#id);
    return frame?.type === 'frame' ? this.clean(frame.name ?? '') : '';
  }

  write(ranges: readonly Range[], at: number, inserted: string, gesture: object): void {
    let name = this.read();
    for (const [from, to] of ranges.toReversed()) name = name.slice(0, from) + name.slice(to);
    name = name.slice(0, at) + inserted + name.slice(at);
    this.#board.update(this.#id, { name: name === '' ? undefined : name }, { gesture });
  }

  clean(text: string): string {
    return cleanText(text).replace(/\n+/g, ' ');
  }
}

/** Words of the document as a field can show them. */
interface Shown {
  readonly words: string;
  /** Where a unit of `words` is in the document. */
  readonly placeOf: (offset: number) => number;
  /** Places are the same in both. */
  readonly plain: boolean;
}

/**
 * A field knows `\n` only and nothing but text: what somebody else's program may have put into a `Y.Text` besides is
 * left out, and stays where it is.
 */
function shownOf(text: Y.Text): Shown {
  const all = text.toString();
  if (all.length === text.length && !all.includes('\r')) {
    return { words: all.slice(0, MAX_TEXT), placeOf: (offset) => offset, plain: true };
  }
  const places: number[] = [];
  let words = '';
  let place = 0;
  for (const { insert } of text.toDelta() as readonly { readonly insert: unknown }[]) {
    if (typeof insert !== 'string') {
      place += 1;
      continue;
    }
    for (let i = 0; i < insert.length; i++, place++) {
      if (insert[i] === '\r' && insert[i + 1] === '\n') continue;
      places.push(place);
      words += insert[i] === '\r' ? '\n' : (insert[i] ?? '');
    }
  }
  return {
    words: words.slice(0, MAX_TEXT),
    placeOf: (offset) => places[offset] ?? place,
    plain: false,
  };
}

/** What an event did to the words, one after another; null when that cannot be told from it. */
export function splicesOf(event: Y.YTextEvent, text: Y.Text): Splice[] | null {
  if (!shownOf(text).plain || text.length > MAX_TEXT) return null;
  const splices: Splice[] = [];
  let at = 0;
  for (const { retain, insert, delete: removed } of event.delta) {
    if (insert !== undefined) {
      if (typeof insert !== 'string') return null;
      splices.push({ at, removed: 0, inserted: insert });
      at += insert.length;
    }
    if (removed !== undefined) splices.push({ at, removed, inserted: '' });
    at += retain ?? 0;
  }
  return splices;
}
