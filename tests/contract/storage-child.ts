/**
 * A process for the storage tests: `node storage-child.ts MODE DIRECTORY`, one JSON value a line on stdout.
 * `append`: appends for ever to three documents and writes each acknowledged entry as `[document, seq, value]`;
 * `open`: opens the storage, says `"open"` or the sentence of refusal, and stays until SIGTERM;
 * `migrate`: says `"migrating"`, migrates the database, and says how many steps it ran.
 */
import { join } from 'node:path';
import { openPlain } from '../../src/lib/server/storage/sqlite/database.ts';
import { DATABASE_FILE, openSqliteStorage } from '../../src/lib/server/storage/sqlite/index.ts';
import { migrate } from '../../src/lib/server/storage/sqlite/migrate.ts';
import { migrations } from '../../src/lib/server/storage/sqlite/migrations/index.ts';
import type { Storage } from '../../src/lib/server/storage/storage.ts';

const [mode, directory = ''] = process.argv.slice(2);
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (mode === 'migrate') {
  const db = openPlain(join(directory, DATABASE_FILE), { busyTimeoutMs: 20_000 });
  say('migrating');
  say(migrate(db, migrations));
  db.close();
} else {
  try {
    const storage = await openSqliteStorage({ directory, lockWaitMs: 0 });
    process.once('SIGTERM', () => void storage.close());
    say('open');
    if (mode === 'append') await appendForEver(storage);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

async function appendForEver({ documents, updates }: Storage): Promise<void> {
  const writers = ['a', 'b', 'c'].flatMap((id) => [id, id]);
  const gen = process.pid.toString(36);
  await Promise.all(
    writers.map(async (documentId, writer) => {
      if (!(await documents.get(documentId)))
        await documents
          .create({
            ...{ id: documentId, kind: 'text', title: '', lineage: 'l', schemaVersion: 1, gen },
            ...{ author: null, time: 0, update: new Uint8Array([1]) },
          })
          // The other writer of this document may have been faster.
          .catch((error: { code?: unknown }) => {
            if (error.code !== 'taken') throw error;
          });
      for (let value = 0; ; value++) {
        const update = new TextEncoder().encode(`${gen} ${writer} ${value}`);
        const { lastSeq } = await updates.append({
          ...{ documentId, lineage: 'l', gen },
          entries: [{ author: null, time: value, update }],
        });
        say([documentId, lastSeq, `${gen} ${writer} ${value}`]);
      }
    }),
  );
}
