import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERRORS } from '../../src/lib/protocol/index.ts';
import { ROUTES } from '../../src/lib/server/http/api.ts';
import { PASSWORD, startApp, type TestApp } from '../support/app.ts';

const page = await readFile('docs/protocol.md', 'utf8');

interface Example {
  readonly command: string;
  /** What it prints; `…` stands for anything. */
  readonly answer: string;
  /** Brings both to a form in which they are compared. */
  readonly shape: (text: string) => string;
}

/** Each shell block with the block that follows it. */
const examples: Example[] = [
  ...page.matchAll(/^```sh\n(.*?)^```\n+^```(json|text)\n(.*?)^```/gms),
].map(([, command = '', kind, answer = '']) => ({
  command,
  // The page may break JSON into lines.
  shape:
    kind === 'json' ? (text: string) => text.replace(/\s+/g, '') : (text: string) => text.trimEnd(),
  answer,
}));

let app: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  app = await startApp();
  const owner = await app.owner();
  const folder = await mkdtemp(join(tmpdir(), 'runnel-curl-'));
  const document = await owner.createDocument('Example');
  const record = await app.app.storage.documents.get(document);
  env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    RUNNEL: app.url,
    EMAIL: 'owner@example.com',
    PASSWORD,
    TOKEN: owner.token,
    DOC: document,
    CURSOR: `${record?.gen}.${record?.seq}`,
    TMP: folder,
  };
});
afterAll(async () => {
  await app.close();
  await rm(env['TMP'] ?? '', { recursive: true, force: true });
});

test('every shell block is an example with an answer', () => {
  expect(examples.length).toBe(page.match(/^```sh$/gm)?.length);
  expect(examples.length).toBeGreaterThan(8);
  expect(examples.every(({ command }) => command.includes('curl'))).toBe(true);
});

test.each(examples)('curl example: $command', async ({ command, answer, shape }) => {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', command], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(shell, 'exit');
  let output = '';
  const take = (chunk: Buffer) => (output += chunk.toString());
  shell.stdout.on('data', take);
  shell.stderr.on('data', take);
  await expect.poll(() => shape(output), { timeout: 20_000 }).toMatch(asPattern(shape(answer)));
  // A stream alone would go on for ever.
  const endless = command.startsWith('curl -sN');
  if (endless && !command.includes('kill $!')) shell.kill();
  const [code] = (await ended) as [number | null];
  expect(code).toBe(endless && !command.includes('kill $!') ? null : 0);
});

function asPattern(answer: string): RegExp {
  const parts = answer.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}`, 's');
}

test('the page has every error code with its status', () => {
  const table = new Map(
    [...page.matchAll(/^\| (\d{3}) +\| (.*?) *\|$/gm)].map(([, status, codes = '']) => [
      Number(status),
      [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code),
    ]),
  );
  for (const [code, [status]] of Object.entries(ERRORS)) {
    expect(table.get(status), `${status} ${code}`).toContain(code);
  }
  expect([...table.values()].flat().length).toBe(Object.keys(ERRORS).length);
});

test('the page has every address', () => {
  for (const { path, methods } of ROUTES) {
    const readable = path.source
      .replace(/^\^|\$$/g, '')
      .replaceAll('\\/', '/')
      .replace(/\(\?<(\w+)>[^)]*\)/g, ':$1');
    for (const method of Object.keys(methods)) {
      expect(page).toMatch(new RegExp(`${method}[^\`\n]*[ ]${readable}\``));
    }
  }
});

test('every rule has one place, and the tests name only rules that exist', async () => {
  const rules = [...page.matchAll(/^- \*\*([A-Z]{2}\d+)\*\* /gm)].map(([, id]) => id);
  expect(new Set(rules).size).toBe(rules.length);
  const { readdir } = await import('node:fs/promises');
  const named = new Set<string>();
  for (const name of await readdir('tests/server')) {
    const text = await readFile(join('tests/server', name), 'utf8');
    for (const [title] of text.matchAll(/(?:test|describe)(?:\.each\([^)]*\))?\(\s*'[^']*'/g)) {
      for (const [id] of title.matchAll(/\b(?:AU|ER|DO|CU|PU|EV|PR|SN|FI|RU|DC)\d+\b/g))
        named.add(id);
    }
  }
  expect([...named].filter((id) => !rules.includes(id))).toEqual([]);
});
