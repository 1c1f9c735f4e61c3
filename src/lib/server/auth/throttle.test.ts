import { expect, test } from 'vitest';
import { networkOf, Throttle, type Attempt } from './throttle.ts';

function setUp(maxKeys = 1000) {
  const clock = { now: 1_000_000 };
  const throttle = new Throttle({
    now: () => clock.now,
    byAccount: { free: 3, firstWait: 1000, longestWait: 8000 },
    byAddress: { free: 5, firstWait: 1000, longestWait: 60_000 },
    maxKeys,
  });
  /** Seconds to wait; 0: the attempt was let through, and failed unless `end` says otherwise. */
  const attempt = (
    account: string,
    address: string | null,
    end: (attempt: Attempt) => void = () => undefined,
  ) => {
    const result = throttle.begin(account, address);
    if ('retryAfter' in result) return result.retryAfter;
    end(result);
    return 0;
  };
  return { throttle, clock, attempt };
}

const succeed = (attempt: Attempt) => attempt.succeeded();

test('an account: 3 free, then 1, 2, 4, 8, 8 seconds', () => {
  const { clock, attempt } = setUp();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const wait = attempt('ada', null);
    waits.push(wait);
    if (wait === 0) continue;
    clock.now += wait * 1000 - 1;
    expect(attempt('ada', null)).toBe(1);
    clock.now += 1;
    expect(attempt('ada', null)).toBe(0);
  }
  expect(attempt('grace', null)).toBe(0);
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 8]);
});

test('an address is slowed down whatever accounts it tries', () => {
  const { attempt } = setUp();
  for (let i = 0; i < 5; i++) expect(attempt(`user${i}`, '10.0.0.1')).toBe(0);
  expect(attempt('user9', '10.0.0.1')).toBe(1);
  expect(attempt('user9', '10.0.0.2')).toBe(0);
});

test('a hundred attempts at once are a hundred attempts', () => {
  const { throttle } = setUp();
  const begun = Array.from({ length: 100 }, () => throttle.begin('ada', null));
  expect(begun.filter((each) => !('retryAfter' in each))).toHaveLength(3);
});

test('success frees the account but gives the address only this one attempt back', () => {
  const { attempt } = setUp();
  expect(attempt('ada', '10.0.0.1')).toBe(0);
  expect(attempt('ada', '10.0.0.1')).toBe(0);
  expect(attempt('ada', '10.0.0.1', succeed)).toBe(0);
  expect(attempt('ada', '10.0.0.2')).toBe(0);
  expect(attempt('ada', '10.0.0.2')).toBe(0);
  // 10.0.0.1 has two failures left on its account: three more until it waits.
  for (let i = 0; i < 3; i++) expect(attempt(`user${i}`, '10.0.0.1')).toBe(0);
  expect(attempt('user9', '10.0.0.1')).toBe(1);
});

test('signing in to one’s own account again and again does not buy attempts at others', () => {
  const { attempt } = setUp();
  let letThrough = 0;
  for (let i = 0; i < 50; i++) {
    attempt('mine', '10.0.0.1', succeed);
    if (attempt(`victim${i}`, '10.0.0.1') === 0) letThrough++;
  }
  expect(letThrough).toBe(5);
});

test('an office in which everybody gets in is never slowed down', () => {
  const { attempt } = setUp();
  for (let i = 0; i < 200; i++) expect(attempt(`user${i}`, '10.0.0.1', succeed)).toBe(0);
});

test('an attempt that was not decided costs nothing', () => {
  const { attempt } = setUp();
  for (let i = 0; i < 50; i++)
    expect(attempt('ada', '10.0.0.1', (each) => each.undecided())).toBe(0);
});

test('forgets after an hour of quiet', () => {
  const { clock, attempt } = setUp();
  for (let i = 0; i < 3; i++) attempt('ada', null);
  expect(attempt('ada', null)).toBe(1);
  clock.now += 61 * 60_000;
  for (let i = 0; i < 3; i++) expect(attempt('ada', null)).toBe(0);
});

test('memory is bounded, and what was seen last is kept', () => {
  const { throttle, attempt } = setUp(50);
  for (let i = 0; i < 3; i++) attempt('ada', null);
  for (let i = 0; i < 5000; i++) {
    attempt(`user${i}`, `10.${i >> 8}.${i & 255}.1`);
    expect(throttle.size).toBeLessThanOrEqual(100);
  }
  for (let i = 0; i < 3; i++) attempt('grace', null);
  expect(attempt('grace', null)).toBe(1);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
  ['not an address', 'not an address'],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('where an account was signed in to, guessing from elsewhere locks nobody out', () => {
  const { attempt } = setUp();
  expect(attempt('ada', '10.0.0.1', succeed)).toBe(0);
  for (let i = 0; i < 3; i++) expect(attempt('ada', `10.9.0.${i}`)).toBe(0);
  expect(attempt('ada', '10.9.0.9')).toBe(1);
  expect(attempt('ada', '10.0.0.1')).toBe(0);
  // That place is known for this account alone, and has no more attempts than any other.
  expect(attempt('ada', '10.0.0.1')).toBe(0);
  expect(attempt('ada', '10.0.0.1')).toBe(0);
  expect(attempt('ada', '10.0.0.1')).toBe(1);
});

test('signing in where one is known does not give those who guess elsewhere new attempts', () => {
  const { attempt } = setUp();
  expect(attempt('ada', '10.0.0.1', succeed)).toBe(0);
  for (let i = 0; i < 3; i++) attempt('ada', `10.9.0.${i}`);
  expect(attempt('ada', '10.0.0.1', succeed)).toBe(0);
  expect(attempt('ada', '10.9.0.9')).toBe(1);
});

test('no more places are remembered than counters', () => {
  const { attempt } = setUp(10);
  for (let i = 0; i < 11; i++) expect(attempt('ada', `10.0.0.${i}`, succeed)).toBe(0);
  for (let i = 0; i < 3; i++) attempt('ada', `10.9.0.${i}`);
  expect(attempt('ada', '10.0.0.0')).toBe(1);
  expect(attempt('ada', '10.0.0.10')).toBe(0);
});
