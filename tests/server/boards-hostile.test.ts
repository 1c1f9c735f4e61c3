/** Boards over the API that somebody wrote who wished no good: drawn inert, and the server stays there for others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startApp();
  owner = await app.owner();
});
afterAll(() => app.close());

const SCRIPT = '"><script>alert(1)</script><svg onload=alert(1) x="';

test('FI7: what is written into a board to do harm is drawn inert', async () => {
  const doc = new Y.Doc();
  const elements = doc.getMap('elements');
  const raw = (id: string, properties: Record<string, unknown>): void => {
    elements.set(id, new Y.Map(Object.entries(properties)));
  };
  const all = { width: 300, height: 200, strokeColor: SCRIPT, backgroundColor: 'url(//evil)' };
  raw('a', { type: 'rectangle', ...all, text: new Y.Text(SCRIPT), link: 'javascript:alert(1)' });
  raw('b', { type: 'frame', ...all, name: SCRIPT, frameId: 'b' });
  raw('c', { type: 'image', ...all, fileId: SCRIPT, x: Number.NaN, y: Infinity });
  raw('d', { type: SCRIPT, ...all, angle: 1e308 });
  raw('e', { type: 'freedraw', points: new Uint8Array(100_000).fill(255) });
  raw('f', {
    type: 'arrow',
    points: Uint8Array.of(4, 0, 0, 99, 99),
    startBinding: { elementId: 'f' },
  });
  elements.set('g', new Y.Text(SCRIPT));
  elements.set('__proto__', new Y.Map([['type', 'note']]));
  doc.getText('title').insert(0, SCRIPT);
  const board = await owner.createDocument('Wall', 'board');
  const address = `/api/documents/${board}/thumbnail.svg`;
  const picture = async () => (await owner.request('GET', address)).text();
  const blank = await picture();
  await owner.push(board, Y.encodeStateAsUpdate(doc));
  await expect.poll(picture).not.toBe(blank);
  const markup = (await picture()).replace(/>[^<]*</g, '><');
  expect(markup).not.toMatch(/<script|javascript:|url\(\/|NaN|Infinity/i);
  expect(markup.replace(/"[^"]*"/g, '')).not.toMatch(/\son\w+=/i);
  expect((await owner.request('GET', '/healthz')).status).toBe(200);
});
