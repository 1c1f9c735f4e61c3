import { afterEach, expect, test } from 'vitest';
import { lockSlots, type Release, type Slots } from './slots.ts';

const releases: Release[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

/** A tab of one browser; `visible` can be changed. */
function tab(state: { visible: boolean } = { visible: false }): Slots {
  const open = () => new BroadcastChannel('slots.test');
  return lockSlots(navigator.locks, open, () => state.visible);
}

async function take(slots: Slots, onWanted: () => void = () => undefined): Promise<Release | null> {
  const release = await slots.take(onWanted);
  if (release) releases.push(release);
  return release;
}

test('four streams are let through, the fifth gets its turn when one ends', async () => {
  const first = await take(tab());
  for (let i = 0; i < 3; i++) expect(await take(tab())).not.toBeNull();
  expect(await take(tab())).toBeNull();
  first?.();
  await expect.poll(() => take(tab())).not.toBeNull();
});

test('a tab that is looked at gets the place of one that is not', async () => {
  const looked = { visible: true };
  let asked = 0;
  for (let i = 0; i < 3; i++) await take(tab(looked), () => asked++);
  const hidden = await take(tab(), () => hidden?.());
  expect(await take(tab(looked))).not.toBeNull();
  expect(asked, 'those that are looked at keep theirs').toBe(0);
});

test('a tab that nobody looks at asks nobody', async () => {
  let asked = 0;
  for (let i = 0; i < 4; i++) await take(tab(), () => asked++);
  expect(await take(tab())).toBeNull();
  expect(asked).toBe(0);
});
