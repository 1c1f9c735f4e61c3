import type {
  DocumentRecord,
  FileRecord,
  FormerUserRecord,
  InvitationRecord,
  LogEntry,
  ResetRecord,
  Segment,
  SessionRecord,
  Snapshot,
  UserRecord,
} from '../storage.ts';

/** One document with all that hangs on it. The records are never changed in place. */
export interface MemoryDocument {
  record: DocumentRecord;
  snapshot: Snapshot | null;
  /** Entries that are not folded, by seq, in ascending order. */
  readonly log: Map<number, LogEntry>;
  /** Ascending. */
  readonly segments: Segment[];
  readonly files: Map<string, { readonly record: FileRecord; readonly data: Uint8Array }>;
}

/** What the in-memory engine holds: its "disk". */
export interface MemoryState {
  workspace: { readonly name: string } | null;
  readonly documents: Map<string, MemoryDocument>;
  readonly users: Map<string, UserRecord>;
  readonly sessions: Map<string, SessionRecord>;
  readonly invitations: Map<string, InvitationRecord>;
  readonly former: Map<string, FormerUserRecord>;
  /** By user: each has one at most. */
  readonly resets: Map<string, ResetRecord>;
}

export function emptyState(): MemoryState {
  return {
    workspace: null,
    documents: new Map(),
    users: new Map(),
    sessions: new Map(),
    invitations: new Map(),
    former: new Map(),
    resets: new Map(),
  };
}

/** An independent copy; records and bytes are shared because nobody changes them. */
export function copyState(state: MemoryState): MemoryState {
  return {
    workspace: state.workspace,
    documents: new Map(
      Array.from(state.documents, ([id, { record, snapshot, log, segments, files }]) => [
        id,
        {
          ...{ record, snapshot },
          log: new Map(log),
          segments: [...segments],
          files: new Map(files),
        },
      ]),
    ),
    users: new Map(state.users),
    sessions: new Map(state.sessions),
    invitations: new Map(state.invitations),
    former: new Map(state.former),
    resets: new Map(state.resets),
  };
}
