import type { BrowserContext, Page } from '@playwright/test';

/** Opens an address of the app and waits until its scripts have taken over. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('.app[data-live=true]').waitFor();
}

/** Somebody comes back to the window. (The pages of a test have the focus, all of them, all the time.) */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

/** A browser in which it stays the same moment: to its pages everything is typed without a pause, on the slowest machine. */
export async function withoutPauses(browser: Promise<BrowserContext>): Promise<BrowserContext> {
  const context = await browser;
  await context.clock.setFixedTime(Date.now());
  return context;
}
