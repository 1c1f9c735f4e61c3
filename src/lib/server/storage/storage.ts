/**
 * The storage interface. Every engine passes `tests/contract/storage.ts`.
 *
 * Rules that hold for all methods:
 * - A promise of a writing method resolves only when the write is durable.
 * - Each call is atomic: it happens wholly or not at all.
 * - Writing calls are carried out in the order in which they were made.
 * - Failures are `StorageError`s. After any of them nothing of the call is stored, with one exception:
 *   when the engine itself dies under a call (`unavailable`), its last commit may have gone through. So
 *   after `unavailable` forget what you held in memory, read again, and try again.
 * - A read sees every write whose promise had resolved before the read was asked for.
 * - Bytes handed in must not be changed until the promise settles; bytes handed out, never.
 */
import type { Kind, Role } from '../../protocol/index.ts';

export type StorageErrorCode =
  /** Disk full, database gone or closed, lock not had: nothing was stored, try again later. */
  | 'unavailable'
  /** The document, user, session or invitation is not there (any more). */
  | 'missing'
  /** The document's content was replaced meanwhile: another lineage. */
  | 'lineage_changed'
  /** A unique value is taken: an email, an id, the first owner's place. */
  | 'taken'
  /** The document has no room for another file. */
  | 'full'
  /** The request contradicts itself or what is stored: a mistake of the calling code. */
  | 'invalid';

