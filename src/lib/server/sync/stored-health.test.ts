import { expect, test } from 'vitest';
import { freshReplica, startEngine } from '../../../../tests/support/engine.ts';

test('RU2 an append that fails is remembered until one succeeds, or for some seconds', async () => {
  const { engine, gate, clock } = await startEngine();
  const push = async (): Promise<unknown> => {
    const writer = await freshReplica({ engine });
    return engine.push('d1', { update: writer.type('!'), author: 'ada' });
  };
  await push();
  expect(engine.storageFailing).toBe(false);
  const fail = async (): Promise<void> => {
    const { appends } = gate;
    gate.close();
    const refused = expect(push()).rejects.toMatchObject({ code: 'storage_unavailable' });
    await expect.poll(() => gate.appends).toBe(appends + 1);
    gate.fail();
    await refused;
    expect(engine.storageFailing).toBe(true);
  };
  await fail();
  await push();
  expect(engine.storageFailing).toBe(false);
  await fail();
  clock.advance(10_000);
  expect(engine.storageFailing).toBe(false);
});
