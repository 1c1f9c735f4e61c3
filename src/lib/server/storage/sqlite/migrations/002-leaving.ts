import type { Migration } from '../migrate.ts';

/** Links for a new password, and what is kept of people who were removed. */
export const leaving: Migration = {
  number: 2,
  name: 'leaving',
  sql: `
    -- One for a person at most: a new link takes the place of the last.
    CREATE TABLE password_resets (
      user_id TEXT PRIMARY KEY NOT NULL REFERENCES users ON DELETE CASCADE,
      token_hash TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;

    -- Names of authors. Not a mark on users: everything that asks there means people who are here.
    CREATE TABLE former_users (
      id TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      color INTEGER NOT NULL,
      removed_at INTEGER NOT NULL
    ) STRICT;
  `,
};
