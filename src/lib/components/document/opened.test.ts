import { expect, test } from 'vitest';
import { Opened } from './opened.svelte.ts';

/** A page whose loading ends when the test says so. */
function start() {
  const events: string[] = [];
  const replaced: (() => void)[] = [];
  const loads: PromiseWithResolvers<void>[] = [];
  const opened = new Opened({
    make: (onreplaced) => {
      const n = replaced.push(onreplaced);
      events.push(`made ${n}`);
      return { destroy: () => void events.push(`destroyed ${n}`) };
    },
    refresh: () => {
      const load = Promise.withResolvers<void>();
      loads.push(load);
      return load.promise;
    },
    onreplace: () => void events.push('replaced'),
  });
  opened.open();
  /** The loads end, and what waits for them goes on. */
  const load = async () => {
    for (const each of loads.splice(0)) each.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { opened, events, replaced, load };
}

test('a document whose content was replaced is made anew, after the page of the new one', async () => {
  const { opened, events, replaced, load } = start();
  const first = opened.current;
  replaced[0]?.();
  expect(opened.current).toBe(first);
  await load();
  expect(opened.current).not.toBe(first);
  opened.leave();
  expect(events).toEqual(['made 1', 'replaced', 'made 2', 'destroyed 1', 'destroyed 2']);
});

test('a page that was left while its content is being replaced opens nothing any more', async () => {
  const { opened, events, replaced, load } = start();
  replaced[0]?.();
  opened.leave();
  await load();
  expect(events).toEqual(['made 1', 'destroyed 1']);
});

test('content that is replaced twice at once is opened once', async () => {
  const { events, replaced, load } = start();
  replaced[0]?.();
  replaced[0]?.();
  await load();
  expect(events).toEqual(['made 1', 'replaced', 'made 2', 'destroyed 1']);
});
