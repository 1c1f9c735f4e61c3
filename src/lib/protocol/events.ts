import { fromBase64, toBase64 } from 'lib0/buffer';
import { ROLES, type Role } from './roles.ts';

/** Why a stream cannot be continued from the reader's cursor. */
export type ResetReason = 'generation' | 'ahead' | 'unknown';

/** A person as the server states them; `color` is the presence hue, 1 to 12. */
export interface PresenceUser {
  readonly id: string;
  readonly name: string;
  readonly color: number;
}

/** What one connection shows of itself; `state` null: it has gone. */
export interface PresenceState {
  /** Public name of the connection; not the secret that presence is posted with. */
  readonly id: string;
  /** Yjs client id of the tab that speaks, an unsigned 32-bit integer. */
  readonly clientID: number;
  readonly user: PresenceUser;
  /** Opaque to the server, up to 2 KB of JSON. */
  readonly state: Record<string, unknown> | null;
}

/** Events of the stream as the contract names them. `update` without bytes moves the cursor only. */
export type StreamEvent =
  | {
      readonly type: 'hello';
      readonly connection: string;
      readonly role: Role;
      readonly gen: string;
      readonly lineage: string;
    }
  | { readonly type: 'update'; readonly cursor: string; readonly update: Uint8Array }
  | { readonly type: 'cursor'; readonly cursor: string }
  | { readonly type: 'ready'; readonly cursor: string; readonly stateVector: Uint8Array }
  | { readonly type: 'presence'; readonly states: readonly PresenceState[] }
  | {
      readonly type: 'reset';
      readonly reason: ResetReason;
      readonly gen: string;
      readonly lineage: string;
    }
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'bye'; readonly retryMs: number }
  | { readonly type: 'ping' };

/** Writes one event as a complete SSE frame, blank line included. */
export function encodeEvent(event: StreamEvent): string {
  switch (event.type) {
    case 'update':
      return `id: ${event.cursor}\nevent: update\ndata: ${toBase64(event.update)}\n\n`;
    case 'cursor':
      return `id: ${event.cursor}\n\n`;
    case 'ready':
      return frame('ready', { cursor: event.cursor, stateVector: toBase64(event.stateVector) });
    default: {
      const { type, ...data } = event;
      return frame(type, data);
    }
  }
}

function frame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A frame as an SSE parser hands it over. */
export interface SseMessage {
  readonly id?: string | undefined;
  readonly event?: string | undefined;
  readonly data: string;
}

/**
 * Reads one SSE message into an event.
 * Null for an event name this version does not know: a newer server may send more.
 * Throws a SyntaxError for a known event whose data is not of its shape.
 */
export function parseEvent(message: SseMessage): StreamEvent | null {
  const { event, data, id } = message;
  switch (event) {
    case 'update':
      if (!id) throw new SyntaxError('update without an id');
      return { type: 'update', cursor: id, update: fromBase64(data) };
    case 'hello': {
      const body = record(data);
      return {
        type: 'hello',
        connection: text(body, 'connection'),
        role: role(body),
        gen: text(body, 'gen'),
        lineage: text(body, 'lineage'),
      };
    }
    case 'ready': {
      const body = record(data);
      return {
        type: 'ready',
        cursor: text(body, 'cursor'),
        stateVector: fromBase64(text(body, 'stateVector')),
      };
    }
    case 'presence':
      return { type: 'presence', states: presenceStates(record(data)) };
    case 'reset': {
      const body = record(data);
      const reason = text(body, 'reason');
      if (reason !== 'generation' && reason !== 'ahead' && reason !== 'unknown')
        throw new SyntaxError(`reset for ${reason}`);
      return { type: 'reset', reason, gen: text(body, 'gen'), lineage: text(body, 'lineage') };
    }
    case 'role':
      return { type: 'role', role: role(record(data)) };
    case 'bye': {
      const { retryMs } = record(data);
      if (typeof retryMs !== 'number' || !(retryMs >= 0))
        throw new SyntaxError('bye without retryMs');
      return { type: 'bye', retryMs };
    }
    case 'ping':
      return { type: 'ping' };
    default:
      return null;
  }
}

function record(data: string): Record<string, unknown> {
  const value: unknown = JSON.parse(data);
  if (!isRecord(value)) throw new SyntaxError('event data is not an object');
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw new SyntaxError(`${key} is not a string`);
  return value;
}

function role(body: Record<string, unknown>): Role {
  const value = body['role'];
  const found = ROLES.find((each) => each === value);
  if (!found) throw new SyntaxError('unknown role');
  return found;
}

function presenceStates(body: Record<string, unknown>): PresenceState[] {
  const { states } = body;
  if (!Array.isArray(states)) throw new SyntaxError('presence without states');
  return states.map((each: unknown) => {
    if (!isRecord(each) || !isRecord(each['user']))
      throw new SyntaxError('presence state is not an object');
    const { clientID, state } = each;
    const color = each['user']['color'];
    if (typeof clientID !== 'number' || typeof color !== 'number')
      throw new SyntaxError('presence state without clientID or color');
    if (state !== null && !isRecord(state))
      throw new SyntaxError('presence state is neither an object nor null');
    return {
      id: text(each, 'id'),
      clientID,
      state,
      user: { id: text(each['user'], 'id'), name: text(each['user'], 'name'), color },
    };
  });
}
