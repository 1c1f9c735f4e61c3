import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { devApp } from './scripts/dev-app.ts';

export default defineConfig({
  plugins: [devApp(), sveltekit()],
  build: {
    // The content security policy allows no `data:` fonts.
    assetsInlineLimit: 0,
    // How long plugins took is news to nobody who only wants to start the server.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'tests/{contract,sim,server}/**/*.test.ts',
            'tests/*.test.ts',
          ],
        },
      },
      // Excalidraw's own package, which is a workspace of its own.
      {
        extends: true,
        test: {
          name: 'excalidraw',
          include: ['tests/excalidraw/**/*.test.ts'],
          setupFiles: ['tests/excalidraw/setup.ts'],
          // It is written for bundlers: names of modules without their endings, JSON and styles.
          server: { deps: { inline: [/\/tests\/excalidraw\/node_modules\//] } },
        },
      },
      // The production entry as a process: needs a build.
      { extends: true, test: { name: 'entry', include: ['tests/entry/**/*.test.ts'] } },
    ],
    // A test that waits for ever is a failing test; no test asserts a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Those that run beside each other start servers; there are no more cores than this.
    maxConcurrency: 2,
    expect: { poll: { timeout: 30_000 } },
  },
});
