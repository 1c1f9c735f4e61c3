import { expect, test } from 'vitest';
import { ERRORS, type ErrorCode } from '../../protocol/index.ts';
import type { ProviderStatus } from '../../sync/types.ts';
import { bannerBody, bannerFor, signInAgain } from './banner.ts';

const live: ProviderStatus = {
  connection: 'live',
  loaded: true,
  synced: true,
  pending: 0,
  slow: false,
  role: 'editor',
  problem: null,
  kept: null,
  deviceFailed: false,
  lastHeardAt: 1,
  replaced: false,
};
const well = { offline: false, trashed: false };
const problem = (code: ErrorCode) =>
  ({ type: 'about:blank', title: ERRORS[code][1], status: ERRORS[code][0], code }) as const;

test('nothing to say when all is well', () => {
  expect(bannerFor(live, well)).toBeNull();
  expect(bannerFor({ ...live, pending: 2 }, well)).toBeNull();
});

test.each<[ErrorCode, string]>([
  ['unauthenticated', 'signedOut'],
  ['other_person', 'otherPerson'],
  ['not_found', 'purged'],
  ['too_large', 'tooLarge'],
  ['read_only', 'readOnly'],
  ['storage_unavailable', 'storage'],
  ['rate_limited', 'storage'],
  ['invalid_update', 'refused'],
  ['malformed_update', 'refused'],
  ['foreign_origin', 'refused'],
])('%s with a waiting change is %s', (code, kind) => {
  expect(bannerFor({ ...live, pending: 1, problem: problem(code) }, well)).toBe(kind);
});

test('a failure that concerns nothing of mine is not shown as one', () => {
  expect(bannerFor({ ...live, problem: problem('storage_unavailable') }, well)).toBeNull();
});

test('a device that cannot keep changes matters more than being offline', () => {
  const status = { ...live, pending: 1, deviceFailed: true };
  expect(bannerFor(status, { offline: true, trashed: false })).toBe('device');
});

test('trash and offline', () => {
  expect(bannerFor({ ...live, role: 'viewer' }, { offline: false, trashed: true })).toBe('trashed');
  expect(bannerFor(live, { offline: true, trashed: false })).toBe('offline');
});

test('words that a viewer can no longer send are not passed over', () => {
  expect(bannerFor({ ...live, role: 'viewer', pending: 2 }, well)).toBe('readOnly');
});

test('while somebody else is signed in, words are spoken of if some wait, and the device if it keeps them', () => {
  const body = (change: Partial<ProviderStatus>) =>
    bannerBody('otherPerson', { ...live, problem: problem('other_person'), ...change });
  expect(bannerFor({ ...live, problem: problem('other_person') }, well)).toBe('otherPerson');
  expect(body({})).not.toMatch(/wrote|sent|kept|device|tab/);
  expect(body({ deviceFailed: true })).not.toMatch(/wrote|sent|kept|device|tab/);
  expect(body({ pending: 1 })).toContain('kept on this device');
  expect(body({ pending: 1, deviceFailed: true })).not.toContain('device');
  expect(body({ pending: 1, deviceFailed: true })).toContain('only in this tab');
});

test('what is said of being offline depends on what may be written, and counts what waits', () => {
  expect(bannerBody('offline', { ...live, role: 'viewer' })).not.toContain('kept');
  expect(bannerBody('offline', { ...live, pending: 3 })).toContain('Three changes are kept');
  expect(bannerBody('readOnly', { ...live, role: 'viewer', pending: 1 })).toContain('One change');
});

test('the way to sign in again says who, and leaves the tab alone that has the only words', () => {
  const who = { documentId: 'd', userId: 'ann' };
  const href = '/login?next=%2Fd%2Fd&person=ann';
  expect(signInAgain(live, who)).toEqual({ href, target: undefined });
  expect(signInAgain({ ...live, deviceFailed: true }, who)).toEqual({ href, target: '_blank' });
});
