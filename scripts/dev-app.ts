import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * In `vite dev`: starts the App in this process, answers the plain HTTP addresses with the same handlers as the
 * production entry, and gives the App to SvelteKit's hooks.
 */
export function devApp(): Plugin {
  return {
    name: 'runnel:app',
    apply: (_config, { command, isPreview }) =>
      command === 'serve' && !isPreview && process.env['VITEST'] === undefined,
    async configureServer(vite) {
      // Loaded by Node itself, not by Vite: worker threads and the App must be what production runs.
      const load = <T>(path: string): Promise<T> =>
        import(pathToFileURL(join(vite.config.root, path)).href) as Promise<T>;
      const { loadConfig } = await load<typeof import('../src/lib/server/config.ts')>(
        'src/lib/server/config.ts',
      );
      const { createApp } =
        await load<typeof import('../src/lib/server/app.ts')>('src/lib/server/app.ts');
      const { setCurrentApp } = await load<typeof import('../src/lib/server/current-app.ts')>(
        'src/lib/server/current-app.ts',
      );
      const { createApi } = await load<typeof import('../src/lib/server/http/api.ts')>(
        'src/lib/server/http/api.ts',
      );
      const app = await createApp(loadConfig(process.env));
      setCurrentApp(app);
      const api = createApi(app);
      vite.middlewares.use((req, res, next) => {
        if (!api(req, res)) next();
      });
      vite.httpServer?.once('close', () => {
        void app.drain().then(() => app.close());
      });
    },
  };
}
