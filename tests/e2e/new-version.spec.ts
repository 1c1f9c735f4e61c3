import type { Page } from '@playwright/test';
import { DocumentPage } from './support/editor.ts';
import { expect, test } from './support/fixtures.ts';
import { startGateway } from './support/gateway.ts';
import { visit } from './support/visit.ts';

test('a new version neither interrupts who writes nor loses the pages that were kept', async ({
  site,
  browserOf,
}) => {
  const { editor } = site.people;
  const client = site.as(editor);
  const id = await client.createDocument('Through the upgrade');
  const gateway = await startGateway(site.server.port);
  try {
    const context = await browserOf(editor, { url: gateway.url, worker: true });
    const opened = await DocumentPage.open(context, id);
    await opened.type('old version');
    await opened.saved();
    await expect.poll(() => kept(opened.page)).toContain(`/d/${id}`);

    gateway.deploy();
    await opened.page.evaluate(() => Object.assign(window, { same: true }));
    await opened.type(', and on');
    await opened.page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    // Installed, and waiting for this tab to be closed.
    await expect.poll(() => waits(opened.page)).toBe(true);
    await opened.type(' and on');
    await opened.saved();
    expect(await opened.page.evaluate(() => 'same' in window)).toBe(true);
    expect(await opened.words()).toBe('old version, and on and on');

    // The next visit is with the new one, and the network is gone.
    await opened.page.close();
    gateway.down();
    const next = await DocumentPage.open(context, id);
    await expect.poll(() => next.words()).toBe('old version, and on and on');
    await expect.poll(() => waits(next.page)).toBe(false);

    // With the network the new version makes all of it its own, and lets go of the old one's.
    gateway.up();
    await next.page.goto('about:blank');
    await visit(next.page, '/');
    await expect.poll(() => versions(next.page)).toEqual(['-next']);
    expect(await kept(next.page)).toContain(`/d/${id}`);
    gateway.down();
    await next.page.goto(`/d/${id}`);
    const offline = await DocumentPage.on(next.page);
    await expect.poll(() => offline.words()).toBe('old version, and on and on');
  } finally {
    await gateway.close();
  }
});

function waits(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return Boolean(registration?.waiting);
  });
}

/** Which versions have something in the caches: what stands after their numbers. */
function versions(page: Page): Promise<string[]> {
  return page.evaluate(async () => [
    ...new Set((await caches.keys()).map((name) => name.replace(/^.*\d{13}/, ''))),
  ]);
}

function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('runnel-pages-'));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}
