import { randomBytes } from 'node:crypto';
import {
  MAX_TITLE_LENGTH,
  ProblemError,
  type Kind,
  type PresenceUser,
  type Role,
} from '../../protocol/index.ts';
import type { SessionUser } from '../auth/accounts.ts';
import type { Logger } from '../logger.ts';
import { can, roleOn, type Action } from '../policy.ts';
import type { DocumentRecord, Storage } from '../storage/storage.ts';
import type { SyncEngine } from '../sync/engine.ts';
import { Boards } from './boards/boards.ts';
import { Contents } from './content.ts';
import { Excerpts } from './excerpts.ts';
import { firstContent, TITLE_ROOT } from './kinds.ts';
import { replaceText } from './replace-text.ts';

/** A document as a person sees it. Times are milliseconds since 1970. */
export interface DocumentSummary {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly lineage: string;
  readonly schemaVersion: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Null for the server itself. */
  readonly updatedBy: PresenceUser | null;
  readonly trashedAt: number | null;
  /** What this person may do with it now: viewer while it is in the trash. */
  readonly role: Role;
  /** Who has it open now. */
  readonly people: readonly PresenceUser[];
  /** The beginning of its text; empty where it is not at hand. */
  readonly excerpt: string;
}

/** A document with its content rendered for the first paint. */
export interface DocumentPage {
  readonly summary: DocumentSummary;
  /** Safe HTML of the content, without the title. */
  readonly html: string;
  readonly title: string;
  readonly excerpt: string;
}

/** Documents in and outside the trash, to ask the policy what a role may do with such. */
const LIVE = { trashedAt: null } as const;
const TRASHED = { trashedAt: 0 } as const;

type Person = Pick<SessionUser, 'id' | 'role'>;

/**
 * What people do with whole documents. Every method checks the policy and throws a `ProblemError`: `not_found`,
 * `forbidden`, `read_only` for a document in the trash, `conflict`, `storage_unavailable`.
 */
export class Documents {
  readonly #storage: Storage;
  readonly #sync: SyncEngine;
  readonly #now: () => number;
  readonly #boards: Boards;
  readonly #contents: Contents;
  readonly #excerpts: Excerpts;

  constructor(deps: {
    storage: Storage;
    sync: SyncEngine;
    logger?: Logger;
    now?: () => number;
    boards?: Boards;
  }) {
    const { storage, sync, logger } = deps;
    this.#storage = storage;
    this.#sync = sync;
    this.#now = deps.now ?? Date.now;
    this.#boards = deps.boards ?? new Boards({ storage, logger });
    this.#contents = new Contents({ sync, boards: this.#boards });
    const textOf = (record: DocumentRecord) => this.#contents.text(record);
    this.#excerpts = new Excerpts({ textOf, logger });
  }

  /** Ends what draws boards. */
  close(): Promise<void> {
    return this.#boards.close();
  }

  /** All documents outside the trash with excerpts and the people in them, latest change first. */
  async list(user: Person): Promise<DocumentSummary[]> {
    return this.#summaries(user, false, true);
  }

  /** All documents in the trash, latest change first. */
  async listTrash(user: Person): Promise<DocumentSummary[]> {
    return this.#summaries(user, true, true);
  }

  /** As `list` or `listTrash`, from the records alone: no content is read, excerpts are those at hand. */
  async records(user: Person, filter: { trashed: boolean }): Promise<DocumentSummary[]> {
    return this.#summaries(user, filter.trashed, false);
  }

