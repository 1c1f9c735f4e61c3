// `npm run disk`: what one commit of a small row costs on this disk, at the pace of the pair scenario. It is what a server
// that stores before it acknowledges pays on top of one that does not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { percentile } from './measure.ts';
import { atRate } from './pace.ts';

const PER_SECOND = 20;
const COMMITS = 200;

const folder = mkdtempSync(join(tmpdir(), 'bench-disk-'));
try {
  const database = new DatabaseSync(join(folder, 'disk.sqlite'));
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE log (data BLOB)',
  );
  const insert = database.prepare('INSERT INTO log VALUES (?)');
  const row = new Uint8Array(60);
  const times: number[] = [];
  await atRate(PER_SECOND, COMMITS, () => {
    const start = performance.now();
    insert.run(row);
    times.push(performance.now() - start);
  });
  database.close();
  const p50 = percentile(times, 0.5);
  const p99 = percentile(times, 0.99);
  console.log(`One commit: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
