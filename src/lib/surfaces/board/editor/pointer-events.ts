import { distance } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';
import type { Modifiers, PointerInput } from './input.ts';

/** Two presses within this time and distance are a double click: milliseconds, CSS pixels. */
const DOUBLE_MS = 400;
const DOUBLE_PX = 8;

/** Tells double clicks, which pointer events do not. */
export class Clicks {
  #press: { readonly at: Point; readonly time: number; readonly clicks: number } | null = null;

  /** Where the last press was, in the view; null before the first. */
  get last(): Point | null {
    return this.#press?.at ?? null;
  }

  /** Whether a place is too far from the last press to be part of a click. */
  isPast(at: Point): boolean {
    return this.#press !== null && distance(this.#press.at, at) > DOUBLE_PX;
  }

  /**
   * Notes a press.
   * @param at in the view, CSS pixels
   * @param time milliseconds
   * @returns 2 for the second of a double click, otherwise 1
   */
  count(at: Point, time: number): number {
    const before = this.#press;
    const again =
      before !== null && time - before.time < DOUBLE_MS && distance(before.at, at) < DOUBLE_PX;
    const clicks = again ? (before.clicks % 2) + 1 : 1;
    this.#press = { at, time, clicks };
    return clicks;
  }
}

export function kindOf({ pointerType }: PointerEvent): PointerInput['kind'] {
  return pointerType === 'pen' || pointerType === 'touch' ? pointerType : 'mouse';
}

export function modifiersOf(event: MouseEvent | KeyboardEvent): Modifiers {
  return {
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
  };
}

/** On Linux the middle button pastes what is marked anywhere, when it is lifted; here it has moved the view. */
export function listenForMiddlePaste(view: HTMLElement, signal: AbortSignal): void {
  let lifted = false;
  view.addEventListener('pointerup', ({ button }) => (lifted = button === 1), { signal });
  // Whoever pastes otherwise presses something first.
  for (const name of ['pointerdown', 'keydown'] as const) {
    window.addEventListener(name, () => (lifted = false), { signal, capture: true });
  }
  window.addEventListener(
    'paste',
    (event) => {
      if (!lifted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { signal, capture: true },
  );
}