/** A failure of the storage, with what caused it. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export function isStorageError(error: unknown, code: StorageErrorCode): boolean {
  return error instanceof StorageError && error.code === code;
}

/** Where an engine reports what nobody's request asked about. */
export interface StorageLogger {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Storage {
  readonly documents: DocumentStore;
  readonly updates: UpdateStore;
  readonly files: FileStore;
  readonly accounts: AccountStore;
  /** Resolves when a small write and read went through; rejects with `unavailable` otherwise. */
  check(): Promise<void>;
  /** Finishes what was asked for, then lets go of files and threads. */
  close(): Promise<void>;
}

// ── Documents ────────────────────────────────────────────────────────────────

/** A document's record. Times are milliseconds since 1970. */
export interface DocumentRecord {
  readonly id: string;
  readonly kind: Kind;
  /** Follows the `title` text inside the document. */
  readonly title: string;
  /** Identity of the content; new only when it is replaced as a whole. */
  readonly lineage: string;
  /** The first seq of this lineage, a full state; entries before it belong to replaced content. */
  readonly baseSeq: number;
  /** The log's last entry. */
  readonly seq: number;
  readonly gen: string;
  /** Version of the document's schema, see the surface's schema module. */
  readonly schemaVersion: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
  readonly trashedAt: number | null;
  readonly trashedBy: string | null;
}

export interface NewDocument {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly lineage: string;
  readonly schemaVersion: number;
  readonly gen: string;
  readonly author: string | null;
  readonly time: number;
  /** First content, one Yjs v1 update; becomes the entry with seq 1. */
  readonly update: Uint8Array;
}

export interface DocumentStore {
  /** Stores record and first content together. `taken` if the id is in use. */
  create(document: NewDocument): Promise<DocumentRecord>;
  get(id: string): Promise<DocumentRecord | null>;
  /** All records in (or not in) the trash, latest change first. */
  list(filter: { readonly trashed: boolean }): Promise<DocumentRecord[]>;
  /** Moves to the trash (time and who) or, with null, out of it. Null if there is no such document. */
  setTrashed(
    id: string,
    trashed: { readonly at: number; readonly by: string | null } | null,
  ): Promise<DocumentRecord | null>;
  /** Deletes the document with log, snapshots, history and files. False if there was none. */
  purge(id: string): Promise<boolean>;
  /**
   * Replaces the content as a whole: the next seq gets `update` (a full state) under a new lineage.
   * Returns the record after it. The replaced content stays in the log, its snapshot goes.
   * `missing` if there is no such document.
   */
  replace(
    id: string,
    content: {
      readonly lineage: string;
      readonly gen: string;
      readonly author: string | null;
      readonly time: number;
      readonly title: string;
      readonly update: Uint8Array;
    },
  ): Promise<DocumentRecord>;
}

// ── Update log ───────────────────────────────────────────────────────────────

export interface NewEntry {
  /** User id, or null for the server itself. */
  readonly author: string | null;
  readonly time: number;
  /** One Yjs v1 update. */
  readonly update: Uint8Array;
}

export interface LogEntry extends NewEntry {
  readonly seq: number;
  readonly gen: string;
}

/** A stored merged state. */
export interface Snapshot {
  /** The state holds the log up to and with this seq, which has this gen. */
  readonly seq: number;
  readonly gen: string;
  /** One Yjs v2 update, compressed with brotli. */
  readonly data: Uint8Array;
  /** Length of the v2 update before compression. */
  readonly size: number;
  /** Encoded Yjs state vector of the state. */
  readonly stateVector: Uint8Array;
}

/** Entries folded out of the log; what `data` holds is the caller's format. */
export interface Segment {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Gens of the folded entries: each range begins at `from` and lasts to the next. Ascending. */
  readonly gens: readonly { readonly from: number; readonly gen: string }[];
  readonly data: Uint8Array;
}

export interface AppendRequest {
  readonly documentId: string;
  /** The lineage that the entries build on. */
  readonly lineage: string;
  readonly gen: string;
  /** At least one; they get consecutive seqs. */
  readonly entries: readonly NewEntry[];
  /** The record's new title, if it changed. */
  readonly title?: string;
}

export interface UpdateStore {
  /**
   * Appends to the log and moves the record's seq, gen, updatedAt, updatedBy (and title) with it.
   * Appends to one document are stored in the order of the calls. Concurrent calls share one commit.
   * `missing`: no such document; `lineage_changed`: its content was replaced; `invalid`: no entries.
   */
  append(request: AppendRequest): Promise<{ readonly firstSeq: number; readonly lastSeq: number }>;
  /**
   * What is needed to build the document's state, as of one moment: the record, the latest snapshot, and the
   * entries after it (without a snapshot: from `record.baseSeq`). Null if missing.
   */
  load(documentId: string): Promise<{
    readonly record: DocumentRecord;
    readonly snapshot: Snapshot | null;
    readonly entries: readonly LogEntry[];
  } | null>;
  /** The latest snapshot of the current lineage. */
  snapshot(documentId: string): Promise<Snapshot | null>;
  /**
   * Entries with `after < seq ≤ upTo`, ascending, that are still in the log (not folded), stopping after the
   * entry with which their sizes exceed `maxBytes`. Of whatever lineage: compare with `record.baseSeq`.
   */
  read(
    documentId: string,
    range: { readonly after: number; readonly upTo: number; readonly maxBytes: number },
  ): Promise<LogEntry[]>;
  /** The gen of the entry at `seq`, from the log or from a folded segment; null if there is no such entry. */
  genAt(documentId: string, seq: number): Promise<string | null>;
  /** Folded segments that hold any seq above `after`, ascending. */
  segments(documentId: string, after: number): Promise<Segment[]>;
  /**
   * Stores the snapshot and, if given, replaces the log rows `segment.firstSeq…lastSeq` by the segment, in one
   * commit. A snapshot older than the stored one is ignored, its segment is not. `lineage_changed` if the
   * content was replaced meanwhile; `missing` if the document or any of these rows is not there; `invalid` if
   * the snapshot's seq and gen name no entry of this lineage, if the segment goes past the snapshot, or if its
   * gens are not those of the rows.
   */
  compact(request: {
    readonly documentId: string;
    readonly lineage: string;
    readonly snapshot: Snapshot;
    readonly segment: Segment | null;
  }): Promise<void>;
}

// ── Files ────────────────────────────────────────────────────────────────────

/** A file that is kept beside a document. Times are milliseconds since 1970. */
export interface FileRecord {
  /** Names the bytes: the same ones are one file of a document. */
  readonly id: string;
  /** Media type, as it is served. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
}

export interface NewFile {
  readonly documentId: string;
  readonly id: string;
  readonly type: string;
  /** At least one byte. */
  readonly data: Uint8Array;
  readonly author: string | null;
  readonly time: number;
}

export interface FileStore {
  /**
   * Stores a file with a document; if the document has one of this id, that one stays, and is returned. `missing` if there
   * is no such document, `full` if its files would be more than `limit` bytes together, `invalid` without bytes.
   *
   * A large file may be stored in several steps, so that others need not wait for it: a write that was asked for later may
   * then come before it. Until the last step is done the file is not there.
   */
  put(file: NewFile, limit: number): Promise<FileRecord>;
  /** Without its bytes; null if the document has no such file. */
  find(documentId: string, fileId: string): Promise<FileRecord | null>;
  /** With its bytes; null if the document has no such file. */
  get(documentId: string, fileId: string): Promise<(FileRecord & { data: Uint8Array }) | null>;
}

// ── Accounts ─────────────────────────────────────────────────────────────────

export interface UserRecord {
  readonly id: string;
  /** Lower case, unique. */
  readonly email: string;
  readonly name: string;
  /** Presence hue, 1 to 12. */
  readonly color: number;
  readonly role: Role;
  /** Argon2id, PHC string. */
  readonly passwordHash: string;
  readonly createdAt: number;
}

export interface SessionRecord {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface InvitationRecord {
  readonly id: string;
  /** SHA-256 of the link's token, hex. */
  readonly tokenHash: string;
  readonly role: Exclude<Role, 'owner'>;
  /** A note of the inviter: whom it is for. */
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** How many may still sign up with it. */
  readonly usesLeft: number;
  readonly revokedAt: number | null;
}

/** What is kept of somebody who was removed, so that what they wrote keeps its author. */
export interface FormerUserRecord {
  readonly id: string;
  readonly name: string;
  /** Presence hue, 1 to 12. */
  readonly color: number;
  readonly removedAt: number;
}

/** A link by which a person chooses a new password without knowing the old one. */
export interface ResetRecord {
  /** SHA-256 of the link's token, hex. */
  readonly tokenHash: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface AccountStore {
  /** Stores the first owner and the workspace's name; `taken` if any user exists. */
  createOwner(user: UserRecord, workspace: { readonly name: string }): Promise<void>;
  /** Name of the workspace; null before the owner's account was made. */
  workspace(): Promise<{ readonly name: string } | null>;
  /** `missing` before the owner's account was made. */
  renameWorkspace(name: string): Promise<void>;

  user(id: string): Promise<UserRecord | null>;
  userByEmail(email: string): Promise<UserRecord | null>;
  /** All users, oldest first. */
  users(): Promise<UserRecord[]>;
  /**
   * Changes the given fields; `missing` if there is no such user, `taken` if the email is in use. With `knownHash`
   * only while that is the password's hash, else `missing`.
   */
  updateUser(
    id: string,
    change: Partial<Pick<UserRecord, 'name' | 'role' | 'passwordHash' | 'email'>>,
    knownHash?: string,
  ): Promise<UserRecord>;

  /**
   * Removes the person with sessions, reset link and the invitations that they made; the email is free again.
   * `FormerUserRecord` stays. `missing` if there is no such user.
   */
  removeUser(id: string, at: number): Promise<void>;
  formerUser(id: string): Promise<FormerUserRecord | null>;
  /** All who were removed, the first first. */
  formerUsers(): Promise<FormerUserRecord[]>;

  /** `missing` if there is no such user, `taken` if the id is in use. */
  createSession(session: SessionRecord): Promise<void>;
  /** The session with its user; null if either is gone. Expired ones are returned: the caller decides. */
  session(
    id: string,
  ): Promise<{ readonly session: SessionRecord; readonly user: UserRecord } | null>;
  /** Oldest first. */
  sessionsOf(userId: string): Promise<SessionRecord[]>;
  /** Does nothing if the session is gone. */
  setSessionExpiry(id: string, expiresAt: number): Promise<void>;
  deleteSession(id: string): Promise<void>;
  /** With an owner's sessions all links for a new password end. */
  deleteSessionsOf(userId: string): Promise<void>;
  /** Deletes those with `expiresAt ≤ now`. */
  deleteExpiredSessions(now: number): Promise<void>;

  /** `missing` if the inviter is not there, `taken` if the id or the token is in use. */
  createInvitation(invitation: InvitationRecord): Promise<void>;
  invitationByToken(tokenHash: string): Promise<InvitationRecord | null>;
  /** All invitations, newest first. */
  invitations(): Promise<InvitationRecord[]>;
  /** Does nothing if it is gone or was revoked before. */
  revokeInvitation(id: string, at: number): Promise<void>;
  /**
   * Stores the user and takes one use of the invitation. `missing` if the invitation is gone, revoked, used up
   * or expired (`expiresAt ≤ user.createdAt`); `taken` if the email or id is in use. The user gets the
   * invitation's role.
   */
  redeemInvitation(tokenHash: string, user: Omit<UserRecord, 'role'>): Promise<UserRecord>;

  /**
   * In place of the one that the person had. Links do not outlive what made them: all end when somebody's role
   * changes, somebody is removed, an owner's password changes or all sessions of an owner end, a person's own with
   * their password. `missing` if there is no such user, `taken` if the token is in use.
   */
  createReset(reset: ResetRecord): Promise<void>;
  /** The link with its user; expired ones are returned: the caller decides. */
  resetByToken(
    tokenHash: string,
  ): Promise<{ readonly reset: ResetRecord; readonly user: UserRecord } | null>;
  /**
   * Stores the new password, removes the link and ends all sessions of the person. `missing` if the link is gone
   * or expired (`expiresAt ≤ at`).
   */
  redeemReset(
    tokenHash: string,
    change: { readonly passwordHash: string; readonly at: number },
  ): Promise<UserRecord>;
}
