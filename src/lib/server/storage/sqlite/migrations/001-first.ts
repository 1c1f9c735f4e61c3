import type { Migration } from '../migrate.ts';

/**
 * Documents with log, snapshots and history; people with sessions and invitations.
 *
 * Documents have a short key besides their id, because every row of the log repeats it. The log is an
 * ordinary table with an index: its rows lie in the order of their arrival, so a commit over many documents
 * writes few pages. Nothing is indexed by `updated_at`: every append would have to move it.
 */
export const first: Migration = {
  number: 1,
  name: 'first',
  sql: `
    CREATE TABLE documents (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      lineage TEXT NOT NULL,
      base_seq INTEGER NOT NULL CHECK (base_seq BETWEEN 1 AND seq),
      seq INTEGER NOT NULL,
      gen TEXT NOT NULL,
      schema_version INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT,
      updated_at INTEGER NOT NULL,
      updated_by TEXT,
      trashed_at INTEGER,
      trashed_by TEXT
    ) STRICT;

    CREATE TABLE log (
      document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      gen TEXT NOT NULL,
      author TEXT,
      time INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (document, seq)
    ) STRICT;

    CREATE TABLE snapshots (
      document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      gen TEXT NOT NULL,
      size INTEGER NOT NULL,
      state_vector BLOB NOT NULL,
      data BLOB NOT NULL
    ) STRICT;

    CREATE TABLE segments (
      document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
      first_seq INTEGER NOT NULL,
      last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq),
      gens TEXT NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (document, first_seq)
    ) STRICT;

    CREATE TABLE workspace (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      name TEXT NOT NULL
    ) STRICT;

    CREATE TABLE users (
      id TEXT PRIMARY KEY NOT NULL,
      email TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      color INTEGER NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
      password_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE sessions (
      id TEXT PRIMARY KEY NOT NULL,
      user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sessions_of_user ON sessions (user_id);
    CREATE INDEX sessions_by_expiry ON sessions (expires_at);

    CREATE TABLE invitations (
      id TEXT PRIMARY KEY NOT NULL,
      token_hash TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('editor', 'viewer')),
      note TEXT NOT NULL,
      created_by TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
      revoked_at INTEGER
    ) STRICT;
    CREATE INDEX invitations_of_user ON invitations (created_by);

    -- Written by the readiness check, to know that writing works.
    CREATE TABLE probe (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      count INTEGER NOT NULL
    ) STRICT;
    INSERT INTO probe VALUES (1, 0);
  `,
};
