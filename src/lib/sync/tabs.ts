import type { Problem, PresenceState, Role } from '../protocol/index.ts';
import type { Row } from './device.ts';
import type { ProviderStatus } from './types.ts';

/**
 * What the tabs of one browser say to each other about one document. One of them, the leader, holds the stream
 * and sends the outbox. Messages of one tab arrive in their order.
 */
export type TabMessage = { readonly from: string; readonly lineage: string | null } & (
  | /** A follower is here; it has this much. */ {
      readonly type: 'hi';
      readonly stateVector: Uint8Array;
    }
  | /** The sender leads from now on. */ { readonly type: 'lead' }
  | /** Is the leader alive? Any message of it is an answer. */ { readonly type: 'ask' }
  | { readonly type: 'alive' }
  /** What the receiver lacks. From the leader also the position it completes, and what is unsent. */
  | {
      readonly type: 'difference';
      readonly to: string;
      readonly update: Uint8Array;
      readonly stateVector: Uint8Array;
      readonly cursor: string | null;
      readonly unsent: readonly string[] | null;
    }
  /** Leader: content of the stream, and the position after it. */
  | { readonly type: 'content'; readonly update: Uint8Array | null; readonly cursor: string | null }
  /** Local edits of the sender. Not `stored`: its device failed, so the leader's has to hold them. */
  | { readonly type: 'local'; readonly rows: readonly Row[]; readonly stored: boolean }
  /** Leader. */
  | { readonly type: 'acknowledged'; readonly keys: readonly string[]; readonly cursor: string }
  | { readonly type: 'merged'; readonly key: string; readonly keys: readonly string[] }
  | {
      readonly type: 'status';
      readonly connection: ProviderStatus['connection'];
      readonly synced: boolean;
      readonly role: Role | null;
      readonly problem: Problem | null;
      readonly lastHeardAt: number | null;
    }
  | { readonly type: 'people'; readonly people: readonly PresenceState[] }
  /** A follower's caret; `active`: somebody looks at that tab. */
  | {
      readonly type: 'awareness';
      readonly clientID: number;
      readonly state: Record<string, unknown> | null;
      readonly active: boolean;
    }
  /** A follower wants the leader to try again; or leaves. */
  | { readonly type: 'retry' }
  | { readonly type: 'gone' }
  /** The content of lineage `old` was replaced on the server: who has it makes a new doc. */
  | { readonly type: 'replaced'; readonly old: string }
);

export interface TabHandlers {
  readonly onMessage: (message: TabMessage) => void;
  /** This tab leads from now on. */
  readonly onLead: () => void;
  /** Another tab took the lead away, because this one did not answer. */
  readonly onDeposed: () => void;
}

/** One tab's place among those that have the same document open. */
export interface TabGroup {
  /** Stands for leader; `onLead` is called when no other tab leads (any more). */
  stand(): void;
  /** Takes the lead from a leader that does not answer. */
  takeOver(): void;
  /** To all other tabs of the group. */
  post(message: TabMessage): void;
  leave(): void;
}

export interface Tabs {
  /** Begins to hear the others. `name` is the same for the same user and document. */
  join(name: string, handlers: TabHandlers): TabGroup;
}

/** Each tab by itself: without Web Locks or BroadcastChannel, and in Node. */
export const noTabs: Tabs = {
  join(_name, { onLead }) {
    let left = false;
    return {
      stand() {
        queueMicrotask(() => {
          if (!left) onLead();
        });
      },
      takeOver() {
        // Nobody else leads.
      },
      post() {
        // Nobody listens.
      },
      leave() {
        left = true;
      },
    };
  },
};

/** The tabs of the browser; null where it has no Web Locks or no BroadcastChannel. */
export function browserTabs(): Tabs | null {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return null;
  // Not there outside secure contexts, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? lockTabs(locks, (name) => new BroadcastChannel(name)) : null;
}

/** Leader by lock, messages by channel. */
export function lockTabs(
  locks: Pick<LockManager, 'request'>,
  channelOf: (name: string) => BroadcastChannel,
): Tabs {
  return {
    join(name, { onMessage, onLead, onDeposed }) {
      const channel = channelOf(name);
      const waiting = new AbortController();
      let release: (() => void) | null = null;
      let left = false;
      channel.onmessage = (event: MessageEvent<TabMessage>) => {
        if (!left) onMessage(event.data);
      };

      const request = (steal: boolean): void => {
        const hold = (): Promise<void> => {
          if (left || release) return Promise.resolve();
          return new Promise((resolve) => {
            release = resolve;
            onLead();
          });
        };
        // The signal and `steal` exclude each other.
        const held = locks.request(name, steal ? { steal } : { signal: waiting.signal }, hold);
        held.catch(() => {
          // Stolen while we held it, or given up while we waited.
          if (left || !release) return;
          release = null;
          onDeposed();
        });
      };
      return {
        stand() {
          request(false);
        },
        takeOver() {
          request(true);
        },
        post(message) {
          if (!left) channel.postMessage(message);
        },
        leave() {
          if (left) return;
          left = true;
          waiting.abort();
          release?.();
          channel.close();
        },
      };
    },
  };
}
