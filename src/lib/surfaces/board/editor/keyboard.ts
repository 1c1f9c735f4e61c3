import { CANCEL, type Actions } from './actions.ts';

/** Where the keys have a meaning of their own: text, and menus, in which letters find a row. */
const OWN_KEYS = 'textarea, select, [role="menu"], input:not([type="range"], [type="color"])';

/** True where keys are not for the board. */
export function hasOwnKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest(OWN_KEYS) !== null)
  );
}

/**
 * The shortcut that a key press is, written as the actions write theirs: modifiers, then the key's letter, or its place on
 * the keyboard where the letter depends on Shift.
 */
export function shortcutOf(event: KeyboardEvent): string {
  const parts = [
    ...(event.ctrlKey || event.metaKey ? ['mod'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(event.shiftKey ? ['shift'] : []),
  ];
  const place = /^(Digit|Bracket|Key|Minus|Equal|Quote)/.test(event.code);
  // With Alt and Shift, keyboards produce other letters; without, a letter is where its keyboard has it.
  const plain = /^[a-z]$/i.test(event.key);
  const key = place && !plain ? keyAt(event.code) : event.key;
  return [...parts, key.length === 1 ? key.toLowerCase() : key].join('+');
}

const PLACES: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Quote: "'",
};

function keyAt(code: string): string {
  return PLACES[code] ?? code.replace(/^(Digit|Key)/, '');
}

/** Keys that the controls of bars and panels need for themselves. */
const CONTROL_KEYS = new Set([
  'Enter',
  ' ',
  'Tab',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
]);

/**
 * Runs what a key means on the board. Returns whether it was one of its shortcuts.
 * @param view the board's view, which has no use of its own for any key
 */
export function boardKey(event: KeyboardEvent, actions: Actions, view: HTMLElement): boolean {
  if (event.isComposing || event.defaultPrevented || hasOwnKeys(event.target)) return false;
  if (event.target !== view && event.target !== document.body && CONTROL_KEYS.has(event.key)) {
    return false;
  }
  const action = actions.byShortcut(shortcutOf(event));
  // In the middle of a gesture the board must not change under it.
  if (action !== null && (action.id === CANCEL || !actions.isHeld())) action.run();
  return action !== null;
}
