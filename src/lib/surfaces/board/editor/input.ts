import type { Point } from '../model/types.ts';

/** The keys that change what a gesture does. */
export interface Modifiers {
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or ⌘ on a Mac. */
  readonly mod: boolean;
}

/** One place of a pointer, as tools are told of it. */
export interface PointerInput extends Modifiers {
  /** In scene units. */
  readonly point: Point;
  /** In CSS pixels from the view's top left corner. */
  readonly view: Point;
  /** 0 to 1; 0.5 for what has no pressure. */
  readonly pressure: number;
  readonly kind: 'mouse' | 'pen' | 'touch';
  /** 1 for a click, 2 for the second of a double click. */
  readonly clicks: number;
  /** The places between the last input and this one, this one included: a pen has more of them than there are frames. */
  readonly path: readonly { readonly point: Point; readonly pressure: number }[];
}

/**
 * What goes on between a pointer going down and up. Exactly one of `up`, `cancel` and `giveWay` ends it; `cancel` leaves the
 * board as it was before.
 */
export interface Drag {
  move(input: PointerInput): void;
  up(input: PointerInput): void;
  cancel(): void;
  /** A second finger comes down and moves the view. If this is left out, it cancels. */
  giveWay?(): void;
}

/** What a tool does with a pointer. Each editor has its own of each; what others show of it is the editor's state. */
export interface Tool {
  /** A pointer goes down. Null when the tool has nothing to do there. */
  down(input: PointerInput): Drag | null;
  /** A mouse or pen moves with nothing pressed. */
  hover?(input: PointerInput): void;
  /** CSS cursor at a place. */
  cursor(input: PointerInput | null): string;
  /** Ends what the tool has open between drags, as a line of many clicks: Enter, Escape, another tool. True if it had. */
  finish?(): boolean;
}
