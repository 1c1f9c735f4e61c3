/**
 * `npm run reset-password -- EMAIL`: prints a link by which that person chooses a new password, for an owner who forgot
 * theirs. The server may run or not. Reads the same settings as the server.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { normalizeEmail } from '../src/lib/server/auth/email.ts';
import { newReset, RESET_HOURS, resetLink } from '../src/lib/server/auth/reset-link.ts';
import { loadConfig } from '../src/lib/server/config.ts';

/** As the SQLite engine names it. */
const DATABASE_FILE = 'runnel.sqlite';

try {
  const [, , email] = process.argv;
  if (!email) throw new Error('Say whose: npm run reset-password -- you@example.com');
  const { dataDir, origin, port } = loadConfig(process.env);
  const token = offer(join(dataDir, DATABASE_FILE), normalizeEmail(email));
  const address = origin ?? `http://localhost:${port}`;
  console.log(`Open this within ${RESET_HOURS} hours to choose a new password for ${email}:`);
  console.log(`\n  ${resetLink(address, token)}\n`);
  console.log('It works once. If the server has another address, put that in front of /reset.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Stores a link for this person, in place of the last one, and returns its token. */
function offer(path: string, email: string): string {
  if (!existsSync(path)) throw new Error(`There is no database at ${path}.`);
  const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true });
  try {
    const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'password_resets'").get();
    if (!known)
      throw new Error('The database is of an older version. Start this Runnel on it once.');
    const id = db.prepare('SELECT id FROM users WHERE email = ?').get(email)?.['id'];
    if (typeof id !== 'string') throw new Error(`Nobody here has the email ${email}.`);
    const { token, reset } = newReset(id, Date.now());
    db.exec('BEGIN IMMEDIATE');
    db.prepare('DELETE FROM password_resets WHERE user_id = ?').run(id);
    db.prepare(
      'INSERT INTO password_resets (user_id, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?)',
    ).run(id, reset.tokenHash, reset.createdAt, reset.expiresAt);
    db.exec('COMMIT');
    return token;
  } finally {
    db.close();
  }
}
