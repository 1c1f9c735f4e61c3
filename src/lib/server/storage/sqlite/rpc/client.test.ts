import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { gatherTime, WorkerClient } from './client.ts';
import type { EchoApi } from './echo.fixture.ts';

let client: WorkerClient<EchoApi>;
let deaths: Error[] = [];
let clock = 0;

async function start(
  workerData: unknown = null,
  gather = { least: 0, most: 0 },
): Promise<WorkerClient<EchoApi>> {
  deaths = [];
  clock = 0;
  client = new WorkerClient<EchoApi>({
    url: new URL('./echo.fixture.ts', import.meta.url),
    name: 'echo thread',
    workerData,
    onDeath: (error) => deaths.push(error),
    now: () => clock,
    gather,
  });
  await client.start();
  return client;
}

afterEach(() => client.close());

test('calls are answered, each with its own answer', async () => {
  await start();
  const values = ['a', 2, null, { deep: [true] }];
  expect(await Promise.all(values.map((value) => client.call('echo', value)))).toEqual(values);
});

test('calls of one turn of the event loop arrive together', async () => {
  await start();
  await Promise.all(Array.from({ length: 500 }, (_, i) => client.call('echo', i)));
  // The 500, and this one.
  expect(await client.call('turns')).toBeLessThanOrEqual(3);
});

test('callers that overlap share messages, and one caller alone never waits for others', async () => {
  await start(null, { least: 60_000, most: 60_000 });
  const posted = vi.spyOn(Worker.prototype, 'postMessage');
  try {
    // Each after the answer before it: had one of them waited, it would be for a minute.
    for (let i = 0; i < 5; i++) await client.call('echo', i);
    expect(posted).toHaveBeenCalledTimes(5);
    clock = 1_000;
    const first = client.call('echo', 'first');
    await setImmediate();
    expect(posted).toHaveBeenCalledTimes(6);
    clock = 60_990;
    const second = client.call('echo', 'second');
    await setImmediate();
    const third = client.call('echo', 'third');
    expect(await Promise.all([first, second, third])).toEqual(['first', 'second', 'third']);
    expect(posted).toHaveBeenCalledTimes(7);
  } finally {
    posted.mockRestore();
  }
});

test('the more callers overlap, the longer they are gathered, within bounds', async () => {
  const times = [0, 1, 4, 7, 12, 500].map((calls) => gatherTime(calls, { least: 8, most: 24 }));
  expect(times).toEqual([8, 8, 8, 14, 24, 24]);
  await start(null, { least: 10, most: 60_000 });
  const posted = vi.spyOn(Worker.prototype, 'postMessage');
  try {
    const many = Array.from({ length: 1_000 }, (_, i) => client.call('echo', i));
    await setImmediate();
    expect(posted).toHaveBeenCalledTimes(1);
    // After a thousand calls the next message waits for two seconds, not for ten milliseconds.
    clock = 1_000;
    const early = client.call('echo', 'early');
    await setImmediate();
    expect(posted).toHaveBeenCalledTimes(1);
    await Promise.all([...many, early]);
    expect(posted).toHaveBeenCalledTimes(2);
  } finally {
    posted.mockRestore();
  }
});

test('bytes arrive as they are, views of larger buffers too, and stay the caller’s', async () => {
  await start();
  const whole = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]);
  const large = new Uint8Array(100_000).map((_, i) => i);
  const [small, both] = await Promise.all([
    client.call('reverse', [whole.subarray(2, 5)], 'one'),
    client.call('reverse', [large, whole], 'two'),
  ]);
  expect(small).toEqual({ note: 'one', bytes: [new Uint8Array([4, 3, 2])] });
  expect(both.bytes[0]).toEqual(large.toReversed());
  expect(both.bytes[1]).toEqual(whole.toReversed());
  expect(large.byteLength).toBe(100_000);
});

test('large answers come back whole', async () => {
  await start();
  const answer = await client.call('large', 1_000_000);
  expect(answer.rows[0]?.data.byteLength).toBe(1_000_000);
  expect(answer.rows[0]?.data.at(-1)).toBe(3);
});

test('errors keep their code and cause', async () => {
  await start();
  await expect(client.call('refuse')).rejects.toMatchObject({
    name: 'StorageError',
    code: 'taken',
    message: 'refused',
    cause: { message: 'the cause', code: 'E_CAUSE', errcode: 19 },
  });
});

test('a thread that cannot start says why', async () => {
  await expect(start('fail')).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the fixture was told to fail',
  });
});

test('a thread that dies rejects all that waits, and is replaced at the next call', async () => {
  await start();
  const waiting = [client.call('echo', 1), client.call('die'), client.call('echo', 2)];
  for (const each of await Promise.allSettled(waiting))
    expect(each).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', cause: { message: 'exit code 7' } },
    });
  expect(deaths).toHaveLength(1);
  expect(await client.call('echo', 'back')).toBe('back');
});

test('a thread that keeps dying is not replaced for ever, but again after a while', async () => {
  await start();
  for (let death = 1; death <= 6; death++) {
    await expect(client.call('die')).rejects.toMatchObject({ code: 'unavailable' });
    expect(deaths).toHaveLength(death);
  }
  await expect(client.call('echo', 1)).rejects.toThrow(/keeps failing/);
  expect(deaths).toHaveLength(6);
  clock += 61_000;
  expect(await client.call('echo', 1)).toBe(1);
});

test('close answers what was asked for; then calls are refused', async () => {
  await start();
  const asked = client.call('echo', 'last');
  const closed = client.close();
  await expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await asked).toBe('last');
  await closed;
  await client.close();
  expect(deaths).toEqual([]);
});
