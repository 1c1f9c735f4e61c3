import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createProvider } from '../../src/lib/sync/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';

let app: TestApp;
let ann: Client;
let ben: Client;

beforeAll(async () => {
  app = await startApp();
  ann = await app.person('editor', 'Ann');
  ben = await app.person('editor', 'Ben');
});
afterAll(() => app.close());

/** A tab that Ann opened, in a browser whose cookie may become somebody else's. */
async function open(id: string) {
  let cookie = ann;
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const provider = createProvider({
    ...{ doc, awareness, documentId: id, userId: ann.user.id, url: `${app.url}/api` },
    ...{ device: null, tabs: null },
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${cookie.token}`);
      return fetch(input, { ...init, headers });
    },
  });
  onTestFinished(() => {
    provider.destroy();
    awareness.destroy();
  });
  await vi.waitUntil(() => provider.status.synced);
  return {
    provider,
    title: doc.getText('title'),
    signedIn: (client: Client) => (cookie = client),
  };
}

async function authorsOf(id: string): Promise<Set<string | null>> {
  const stored = await app.app.storage.updates.load(id);
  return new Set(stored?.entries.map(({ author }) => author));
}

test('AU8: words wait when somebody else signs in, whether the stream ends or not, and go out in their author’s name', async () => {
  for (const ended of [false, true]) {
    const id = await ann.createDocument('');
    const { provider, title, signedIn } = await open(id);
    const session = await app.signIn(ann);
    signedIn(ben);
    if (ended) app.app.sync.roleChanged(ann.user.id, null);
    title.insert(0, 'mine');
    await vi.waitUntil(() => provider.status.problem !== null);
    expect(provider.status).toMatchObject({ pending: 1, problem: { code: 'other_person' } });
    expect(await authorsOf(id)).not.toContain(ben.user.id);

    signedIn(session);
    provider.retry();
    await provider.flush();
    expect(provider.status.problem).toBeNull();
    expect(await authorsOf(id)).toContain(ann.user.id);
    expect(await authorsOf(id)).not.toContain(ben.user.id);
  }
});

test('AU8: nothing is listed or made for somebody else', async () => {
  for (const [method, body] of [
    ['HEAD', undefined],
    ['POST', { kind: 'text', title: 'Not mine' }],
  ] as const) {
    const ask = (person: Client) =>
      ben.request(method, `/api/documents?person=${person.user.id}`, body && { body });
    const before = await app.app.storage.documents.list({ trashed: false });
    expect((await ask(ann)).status, method).toBe(403);
    expect(await app.app.storage.documents.list({ trashed: false })).toEqual(before);
    expect((await ask(ben)).ok, method).toBe(true);
  }
});