  /** Makes a document and its first content in one transaction. */
  async create(user: Person, input: { kind: Kind; title?: string }): Promise<DocumentSummary> {
    if (!can(user, 'document:create')) throw new ProblemError('forbidden');
    const title = normalizeTitle(input.title ?? '');
    const record = await this.#storage.documents.create({
      id: randomName(),
      kind: input.kind,
      title,
      lineage: randomName(),
      gen: this.#sync.gen,
      author: user.id,
      time: this.#now(),
      ...firstContent(input.kind, title),
    });
    return this.#summary(user, record);
  }

  /** One document's record. */
  async get(user: Person, id: string): Promise<DocumentSummary> {
    return this.#summary(user, await this.#record(user, id, 'document:read'));
  }

  /** Changes the title through the document itself, as any edit, so that everybody sees it at once. */
  async rename(user: Person, id: string, title: string): Promise<DocumentSummary> {
    await this.#record(user, id, 'document:rename');
    const next = normalizeTitle(title);
    await this.#sync.edit(id, user.id, (doc) => replaceText(doc.getText(TITLE_ROOT), next));
    return this.get(user, id);
  }

  /** Moves to the trash: read-only from now on. Twice is as good as once. */
  async trash(user: Person, id: string): Promise<void> {
    const record = await this.#find(id);
    if (!can(user, 'document:trash', LIVE)) throw new ProblemError('forbidden');
    if (record.trashedAt !== null) return;
    await this.#storage.documents.setTrashed(id, { at: this.#now(), by: user.id });
    this.#sync.documentChanged(id);
  }

  /** Takes out of the trash. Twice is as good as once. */
  async restore(user: Person, id: string): Promise<void> {
    const record = await this.#find(id);
    if (!can(user, 'document:restore', TRASHED)) throw new ProblemError('forbidden');
    if (record.trashedAt === null) return;
    await this.#storage.documents.setTrashed(id, null);
    this.#sync.documentChanged(id);
  }

  /** Deletes a document of the trash with all its history, for good. `conflict` if it is not in the trash. */
  async purge(user: Person, id: string): Promise<void> {
    const record = await this.#find(id);
    if (!can(user, 'document:purge', TRASHED)) throw new ProblemError('forbidden');
    if (record.trashedAt === null) {
      throw new ProblemError('conflict', { detail: 'Move the document to the trash first.' });
    }
    await this.#storage.documents.purge(id);
    this.#excerpts.forget(id);
    this.#contents.forget(id);
    this.#sync.documentChanged(id);
  }

  /** The document with its stored content as HTML. */
  async page(user: Person, id: string): Promise<DocumentPage> {
    const record = await this.#record(user, id, 'document:read');
    const { title, html, text } = await this.#contents.render(record);
    if (text !== null) this.#excerpts.note(record, text);
    const summary = await this.#summary(user, record);
    return { summary, html, title, excerpt: summary.excerpt };
  }

  /** A small picture of the document, as an SVG file. `not_found` also for a document of which there is none. */
  async thumbnail(user: Person, id: string): Promise<string> {
    const record = await this.#record(user, id, 'document:read');
    const svg = await this.#contents.thumbnail(record);
    if (svg === null) throw new ProblemError('not_found');
    return svg;
  }

  /** The record, if the policy lets this person do that with it. */
  async #record(user: Person, id: string, action: Action): Promise<DocumentRecord> {
    const record = await this.#find(id);
    if (can(user, action, record)) return record;
    if (!can(user, 'document:read', record)) throw new ProblemError('not_found');
    // Allowed but for the trash: the person can mend that, so say so.
    throw new ProblemError(can(user, action, LIVE) ? 'read_only' : 'forbidden');
  }

  async #find(id: string): Promise<DocumentRecord> {
    const record = await this.#storage.documents.get(id);
    if (!record) throw new ProblemError('not_found');
    return record;
  }

  async #summaries(user: Person, trashed: boolean, read: boolean): Promise<DocumentSummary[]> {
    if (!can(user, 'document:read')) return [];
    const { documents, accounts } = this.#storage;
    const [records, ...people] = await Promise.all([
      documents.list({ trashed }),
      ...[accounts.formerUsers(), accounts.users()],
    ]);
    const byId = new Map(people.flat().map((each) => [each.id, authorOf(each)]));
    if (read) await this.#excerpts.refresh(records);
    return records.map((record) =>
      this.#summarize(user, record, byId.get(record.updatedBy ?? '') ?? null),
    );
  }

  async #summary(user: Person, record: DocumentRecord): Promise<DocumentSummary> {
    const updatedBy = record.updatedBy === null ? null : await this.#author(record.updatedBy);
    return this.#summarize(user, record, updatedBy);
  }

  /** Also of somebody who was removed. */
  async #author(id: string): Promise<PresenceUser | null> {
    const { accounts } = this.#storage;
    const author = (await accounts.user(id)) ?? (await accounts.formerUser(id));
    return author && authorOf(author);
  }

  #summarize(
    user: Person,
    record: DocumentRecord,
    updatedBy: PresenceUser | null,
  ): DocumentSummary {
    const { id, kind, title, lineage, schemaVersion, createdAt, updatedAt, trashedAt } = record;
    return {
      id,
      kind,
      title,
      lineage,
      schemaVersion,
      createdAt,
      updatedAt,
      updatedBy,
      trashedAt,
      role: roleOn(user, record),
      people: this.#sync.people(id),
      excerpt: this.#excerpts.of(id),
    };
  }
}

function authorOf({ id, name, color }: PresenceUser): PresenceUser {
  return { id, name, color };
}

/** 20 characters, safe in an address, not to be guessed. */
function randomName(): string {
  return randomBytes(15).toString('base64url');
}

function normalizeTitle(title: string): string {
  return title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_LENGTH);
}
