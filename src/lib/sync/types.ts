import type { Problem, PresenceState, Role } from '../protocol/index.ts';

/**
 * What the provider knows, as one immutable value; a new one for every change.
 * `saved`, `connected` and `loaded` are three different things: on the server's disk, hearing from the
 * server, and holding the document's content (perhaps an old copy from this device).
 */
export interface ProviderStatus {
  /**
   * - `connecting`: an attempt is under way, nothing was heard yet
   * - `live`: the stream is open and replay is over
   * - `polling`: the stream is held back on its way; the server is asked again and again instead
   * - `offline`: the server cannot be reached; attempts go on
   * - `stopped`: the server refused for good (see `problem`), the document was replaced (see `replaced`), or
   *   the provider was destroyed
   */
  readonly connection: 'connecting' | 'live' | 'polling' | 'offline' | 'stopped';
  /** The document's content is in the `Y.Doc`, from this device or from the server. */
  readonly loaded: boolean;
  /** The content has been level with the server at least once since the provider began. */
  readonly synced: boolean;
  /**
   * Local changes that the server has not acknowledged as stored. Edits without a pause of two seconds between them
   * are one. 0 means that everything is stored.
   */
  readonly pending: number;
  /** The oldest unacknowledged change has waited longer than 400 ms. */
  readonly slow: boolean;
  /** What the server said last, perhaps in an earlier visit; null until it has. */
  readonly role: Role | null;
  /** Why the server refused the stream or the last push; null when all is well. */
  readonly problem: Problem | null;
  /** Unsent words of a copy whose document was replaced on the server; offered, never merged. */
  readonly kept: KeptCopy | null;
  /** The edits could not be put on this device (storage full or forbidden): they live in this tab only. */
  readonly deviceFailed: boolean;
  /** When the server was last heard, milliseconds since 1970; null if never. */
  readonly lastHeardAt: number | null;
  /**
   * The content of this `Y.Doc` is no longer the document's: make a new doc, awareness, surface and provider.
   * Nothing that is typed here is sent any more, but it is kept on the device.
   */
  readonly replaced: boolean;
}

/** A local copy set aside because the document's lineage changed on the server. */
export interface KeptCopy {
  readonly lineage: string;
  /** When it was set aside, milliseconds since 1970. */
  readonly at: number;
  /** The full local state, one Yjs v1 update. */
  readonly update: Uint8Array;
}

export interface ProviderEvents {
  status: (status: ProviderStatus) => void;
  /** Everyone else who is here, after each change. */
  people: (people: readonly PresenceState[]) => void;
  /**
   * The document's content was replaced as a whole. A `Y.Doc` cannot be emptied, so the page destroys this
   * provider with its doc and surface, and makes new ones; the new provider finds `kept` on the device and
   * shows it as `status.kept`.
   */
  replaced: () => void;
}

/** Joins one `Y.Doc` to one document on the server. */
export interface Provider {
  readonly status: ProviderStatus;
  /** Everyone else who is here. */
  readonly people: readonly PresenceState[];
  /** Returns the function that takes the listener off again. */
  on<Name extends keyof ProviderEvents>(name: Name, listener: ProviderEvents[Name]): () => void;
  /** Tries again at once, also after a refusal: for a button, or after signing in again. */
  retry(): void;
  /** Forgets `status.kept`. After a demotion this drops the unsent edits, and `replaced` follows. */
  discardKept(): Promise<void>;
  /**
   * Resolves when every change made so far is on the server's disk. Rejects with a `ProblemError` when the
   * server refuses them, or when the provider is destroyed. Waits as long as it takes when offline.
   */
  flush(): Promise<void>;
  /** Lets go of everything. Unsent edits stay on the device for the next provider. */
  destroy(): void;
}
