/** Statements on people, sessions and invitations. Each function runs inside its caller's transaction. */
import { madeLinks, resetsToDrop } from '../rules.ts';
import {
  StorageError,
  type InvitationRecord,
  type SessionRecord,
  type UserRecord,
} from '../storage.ts';
import type { Database } from './database.ts';
import { resetDropper } from './leaving.ts';
import { text, toInvitation, toSession, toUser } from './rows.ts';

type UserChange = Partial<Pick<UserRecord, 'name' | 'role' | 'passwordHash' | 'email'>>;

export function accountReads(db: Database) {
  const workspaceName = db.prepare('SELECT name FROM workspace');
  const userById = db.prepare('SELECT * FROM users WHERE id = ?');
  const userWithEmail = db.prepare('SELECT * FROM users WHERE email = ?');
  const allUsers = db.prepare('SELECT * FROM users ORDER BY created_at, id');
  const sessionById = db.prepare('SELECT * FROM sessions WHERE id = ?');
  const sessionsOfUser = db.prepare(
    'SELECT * FROM sessions WHERE user_id = ? ORDER BY created_at, id',
  );
  const withToken = db.prepare('SELECT * FROM invitations WHERE token_hash = ?');
  const allInvitations = db.prepare('SELECT * FROM invitations ORDER BY created_at DESC, id');

  function user(id: string): UserRecord | null {
    const row = userById.get(id);
    return row ? toUser(row) : null;
  }
  return {
    workspace(): { name: string } | null {
      const row = workspaceName.get();
      return row ? { name: text(row, 'name') } : null;
    },
    user,
    userByEmail(email: string): UserRecord | null {
      const row = userWithEmail.get(email);
      return row ? toUser(row) : null;
    },
    users(): UserRecord[] {
      return allUsers.all().map(toUser);
    },
    session(id: string): { session: SessionRecord; user: UserRecord } | null {
      const row = sessionById.get(id);
      const session = row && toSession(row);
      const of = session && user(session.userId);
      return session && of ? { session, user: of } : null;
    },
    sessionsOf(userId: string): SessionRecord[] {
      return sessionsOfUser.all(userId).map(toSession);
    },
    invitationByToken(tokenHash: string): InvitationRecord | null {
      const row = withToken.get(tokenHash);
      return row ? toInvitation(row) : null;
    },
    invitations(): InvitationRecord[] {
      return allInvitations.all().map(toInvitation);
    },
  };
}

export function accountWrites(db: Database) {
  return { ...userWrites(db), ...sessionWrites(db), ...invitationWrites(db) };
}

/** Stores a user; `taken` if id or email is in use. */
function userInsert(db: Database): (user: UserRecord) => void {
  const insert = db.prepare(
    'INSERT INTO users (id, email, name, color, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ id, email, name, color, role, passwordHash, createdAt }) => {
    insert.run(id, email, name, color, role, passwordHash, createdAt);
  };
}

function userWrites(db: Database) {
  const insert = userInsert(db);
  const dropResets = resetDropper(db);
  const anyUser = db.prepare('SELECT 1 FROM users LIMIT 1');
  const insertWorkspace = db.prepare('INSERT INTO workspace (only_row, name) VALUES (1, ?)');
  const rename = db.prepare('UPDATE workspace SET name = ?');
  const update = db.prepare(`
    UPDATE users SET name = coalesce(?, name), role = coalesce(?, role),
      password_hash = coalesce(?, password_hash), email = coalesce(?, email)
    WHERE id = ? AND password_hash = coalesce(?, password_hash) RETURNING *`);
  return {
    createOwner(user: UserRecord, workspace: { readonly name: string }): void {
      if (anyUser.get()) throw new StorageError('taken', 'There is an owner already.');
      insert(user);
      insertWorkspace.run(workspace.name);
    },
    renameWorkspace(name: string): void {
      if (rename.run(name).changes === 0)
        throw new StorageError('missing', 'There is no workspace yet.');
    },
    updateUser(id: string, change: UserChange, knownHash: string | null): UserRecord {
      const { name, role, passwordHash, email } = change;
      const row = update.get(
        ...[name ?? null, role ?? null, passwordHash ?? null, email ?? null],
        ...[id, knownHash],
      );
      if (!row) throw new StorageError('missing', `No user ${id}, or not with that password.`);
      const user = toUser(row);
      const open = resetsToDrop(user, change);
      if (open !== 'none') dropResets(open === 'all' ? null : id);
      return user;
    },
  };
}

function sessionWrites(db: Database) {
  const insert = db.prepare(
    'INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
  );
  const expire = db.prepare('UPDATE sessions SET expires_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM sessions WHERE id = ?');
  const removeOf = db.prepare('DELETE FROM sessions WHERE user_id = ?');
  const userById = db.prepare('SELECT * FROM users WHERE id = ?');
  const dropResets = resetDropper(db);
  const removeExpired = db.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    createSession({ id, userId, createdAt, expiresAt }: SessionRecord): void {
      insert.run(id, userId, createdAt, expiresAt);
    },
    setSessionExpiry(id: string, expiresAt: number): void {
      expire.run(expiresAt, id);
    },
    deleteSession(id: string): void {
      remove.run(id);
    },
    deleteSessionsOf(userId: string): void {
      removeOf.run(userId);
      const row = userById.get(userId);
      if (row && madeLinks(toUser(row))) dropResets(null);
    },
    deleteExpiredSessions(now: number): void {
      removeExpired.run(now);
    },
  };
}

function invitationWrites(db: Database) {
  const insertUser = userInsert(db);
  const insert = db.prepare(`
    INSERT INTO invitations (id, token_hash, role, note, created_by, created_at, expires_at, uses_left, revoked_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const revoke = db.prepare(
    'UPDATE invitations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
  );
  const use = db.prepare(`
    UPDATE invitations SET uses_left = uses_left - 1
    WHERE token_hash = ? AND revoked_at IS NULL AND uses_left > 0 AND expires_at > ? RETURNING *`);
  return {
    createInvitation(invitation: InvitationRecord): void {
      const { id, tokenHash, role, note, createdBy } = invitation;
      const { createdAt, expiresAt, usesLeft, revokedAt } = invitation;
      insert.run(
        ...[id, tokenHash, role, note, createdBy],
        ...[createdAt, expiresAt, usesLeft, revokedAt],
      );
    },
    revokeInvitation(id: string, at: number): void {
      revoke.run(at, id);
    },
    redeemInvitation(tokenHash: string, fields: Omit<UserRecord, 'role'>): UserRecord {
      const row = use.get(tokenHash, fields.createdAt);
      if (!row) throw new StorageError('missing', 'The invitation is not valid (any more).');
      const user = { ...fields, role: toInvitation(row).role };
      insertUser(user);
      return user;
    },
  };
}
