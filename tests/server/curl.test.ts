import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { Replica } from '../support/ydoc.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('curl -N follows a document', async () => {
  const owner = await app.owner();
  const id = await owner.createDocument('Followed');
  const writer = new Replica();
  await owner.push(id, writer.write('there before'));
  const curl = spawn('curl', [
    '-sN',
    `${app.url}/api/documents/${id}/events`,
    '-H',
    `Authorization: Bearer ${owner.token}`,
  ]);
  let output = '';
  curl.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const shown = () => {
    const replica = new Replica();
    for (const [, data = ''] of output.matchAll(/event: update\ndata: (\S+)\n\n/g)) {
      replica.apply(Buffer.from(data, 'base64'));
    }
    return replica.paragraphs;
  };
  await expect.poll(() => output).toContain('event: ready\n');
  expect(shown()).toEqual(['there before']);
  for (const word of ['one', 'two', 'three']) {
    const cursor = await owner.push(id, writer.write(word));
    await expect.poll(() => output).toContain(`id: ${cursor}\n`);
  }
  expect(shown()).toEqual(['there before', 'one', 'two', 'three']);
  curl.kill();
  await once(curl, 'exit');
});
