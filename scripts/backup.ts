/**
 * `npm run backup -- FILE`: a consistent copy of the database into a new file, while the server runs or not. Reads the
 * data folder from the same settings as the server.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { loadConfig } from '../src/lib/server/config.ts';

/** As the SQLite engine names it. */
const DATABASE_FILE = 'runnel.sqlite';

try {
  const [, , target] = process.argv;
  if (!target) throw new Error('Say where to: npm run backup -- /backups/runnel.sqlite');
  if (existsSync(target)) throw new Error(`${target} is there already. Choose another name.`);
  const source = join(loadConfig(process.env).dataDir, DATABASE_FILE);
  if (!existsSync(source)) throw new Error(`There is no database at ${source}.`);
  const db = new DatabaseSync(source, { readOnly: true });
  await backup(db, target);
  db.close();
  console.log(`Copied ${source} to ${target}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
