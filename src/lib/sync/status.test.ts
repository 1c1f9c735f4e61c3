import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { VirtualClock } from '../../../tests/sim/clock.ts';
import { Outbox } from './outbox.ts';
import { StatusBox } from './status.ts';
import type { ProviderStatus } from './types.ts';

test('each change is a new frozen value, and what changes nothing is none', () => {
  const clock = new VirtualClock();
  const seen: ProviderStatus[] = [];
  const box = new StatusBox({
    clock,
    outbox: new Outbox({ clock, random: () => 0 }),
    onChange: (status) => seen.push(status),
  });
  const before = box.value;
  box.set({ connection: 'live' });
  box.set({ connection: 'live' });
  expect(seen).toEqual([{ ...before, connection: 'live' }]);
  expect(Object.isFrozen(seen[0])).toBe(true);
  expect(before.connection).toBe('connecting');
});

test('a change is slow when it has waited 400 ms, and the state ends with its acknowledgement', async () => {
  const clock = new VirtualClock();
  const outbox = new Outbox({ clock, random: () => 0 });
  const box = new StatusBox({ clock, outbox, onChange: () => undefined });
  outbox.add(Y.encodeStateAsUpdate(new Y.Doc()));
  box.count();
  await clock.advance(399);
  expect(box.value).toMatchObject({ pending: 1, slow: false });
  await clock.advance(2);
  expect(box.value).toMatchObject({ pending: 1, slow: true });
  outbox.acknowledge(outbox.unsentKeys(), 'g.1');
  box.count();
  expect(box.value).toMatchObject({ pending: 0, slow: false });
  // The timer of a change that was acknowledged in time says nothing.
  outbox.add(Y.encodeStateAsUpdate(new Y.Doc()));
  box.count();
  outbox.acknowledge(outbox.unsentKeys(), 'g.2');
  box.count();
  await clock.advance(1000);
  expect(box.value.slow).toBe(false);
});
