/**
 * Makes a workspace with an owner, two editors and a viewer in a new data folder, before any server runs on it, and
 * prints their session tokens: `node tests/support/seed.ts FOLDER`. `seedWorkspace` does it from a test.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Signed } from '../../src/lib/server/auth/accounts.ts';

/** The password of everybody here. */
export const PASSWORD = 'four stones across the brook';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of a session: the cookie's value and the bearer token. */
  readonly token: string;
}

export interface People {
  readonly owner: Person;
  readonly editor: Person;
  /** A second editor. */
  readonly writer: Person;
  readonly viewer: Person;
}

/** Runs this file in a process of its own, as the database is opened by one process at a time. */
export async function seedWorkspace(dataDir: string): Promise<People> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'seed.ts'),
    dataDir,
  ]);
  return JSON.parse(stdout) as People;
}

async function seed(dataDir: string): Promise<People> {
  // Only this process needs the server's modules, not the test that imports this file.
  const { createApp } = await import('../../src/lib/server/app.ts');
  const { loadConfig } = await import('../../src/lib/server/config.ts');
  const app = await createApp(loadConfig({ RUNNEL_DATA_DIR: dataDir, RUNNEL_LOG_LEVEL: 'error' }));
  const { accounts } = app;
  const owner = await accounts.setup({
    workspace: 'Brookside',
    name: 'Olga Owner',
    email: 'olga@example.com',
    password: PASSWORD,
  });
  const join = async (role: 'editor' | 'viewer', name: string, email: string) => {
    const { token } = await accounts.invite(owner.user, { role, note: '', uses: 1, days: 1 });
    return accounts.signup(token, { name, email, password: PASSWORD });
  };
  const people = {
    owner: person(owner),
    editor: person(await join('editor', 'Edda Editor', 'edda@example.com')),
    writer: person(await join('editor', 'Willem Writer', 'willem@example.com')),
    viewer: person(await join('viewer', 'Vera Viewer', 'vera@example.com')),
  };
  await app.drain();
  await app.close();
  return people;
}

function person({ user, token }: Signed): Person {
  return { id: user.id, name: user.name, email: user.email, token };
}

if (import.meta.main) {
  const [, , dataDir] = process.argv;
  if (!dataDir) throw new Error('seed.ts FOLDER');
  process.stdout.write(JSON.stringify(await seed(dataDir)));
}
