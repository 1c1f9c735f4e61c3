import type { Page } from '@playwright/test';

/** Opens an address of the app and waits until its scripts have taken over. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('.app[data-live=true]').waitFor();
}

/** Somebody comes back to the window. (The pages of a test have the focus, all of them, all the time.) */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}
