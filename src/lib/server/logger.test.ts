import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function record(format: 'json' | 'text', level: 'debug' | 'info' | 'warn' = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({ level, format, write: (line) => lines.push(line), now: () => 0 });
  return { lines, logger };
}

test('writes one JSON object a line', () => {
  const { lines, logger } = record('json');
  logger.child({ node: 'a' }).info('server.started', { port: 3000 });
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"server.started","node":"a","port":3000}',
  ]);
});

test('writes a readable line', () => {
  const { lines, logger } = record('text');
  logger.warn('disk.full', { path: './data', note: 'two words', bytes: 0 });
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z warn  disk.full path=./data note="two words" bytes=0',
  ]);
});

test('leaves out what is below its level', () => {
  const { lines, logger } = record('text', 'warn');
  logger.debug('a');
  logger.info('b');
  logger.child({}).info('c');
  logger.warn('d');
  logger.error('e');
  expect(lines).toHaveLength(2);
});

test('a value cannot forge a second line', () => {
  const { lines, logger } = record('text');
  logger.info('login.failed', { address: '1.2.3.4\n1970 info forged' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
});

test('hides secrets and content, however deep', () => {
  const { lines, logger } = record('json');
  logger.info('x', {
    token: 'S3CRET',
    Cookie: 'S3CRET',
    ownerPassword: 'S3CRET',
    headers: { authorization: 'S3CRET', inner: [{ sessionToken: 'S3CRET' }] },
    update: new Uint8Array([1, 2, 3]),
    content: 'S3CRET',
    frame: new Uint8Array(7),
  });
  expect(lines[0]).not.toContain('S3CRET');
  expect(lines[0]).toContain('[7 bytes]');
});

test('an error keeps its code, its place and its cause', () => {
  const { lines, logger } = record('json');
  const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  logger.error('append.failed', { error: new Error('not stored', { cause }) });
  const { error } = JSON.parse(lines[0] ?? '');
  expect(error.message).toBe('not stored');
  expect(error.stack).toContain('logger.test.ts');
  expect(error.cause.code).toBe('ENOSPC');
});

test('survives what JSON cannot write', () => {
  const { lines, logger } = record('json');
  const loop: Record<string, unknown> = { big: 1n, fn: () => undefined };
  loop['self'] = loop;
  logger.info('x', { loop, missing: undefined });
  expect(lines).toHaveLength(1);
});
