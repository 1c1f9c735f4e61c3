import type { Migration } from '../migrate.ts';

/**
 * Files that are kept beside documents. Their bytes lie in parts, because each part is a commit of its own: a file of
 * many megabytes in one would hold up everybody's edits.
 */
export const files: Migration = {
  number: 3,
  name: 'files',
  sql: `
    CREATE TABLE files (
      key INTEGER PRIMARY KEY,
      document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      size INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT,
      -- 0 while parts are missing.
      whole INTEGER NOT NULL CHECK (whole IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX whole_files ON files (document, id) WHERE whole = 1;
    CREATE INDEX files_of_document ON files (document);
    CREATE INDEX unfinished_files ON files (key) WHERE whole = 0;

    CREATE TABLE file_parts (
      file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
      part INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (file, part)
    ) STRICT;
  `,
};
