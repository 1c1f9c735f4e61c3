import { expect, test } from 'vitest';
import { ConfigError, describeSettings, isLoopback, loadConfig } from './config.ts';

function problems(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test('starts without any setting', () => {
  expect(loadConfig({ PATH: '/bin', HOME: '/root' })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: './data',
    origin: null,
    trustProxy: 0,
    owner: null,
    maxUpdateBytes: 4 * 1024 * 1024,
    maxFileBytes: 10 * 1024 * 1024,
    documentFilesBytes: 256 * 1024 * 1024,
    residentBytes: 256 * 1024 * 1024,
    logLevel: 'info',
    logFormat: 'text',
  });
});

test('reads every setting', () => {
  expect(
    loadConfig({
      PORT: '0',
      HOST: '::',
      RUNNEL_DATA_DIR: '/srv/runnel',
      RUNNEL_ORIGIN: 'https://Docs.example.com:8443/',
      RUNNEL_TRUST_PROXY: 'true',
      RUNNEL_OWNER_EMAIL: ' Ada@Example.com ',
      RUNNEL_OWNER_PASSWORD: ' spaces around ',
      RUNNEL_MAX_UPDATE_BYTES: '1048576',
      RUNNEL_MAX_FILE_BYTES: '2097152',
      RUNNEL_DOCUMENT_FILES_BYTES: '4194304',
      RUNNEL_RESIDENT_BYTES: '1048576',
      RUNNEL_LOG_LEVEL: 'warn',
      RUNNEL_LOG_FORMAT: 'json',
    }),
  ).toEqual({
    port: 0,
    host: '::',
    dataDir: '/srv/runnel',
    origin: 'https://docs.example.com:8443',
    trustProxy: 1,
    owner: { email: 'ada@example.com', password: ' spaces around ' },
    maxUpdateBytes: 1048576,
    maxFileBytes: 2097152,
    documentFilesBytes: 4194304,
    residentBytes: 1048576,
    logLevel: 'warn',
    logFormat: 'json',
  });
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ PORT: '', RUNNEL_ORIGIN: ' ', DATABASE_URL: '' }).port).toBe(3000);
});

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['PORT', '3000.5'],
  ['HOST', 'http://localhost'],
  ['HOST', 'localhost:3000'],
  ['RUNNEL_ORIGIN', 'docs.example.com'],
  ['RUNNEL_ORIGIN', 'https://example.com/docs'],
  ['RUNNEL_ORIGIN', 'ftp://example.com'],
  ['RUNNEL_ORIGIN', 'https://me:pw@example.com'],
  ['RUNNEL_TRUST_PROXY', 'nginx'],
  ['RUNNEL_MAX_UPDATE_BYTES', '4MB'],
  ['RUNNEL_MAX_UPDATE_BYTES', '10'],
  ['RUNNEL_RESIDENT_BYTES', '0'],
  ['RUNNEL_LOG_LEVEL', 'loud'],
  ['RUNNEL_LOG_FORMAT', 'xml'],
])('%s=%s stops the start with a sentence that names it', (name, value) => {
  expect(problems({ [name]: value })).toMatch(new RegExp(`^${name} must .*\\.$`));
});

test('names every wrong setting at once', () => {
  expect(problems({ PORT: 'x', HOST: 'a b' }).split('\n')).toHaveLength(2);
});

test('the owner’s email and password come together, and the password is never repeated', () => {
  expect(problems({ RUNNEL_OWNER_EMAIL: 'a@b.example' })).toContain(
    'without RUNNEL_OWNER_PASSWORD',
  );
  expect(problems({ RUNNEL_OWNER_PASSWORD: 'long enough, yes' })).toContain(
    'without RUNNEL_OWNER_EMAIL',
  );
  expect(
    problems({ RUNNEL_OWNER_EMAIL: 'nobody', RUNNEL_OWNER_PASSWORD: 'long enough, yes' }),
  ).toMatch(/^RUNNEL_OWNER_EMAIL must be an email address/);
  const text = problems({ RUNNEL_OWNER_EMAIL: 'a@b.example', RUNNEL_OWNER_PASSWORD: 'Sh0rt!' });
  expect(text).toContain('RUNNEL_OWNER_PASSWORD is not accepted: Use at least 10 characters.');
  expect(text).not.toContain('Sh0rt!');
  expect(
    problems({
      RUNNEL_OWNER_EMAIL: 'somebody@b.example',
      RUNNEL_OWNER_PASSWORD: 'somebody@b.example',
    }),
  ).toContain('RUNNEL_OWNER_PASSWORD is not accepted: Choose a password that is not your email');
});

test('settings of later versions are refused, not ignored', () => {
  expect(problems({ DATABASE_URL: 'postgres://x' })).toContain(
    'DATABASE_URL is set, but this version',
  );
  expect(problems({ REDIS_URL: 'redis://x' })).toContain('REDIS_URL is set, but this version');
});

test('a misspelt setting is refused with the one that was meant', () => {
  expect(problems({ RUNNEL_ORIGN: 'https://a.example' })).toBe(
    'RUNNEL_ORIGN is not a setting of this version. Did you mean RUNNEL_ORIGIN?',
  );
  expect(problems({ RUNNEL_SOMETHING_ELSE: '1' })).toBe(
    'RUNNEL_SOMETHING_ELSE is not a setting of this version.',
  );
  expect(problems({ RUNNEL_TEST_SEEDS: '5', RUNNEL_BENCH_ROUNDS: '5' })).toBe('');
});

test('describes every setting', () => {
  const settings = describeSettings();
  expect(settings.map((each) => each.name)).toContain('RUNNEL_TRUST_PROXY');
  for (const { description, fallback } of settings) {
    expect(description).toMatch(/\.$/);
    expect(fallback).not.toBe('null');
  }
});

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.4', false],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
