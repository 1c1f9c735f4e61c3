/** Why somebody's words have no place any more. */
export type Interrupted = 'deleted' | 'locked';

/** Keys that belong to typing, besides letters. */
const TYPING = new Set(['Enter', 'Backspace', 'Delete']);

/**
 * Somebody is in the middle of a sentence when another person deletes or locks what they write on. What they go on typing is
 * not for the board, where each letter would choose a tool: it means nothing, until they do something else.
 */
export class Interruption {
  /** Called when it begins. */
  onbegin: ((why: Interrupted) => void) | undefined;
  #isOn = false;

  begin(why: Interrupted): void {
    this.#isOn = true;
    this.onbegin?.(why);
  }

  end(): void {
    this.#isOn = false;
  }

  /** Whether a key belongs to the words that have no place any more; any other key ends the interruption. */
  takes(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
    if (!this.#isOn) return false;
    const { key, ctrlKey, metaKey, altKey } = event;
    if (['Shift', 'CapsLock', 'AltGraph', 'Dead', 'Process'].includes(key)) return true;
    this.#isOn = !ctrlKey && !metaKey && !altKey && (key.length === 1 || TYPING.has(key));
    return this.#isOn;
  }
}
