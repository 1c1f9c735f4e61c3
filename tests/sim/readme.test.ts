/** The example in the sync library's README runs as it stands, against the real server. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PASSWORD, startApp } from '../support/app.ts';

test('the example writes into a document of its own', async () => {
  const app = await startApp();
  const folder = await mkdtemp(join(tmpdir(), 'runnel-readme-'));
  try {
    await app.owner();
    const readme = await readFile(resolve('src/lib/sync/README.md'), 'utf8');
    const example = /```ts\n(import [\s\S]*?)```/.exec(readme)?.[1] ?? '';
    // As in a checkout: the library and what it needs beside the script.
    for (const name of ['src', 'node_modules', 'package.json']) {
      await symlink(resolve(name), join(folder, name));
    }
    const script = join(folder, 'example.ts');
    await writeFile(script, example.replace('http://localhost:3000', app.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--preserve-symlinks-main', script],
      {
        env: { EMAIL: 'owner@example.com', PASSWORD },
        timeout: 30_000,
      },
    );
    expect(stdout).toContain('Written From a script');
    expect(stdout).toContain('pending: 0');
    const [document] = await app.app.storage.documents.list({ trashed: false });
    expect(document?.title).toBe('Written From a script');
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
});
