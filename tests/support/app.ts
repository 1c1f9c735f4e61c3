import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createApp, type App, type AppOverrides } from '../../src/lib/server/app.ts';
import { loadConfig } from '../../src/lib/server/config.ts';
import { createListener, type RequestTimes } from '../../src/lib/server/http/listener.ts';
import { shutDown } from '../../src/lib/server/http/shutdown.ts';
import { silentLogger } from '../../src/lib/server/logger.ts';
import { Client } from './client.ts';

/** Password of everybody whom the helpers make. */
export const PASSWORD = 'correct horse in the tests';

/** An App in this process with its HTTP server on a free port of 127.0.0.1. API only, no pages. */
export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** The workspace's owner; made at the first call. */
  owner(): Promise<Client>;
  /** A new person with this role and a session. */
  person(role: 'editor' | 'viewer', name?: string): Promise<Client>;
  /** Another session of somebody made here. */
  signIn(client: Client): Promise<Client>;
  /** Connections that the server holds now. */
  connections(): Promise<number>;
  /** Stops in good order and, unless told otherwise, deletes the data. */
  close(options?: { keepData?: boolean }): Promise<void>;
}

export interface TestAppOptions extends AppOverrides {
  /** Environment variables of the settings. */
  readonly env?: Record<string, string>;
  /** Data of an earlier App; its own folder by default. */
  readonly dataDir?: string;
  /** How long requests may take to come. */
  readonly times?: RequestTimes;
}

/** Starts an App for a test. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const {
    env = {},
    dataDir = await mkdtemp(join(tmpdir(), 'runnel-test-')),
    times,
    ...overrides
  } = options;
  const config = loadConfig({ PORT: '0', RUNNEL_DATA_DIR: dataDir, ...env });
  const app = await createApp(config, { logger: silentLogger, ...overrides });
  const listener = createListener(times);
  listener.serve(app, null);
  listener.server.listen(0, '127.0.0.1');
  await once(listener.server, 'listening');
  const { port } = listener.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const emails = new Map<string, string>();
  let owner: Promise<Client> | undefined;
  let count = 0;

  const asOwner = async () => {
    const { user } = await (owner ??= makeOwner());
    const [found] = (await app.storage.accounts.users()).filter((each) => each.id === user.id);
    if (!found) throw new Error('the owner is gone');
    return found;
  };
  const makeOwner = async () => {
    const email = 'owner@example.com';
    if (await app.accounts.needsSetup()) {
      const input = { workspace: 'Tests', name: 'Olga Owner', email, password: PASSWORD };
      const signed = await app.accounts.setup(input);
      emails.set(signed.user.id, email);
      return new Client(url, signed);
    }
    const signed = await app.accounts.login({ email, password: PASSWORD, address: '127.0.0.1' });
    emails.set(signed.user.id, email);
    return new Client(url, signed);
  };

  return {
    app,
    url,
    port,
    dataDir,
    owner: () => (owner ??= makeOwner()),
    async person(role, name) {
      count += 1;
      const email = `${role}${count}@example.com`;
      const invitation = await app.accounts.invite(await asOwner(), {
        role,
        note: '',
        uses: 1,
        days: 1,
      });
      const signed = await app.accounts.signup(invitation.token, {
        name: name ?? `${role === 'editor' ? 'Edda Editor' : 'Viktor Viewer'} ${count}`,
        email,
        password: PASSWORD,
      });
      emails.set(signed.user.id, email);
      return new Client(url, signed);
    },
    async signIn(client) {
      const email = emails.get(client.user.id);
      if (email === undefined) throw new Error('not made by this app');
      const input = { email, password: PASSWORD, address: '127.0.0.1' };
      return new Client(url, await app.accounts.login(input));
    },
    connections: () => promisify(listener.server.getConnections.bind(listener.server))(),
    async close({ keepData = false } = {}) {
      await shutDown(listener.server, app);
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** True if `npm run build` has been run, so that the production entry can serve pages. */
export function isBuilt(): boolean {
  return existsSync(resolve('build/handler.js'));
}
