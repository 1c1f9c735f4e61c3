/**
 * Where SvelteKit's hooks find the application. The built pages have their own instances of our modules, so
 * the one application lives on `globalThis`, under a symbol that both sides know.
 */
import type { App } from './app.ts';

const KEY = Symbol.for('runnel.app');

const holder = globalThis as typeof globalThis & { [KEY]?: App };

/** Puts the application in its place, or takes it away with null. */
export function setCurrentApp(app: App | null): void {
  if (app) holder[KEY] = app;
  else delete holder[KEY];
}

/** The application. Throws if the pages are served without one. */
export function currentApp(): App {
  const app = holder[KEY];
  if (!app)
    throw new Error(
      'The pages were started without the application: run server.ts, not build/index.js.',
    );
  return app;
}
