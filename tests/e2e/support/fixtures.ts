import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COOKIE_NAME } from '../../../src/lib/server/auth/cookie.ts';
import { Client } from '../../support/client.ts';
import { startProxy, type Proxy } from '../../support/proxy.ts';
import { seedWorkspace, type People, type Person } from '../../support/seed.ts';
import { startServer, type TestServer } from '../../support/server.ts';

/** A workspace on the production entry. */
export interface Site {
  readonly server: TestServer;
  readonly people: People;
  /** Speaks plain HTTP to the server as this person. */
  as(person: Person): Client;
}

/** A data folder as `seedWorkspace` leaves it, to be copied. */
interface Seed {
  readonly dataDir: string;
  readonly people: People;
}

interface WorkerFixtures {
  readonly seed: Seed;
  /** Shared by the tests of a worker; each makes its own documents. */
  readonly site: Site;
}

interface TestFixtures {
  /** The network between this test's browsers and the server. */
  readonly network: Proxy;
  /** A server of this test's own, to be killed and restarted. */
  readonly ownSite: Site;
  /** A browser of its own for a person, signed in at `address`. */
  readonly browserOf: (person: Person, options?: BrowserOptions) => Promise<BrowserContext>;
}

export interface BrowserOptions {
  /** Where the workspace is, for this browser; the `network`'s address by default. */
  readonly url?: string;
  /** With the service worker. It costs each new browser a second of work, so only tests that are about it have it. */
  readonly worker?: boolean;
  readonly context?: Parameters<Browser['newContext']>[0];
}

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  seed: [
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'runnel-seed-'));
      await use({ dataDir, people: await seedWorkspace(dataDir) });
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  site: [
    async ({ seed }, use) => {
      const site = await startSite(seed);
      await use(site);
      await site.end();
    },
    { scope: 'worker' },
  ],
  network: async ({ site }, use) => {
    const network = await startProxy(site.server.port);
    await use(network);
    await network.close();
  },
  ownSite: async ({ seed }, use) => {
    const site = await startSite(seed);
    await use(site);
    await site.end();
  },
  browserOf: async ({ browser, network }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, options = {}) => {
      const url = options.url ?? network.url;
      const context = await browser.newContext({
        baseURL: url,
        serviceWorkers: options.worker ? 'allow' : 'block',
        ...options.context,
      });
      await context.addCookies([
        { name: COOKIE_NAME, value: person.token, url, httpOnly: true, sameSite: 'Lax' },
      ]);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
});

async function startSite({
  dataDir: seeded,
  people,
}: Seed): Promise<Site & { end(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'runnel-e2e-'));
  await cp(seeded, dataDir, { recursive: true });
  const server = await startServer({ dataDir, env: { RUNNEL_LOG_LEVEL: 'warn' } });
  return {
    server,
    people,
    as: ({ token, id, name }) => new Client(server.url, { token, user: { id, name, color: 1 } }),
    async end() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Collects what a page says that it should not: errors of scripts, and refusals of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    // A network that the test has cut is told on the console by the browser itself.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
      complaints.push(text);
    }
  });
  return complaints;
}

export { expect } from '@playwright/test';
