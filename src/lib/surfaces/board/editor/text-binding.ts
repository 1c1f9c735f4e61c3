import { mapOffset, mapRange, spliceBetween, type Range, type Splice } from './splice.ts';

/** What the binding needs of a `<textarea>`. */
export interface Field {
  value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
  readonly selectionDirection: 'forward' | 'backward' | 'none';
  setSelectionRange(start: number, end: number, direction?: 'forward' | 'backward' | 'none'): void;
}

/** Where words are kept that others change too. */
export interface TextSource {
  /** The words as they are shown. */
  read(): string;
  /**
   * Writes what somebody has changed: takes the ranges out, the last one first, then inserts. It may leave out what
   * cannot be kept. Must not be told back to the binding.
   * @param at where to insert once the ranges are gone
   * @param splice what the person did, before it met the changes of others
   */
  write(ranges: readonly Range[], at: number, splice: Splice): void;
}

/**
 * Binds the words in a field to those that are kept: what is typed becomes the smallest change, what others change
 * comes into the field and leaves caret and selection with the letters where they were. While an input method
 * composes, neither side is touched; then both meet.
 */
export class TextBinding {
  readonly #field: Field;
  readonly #source: TextSource;
  /** The words that both sides had last. */
  #agreed: string;
  /** What others have changed since, as the field must not be touched. */
  #waiting: Splice[] = [];
  #composing = false;

  constructor(field: Field, source: TextSource) {
    this.#field = field;
    this.#source = source;
    this.#agreed = source.read();
    field.value = this.#agreed;
  }

  get composing(): boolean {
    return this.#composing;
  }

  /** An input method begins to compose. */
  compose(): void {
    this.#composing = true;
  }

  /** It is done: what was composed is written, and what others did meanwhile is shown. */
  composed(): void {
    this.#composing = false;
    this.take();
  }

  /** The person has changed what is in the field. Returns whether there was something to write. */
  take(): boolean {
    if (this.#composing) return false;
    const { value, selectionStart, selectionEnd, selectionDirection } = this.#field;
    const splice = spliceBetween(this.#agreed, value, selectionEnd);
    const waiting = this.#waiting;
    this.#waiting = [];
    if (splice === null) {
      this.#show((offset) => mapOffset(offset, waiting));
      return false;
    }
    const ranges = mapRange([splice.at, splice.at + splice.removed], waiting);
    const goneBefore = (offset: number): number =>
      ranges.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, offset) - from), 0);
    // Where the words were that are written over; among those of others, behind what they wrote just there.
    const place = mapOffset(splice.at, waiting, splice.removed === 0 ? 'behind' : 'before');
    const at = place - goneBefore(place);
    this.#source.write(ranges, at, splice);
    const grown = splice.inserted.length;
    const where = (offset: number): number => {
      if (offset < splice.at) return mapOffset(offset, waiting);
      if (offset <= splice.at + grown) return at + offset - splice.at;
      const mapped = mapOffset(offset - grown + splice.removed, waiting);
      return mapped - goneBefore(mapped) + grown;
    };
    this.#show(where, [selectionStart, selectionEnd, selectionDirection]);
    return true;
  }

  /**
   * The words were changed by others, or by undo.
   * @param splices what was done, one after another; null when only the outcome is known
   * @param follow the caret goes to where the change was
   */
  changed(splices: readonly Splice[] | null, follow = false): void {
    const known = splices ?? this.#found();
    if (this.#composing) {
      this.#waiting.push(...known);
      return;
    }
    const last = known.at(-1);
    if (follow && last !== undefined) this.#show(() => last.at + last.inserted.length);
    else this.#show((offset) => mapOffset(offset, known));
  }

  /** The change from what is known to be there to what is there. */
  #found(): Splice[] {
    let known = this.#agreed;
    for (const { at, removed, inserted } of this.#waiting) {
      known = known.slice(0, at) + inserted + known.slice(at + removed);
    }
    const splice = spliceBetween(known, this.#source.read());
    return splice === null ? [] : [splice];
  }

  /** Shows the words as they are kept now. `where`: from an offset in the field to one in them. */
  #show(
    where: (offset: number) => number,
    [start, end, direction]: readonly [number, number, Field['selectionDirection']] = [
      this.#field.selectionStart,
      this.#field.selectionEnd,
      this.#field.selectionDirection,
    ],
  ): void {
    const field = this.#field;
    this.#agreed = this.#source.read();
    if (field.value === this.#agreed) return;
    field.value = this.#agreed;
    const within = (offset: number): number =>
      Math.max(0, Math.min(this.#agreed.length, where(offset)));
    field.setSelectionRange(within(start), within(end), direction);
  }
}
