// Time in the load generator.
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Calls `fn` `count` times at a steady rate, whether or not earlier calls have had an effect yet: a slow server
 * is not spared. Late calls follow at once.
 * @param perSecond calls a second
 * @param over asked before each call: from then on there are no more
 */
export async function atRate(
  perSecond: number,
  count: number,
  fn: (index: number) => void,
  over: () => boolean = () => false,
): Promise<void> {
  const start = performance.now();
  for (let i = 0; i < count && !over();) {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
    for (; i < due && !over(); i++) fn(i);
    await wait(1);
  }
}

/** Resolves when `done` says so; throws what is still missing after `limitMs`. */
export async function until(
  done: () => boolean,
  missing: () => string,
  limitMs = 60_000,
): Promise<void> {
  const start = performance.now();
  while (!done()) {
    if (performance.now() - start > limitMs) throw new Error(`gave up waiting: ${missing()}`);
    await wait(2);
  }
}

/** Resolves when a number has not changed for `quietMs`. */
export async function settled(
  value: () => number,
  quietMs: number,
  limitMs = 120_000,
): Promise<void> {
  const start = performance.now();
  let last = value();
  for (let since = start; performance.now() - since < quietMs;) {
    await wait(20);
    const now = value();
    if (now !== last) since = performance.now();
    last = now;
    if (performance.now() - start > limitMs) throw new Error('it never came to rest');
  }
}

export { wait };
