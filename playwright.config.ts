import { defineConfig } from '@playwright/test';
import { chromiumFlags, ensureChromium } from './scripts/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second attempt has failed.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Generous: these only bound how long a failure takes to be told.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    // A trace of every test costs a third of the whole run; `--trace on` makes one.
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    launchOptions: { executablePath: ensureChromium(), args: chromiumFlags() },
  },
});
