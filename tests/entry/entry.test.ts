import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { COMPILE_CACHE } from '../../scripts/node.mjs';
import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { Replica } from '../support/ydoc.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ env });
  cleanups.push(() => server.close());
  return server;
}

/** Runs the entry until it ends by itself. */
async function runToEnd(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'runnel-test-'));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  const child = spawn(process.execPath, [resolve('server.ts')], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILE_CACHE },
      ...{ PORT: '0', RUNNEL_DATA_DIR: dataDir, ...env },
    },
  });
  cleanups.push(async () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

test('a wrong setting stops the start with a sentence that names it, not with a stack', async () => {
  const { code, output } = await runToEnd({ PORT: 'eighty', RUNNEL_ORIGIN: 'nonsense' });
  expect(code).toBe(1);
  expect(output).toMatch(/PORT must be a whole number/);
  expect(output).toMatch(/RUNNEL_ORIGIN must be/);
  expect(output).not.toMatch(/\n\s+at /);
});

test('a port that is in use stops the start with a sentence, before any data is touched', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, output } = await runToEnd({ PORT: String(port) });
  other.close();
  expect(code).toBe(1);
  expect(output).toMatch(new RegExp(`Port ${port} .*in use`));
  expect(output).not.toMatch(/\n\s+at /);
});

test('a data folder that cannot be used stops the start with a sentence', async () => {
  const { code, output } = await runToEnd({ RUNNEL_DATA_DIR: '/dev/null/data' });
  expect(code).toBe(1);
  expect(output).toMatch(/\/dev\/null\/data/);
  expect(output).not.toMatch(/\n\s+at /);
});

test('the first start says how to make the owner’s account; later ones do not', async () => {
  const server = await start({ RUNNEL_OWNER_EMAIL: '', RUNNEL_OWNER_PASSWORD: '' });
  await expect.poll(() => server.output).toMatch(/Stop with Ctrl-C/);
  expect(server.output).toMatch(/http:\/\/localhost:\d+\/setup/);
  const withOwner = await start();
  await expect.poll(() => withOwner.output).toMatch(/Stop with Ctrl-C/);
  expect(withOwner.output).not.toMatch(/setup/);
});

test('pages and plain addresses come from one server', async () => {
  const server = await start();
  const owner = await server.owner();
  const id = await owner.createDocument('On the page');
  const login = await fetch(`${server.url}/login`);
  expect(login.status).toBe(200);
  expect(login.headers.get('content-type')).toMatch(/^text\/html/);
  const page = await fetch(`${server.url}/d/${id}`, {
    headers: { Cookie: `${COOKIE_NAME}=${owner.token}` },
  });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('On the page');
  const problem = await fetch(`${server.url}/api/nothing`);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
});

test('RU3 EV12: SIGTERM says bye to open streams, keeps what was accepted, and the process goes by itself', async () => {
  const server = await start();
  const owner = await server.owner();
  const id = await owner.createDocument();
  const streams = await Promise.all(Array.from({ length: 20 }, () => owner.events(id)));
  await Promise.all(streams.map((stream) => stream.event('ready')));
  const cursor = await owner.push(id, new Replica().write('last words'));

  const began = performance.now();
  const code = await server.stop('SIGTERM');
  expect(code).toBe(0);
  // The contract says two seconds; what is above is for a machine that does other things as well.
  expect(performance.now() - began).toBeLessThan(10_000);
  for (const stream of streams) {
    await stream.closed;
    const bye = stream.frames.at(-1);
    expect(bye?.event).toBe('bye');
    expect((JSON.parse(bye?.data ?? '{}') as { retryMs: number }).retryMs).toBeGreaterThanOrEqual(
      0,
    );
  }

  await server.restart();
  const again = await owner.at(server.url).events(id, { lastEventId: cursor, poll: true });
  await again.closed;
  expect(again.frames.map(({ event }) => event)).toEqual(['hello', 'ready']);
});

test('RU3: pushes under way when it goes are acknowledged and kept, or not acknowledged', async () => {
  const server = await start();
  const owner = await server.owner();
  const id = await owner.createDocument();
  const acknowledged: string[] = [];
  let going = true;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; going; i++) {
      const word = `w${writer}.${i}`;
      const response = await owner.post(id, new Replica().write(word)).catch(() => null);
      if (response?.status === 200) acknowledged.push(word);
      else return;
    }
  });
  await expect.poll(() => acknowledged.length).toBeGreaterThan(50);
  expect(await server.stop('SIGTERM')).toBe(0);
  going = false;
  await Promise.all(writers);

  await server.restart();
  const stream = await owner.at(server.url).events(id, { poll: true });
  const copy = new Replica();
  copy.apply((await stream.event('update')).update);
  const stored = new Set(copy.paragraphs);
  expect(acknowledged.filter((word) => !stored.has(word))).toEqual([]);
});

test('RU3: a reader that takes nothing does not hold the process', async () => {
  const server = await start();
  const owner = await server.owner();
  const id = await owner.createDocument();
  const stuck = await owner.events(id);
  await stuck.event('ready');
  stuck.pause();
  for (let i = 0; i < 12; i++) await owner.push(id, new Replica().write('x'.repeat(1024 * 1024)));
  expect(await server.stop('SIGTERM')).toBe(0);
  stuck.close();
});

test('a second signal ends it at once', async () => {
  const server = await start();
  const owner = await server.owner();
  const stream = await owner.events(await owner.createDocument());
  await stream.event('ready');
  server.child.kill('SIGTERM');
  server.child.kill('SIGINT');
  await once(server.child, 'exit');
  await stream.closed;
});

test('after SIGKILL it starts again on the same data and port', async () => {
  const server = await start();
  const owner = await server.owner();
  const id = await owner.createDocument();
  const cursor = await owner.push(id, new Replica().write('kept'));
  const { url } = server;
  await server.kill();
  await server.restart();
  expect(server.url).toBe(url);
  const stream = await owner.events(id, { lastEventId: cursor, poll: true });
  await stream.closed;
  expect(stream.frames.map(({ event }) => event)).toEqual(['hello', 'ready']);
});

test('whoever ends `npm start` ends the server, in good order', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'runnel-test-'));
  const npm = spawn('npm', ['start', '--silent'], {
    env: { PATH: process.env['PATH'], HOME: dataDir, PORT: '0', RUNNEL_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing is left behind when the test fails.
    detached: true,
  });
  const group = -(npm.pid ?? Number.NaN);
  let output = '';
  let over = false;
  const ended = Promise.all(
    [npm.stdout, npm.stderr].map((stream) => {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      return once(stream, 'end');
    }),
  ).then(() => (over = true));
  cleanups.push(async () => {
    if (!over) process.kill(group, 'SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });
  await expect.poll(() => output).toContain('Runnel is at');
  npm.kill('SIGTERM');
  // The server holds both as long as it lives.
  await ended;
  expect(output).toContain('server.stopping');
});

test('redirects, refusals and files are guarded as pages are', async () => {
  const server = await start();
  const foreign = { method: 'POST', headers: { Origin: 'https://elsewhere.example' } };
  const answers = {
    redirect: await fetch(`${server.url}/settings`, { redirect: 'manual' }),
    refusal: await fetch(`${server.url}/login`, foreign),
    file: await fetch(`${server.url}/favicon.svg`),
  };
  expect(Object.values(answers).map(({ status }) => status)).toEqual([303, 403, 200]);
  for (const [which, { headers }] of Object.entries(answers)) {
    expect(headers.get('x-content-type-options'), which).toBe('nosniff');
    expect(headers.get('referrer-policy'), which).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy'), which).toBe('same-origin');
  }
});
