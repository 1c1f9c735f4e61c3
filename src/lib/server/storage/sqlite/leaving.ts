/** Statements on people who are removed and on links for a new password. Each runs inside its caller's transaction. */
import { resetsToDrop } from '../rules.ts';
import {
  StorageError,
  type FormerUserRecord,
  type ResetRecord,
  type UserRecord,
} from '../storage.ts';
import type { Database } from './database.ts';
import { integer, text, toUser, type Row } from './rows.ts';

export function leavingReads(db: Database) {
  const former = db.prepare('SELECT * FROM former_users WHERE id = ?');
  const allFormer = db.prepare('SELECT * FROM former_users ORDER BY removed_at, id');
  const withToken = db.prepare('SELECT * FROM password_resets WHERE token_hash = ?');
  const userById = db.prepare('SELECT * FROM users WHERE id = ?');
  return {
    formerUser(id: string): FormerUserRecord | null {
      const row = former.get(id);
      return row ? toFormer(row) : null;
    },
    formerUsers(): FormerUserRecord[] {
      return allFormer.all().map(toFormer);
    },
    resetByToken(tokenHash: string): { reset: ResetRecord; user: UserRecord } | null {
      const row = withToken.get(tokenHash);
      const reset = row && toReset(row);
      const user = reset && userById.get(reset.userId);
      return reset && user ? { reset, user: toUser(user) } : null;
    },
  };
}

/** Deletes the open link of a person, or with null the links of all. */
export function resetDropper(db: Database): (userId: string | null) => void {
  const drop = db.prepare('DELETE FROM password_resets WHERE ?1 IS NULL OR user_id = ?1');
  return (userId) => void drop.run(userId);
}

export function leavingWrites(db: Database) {
  // Sessions, reset link and invitations go with the user: their foreign keys cascade.
  const remove = db.prepare('DELETE FROM users WHERE id = ? RETURNING *');
  const keep = db.prepare(
    'INSERT INTO former_users (id, name, color, removed_at) VALUES (?, ?, ?, ?)',
  );
  const dropResets = resetDropper(db);
  const insertReset = db.prepare(
    'INSERT INTO password_resets (user_id, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?)',
  );
  const use = db.prepare(
    'DELETE FROM password_resets WHERE token_hash = ? AND expires_at > ? RETURNING user_id',
  );
  const setPassword = db.prepare('UPDATE users SET password_hash = ? WHERE id = ? RETURNING *');
  const endSessions = db.prepare('DELETE FROM sessions WHERE user_id = ?');
  return {
    removeUser(id: string, at: number): void {
      const row = remove.get(id);
      if (!row) throw new StorageError('missing', `No user ${id}.`);
      keep.run(id, text(row, 'name'), integer(row, 'color'), at);
      dropResets(null);
    },
    createReset({ userId, tokenHash, createdAt, expiresAt }: ResetRecord): void {
      dropResets(userId);
      insertReset.run(userId, tokenHash, createdAt, expiresAt);
    },
    redeemReset(
      tokenHash: string,
      { passwordHash, at }: { readonly passwordHash: string; readonly at: number },
    ): UserRecord {
      const used = use.get(tokenHash, at);
      const row = used && setPassword.get(passwordHash, text(used, 'user_id'));
      if (!row) throw new StorageError('missing', 'The link is not valid (any more).');
      const user = toUser(row);
      endSessions.run(user.id);
      if (resetsToDrop(user, { passwordHash }) === 'all') dropResets(null);
      return user;
    },
  };
}

function toFormer(row: Row): FormerUserRecord {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    color: integer(row, 'color'),
    removedAt: integer(row, 'removed_at'),
  };
}

function toReset(row: Row): ResetRecord {
  return {
    tokenHash: text(row, 'token_hash'),
    userId: text(row, 'user_id'),
    createdAt: integer(row, 'created_at'),
    expiresAt: integer(row, 'expires_at'),
  };
}
