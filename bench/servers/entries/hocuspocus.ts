// Hocuspocus with its database extension, storing whole states in SQLite. `node hocuspocus.ts FOLDER`
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';

const database = new DatabaseSync(join(process.argv[2] ?? '.', 'hocuspocus.sqlite'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB) STRICT');
const read = database.prepare('SELECT state FROM documents WHERE name = ?');
const write = database.prepare('INSERT OR REPLACE INTO documents (name, state) VALUES (?, ?)');

const server = new Server({
  quiet: true,
  port: 0,
  address: '127.0.0.1',
  extensions: [
    new Database({
      fetch({ documentName }) {
        const row = read.get(documentName) as { state: Uint8Array } | undefined;
        return Promise.resolve(row ? row.state : null);
      },
      store({ documentName, state }) {
        write.run(documentName, state);
        return Promise.resolve();
      },
    }),
  ],
});
// Its own handler of SIGTERM ends the process; an open database would leave its write-ahead log behind.
process.on('exit', () => database.close());
await server.listen();
console.log(`listening ${server.address.port}`);
