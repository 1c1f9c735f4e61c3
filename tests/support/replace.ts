/**
 * Replaces a document's content as a whole, as the restore of a version would, while no server runs:
 * `node tests/support/replace.ts FOLDER ID TEXT`. `replaceDocument` does it from a test.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Gives the document a new lineage with one paragraph of this text. The server must be stopped. */
export async function replaceDocument(dataDir: string, id: string, text: string): Promise<void> {
  const program = join(import.meta.dirname, 'replace.ts');
  const quiet = '--disable-warning=ExperimentalWarning';
  await promisify(execFile)(process.execPath, [quiet, program, dataDir, id, text]);
}

async function replace(dataDir: string, id: string, text: string): Promise<void> {
  // Only this process needs the server's modules, not the test that imports this file.
  const { createApp } = await import('../../src/lib/server/app.ts');
  const { loadConfig } = await import('../../src/lib/server/config.ts');
  const { seedText } = await import('../../src/lib/surfaces/text/seed.ts');
  const Y = await import('yjs');
  const app = await createApp(loadConfig({ RUNNEL_DATA_DIR: dataDir, RUNNEL_LOG_LEVEL: 'error' }));
  const doc = new Y.Doc();
  seedText(doc, 'Replaced');
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment('content').insert(0, [paragraph]);
  await app.sync.replace(id, null, Y.encodeStateAsUpdate(doc));
  await app.drain();
  await app.close();
}

if (import.meta.main) {
  const [, , dataDir, id, text] = process.argv;
  if (!dataDir || !id || text === undefined) throw new Error('replace.ts FOLDER ID TEXT');
  await replace(dataDir, id, text);
}
