import type { Awareness } from 'y-protocols/awareness';
import { CONTENT_ROOT } from '../schema.ts';
import { words } from '../words.ts';

/** A person as carets show them. `color` is a presence hue, 1 to 12. */
export interface CaretUser {
  readonly name: string;
  readonly hue: number;
}

type Listener = (...args: never[]) => void;

/**
 * The awareness as yCursorPlugin may see it. What others publish is opaque JSON from anybody, and the plugin would
 * throw in the middle of a transaction on a position that is none; so only well-formed carets pass.
 *
 * The plugin takes a user's colour for a CSS colour and complains about others, so it is given a valid one; our
 * builders read `hue` beside it.
 */
export function caretStates(awareness: Awareness): Awareness {
  const facade = {
    clientID: awareness.clientID,
    getStates: () => {
      const carets = new Map<number, object>();
      for (const [clientID, state] of awareness.getStates()) {
        if (isCaret(state.cursor))
          carets.set(clientID, { cursor: state.cursor, user: caretUser(state) });
      }
      return carets;
    },
    getLocalState: () => {
      const state = awareness.getLocalState();
      return state === null || isCaret(state.cursor) ? state : { ...state, cursor: null };
    },
    setLocalStateField: (field: string, value: unknown) =>
      awareness.setLocalStateField(field, value),
    on: (name: 'change', fn: Listener) => void awareness.on(name, fn as never),
    off: (name: 'change', fn: Listener) => awareness.off(name, fn as never),
  };
  // The plugin uses these members only.
  return facade as unknown as Awareness;
}

/** Who a caret belongs to. Never throws; a nameless one is somebody. */
export function caretUser(state: Record<string, unknown>): CaretUser & { color: string } {
  const user = isRecord(state.user) ? state.user : {};
  const name =
    typeof user.name === 'string' && user.name.trim() !== '' ? user.name.trim() : words.somebody;
  const hue = Number.isInteger(user.color) ? Number(user.color) : 1;
  return { name: name.slice(0, 60), hue: hue >= 1 && hue <= 12 ? hue : 1, color: '#000000' };
}

/** The part of a name that a caret shows: a whole one would cover too much of the line above. */
export function firstName(name: string): string {
  return name.split(/\s/, 1)[0] ?? name;
}

function isCaret(value: unknown): boolean {
  return isRecord(value) && isPosition(value.anchor) && isPosition(value.head);
}

/** A relative position as Yjs writes it: JSON, and in our body or an element of it. */
function isPosition(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, tname, item, assoc } = value;
  const root = tname === undefined || tname === null;
  return (
    (root || tname === CONTENT_ROOT) &&
    (isAbsent(type) || isId(type)) &&
    (isAbsent(item) || isId(item)) &&
    !(root && isAbsent(type) && isAbsent(item)) &&
    (isAbsent(assoc) || Number.isInteger(assoc))
  );
}

function isId(value: unknown): boolean {
  return isRecord(value) && isCount(value.client) && isCount(value.clock);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
