/** The pages that are measured, built and served by this machine alone. */
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const PAGES = join(import.meta.dirname, 'pages');
const EXCALIDRAW = join(import.meta.dirname, '../node_modules/@excalidraw/excalidraw/dist/prod');
const MODULES = join(import.meta.dirname, '../../node_modules');
const OURS = ['yjs', 'lib0', 'y-protocols'];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Builds pages as they would be deployed and serves them on a free port.
 * @param pages names of files in `pages/`, without `.html`
 * @param files what else there is, by path
 */
export async function serveSite(
  pages: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'runnel-board-bench-'));
  await build({
    ...{ configFile: false, root: PAGES, logLevel: 'error' },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.IS_PREACT': '"false"' },
    plugins: [svelte({ configFile: false })],
    // The benchmark has copies of its own, for the peers.
    resolve: { alias: Object.fromEntries(OURS.map((name) => [name, join(MODULES, name)])) },
    build: {
      ...{ outDir: folder, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 10_000 },
      rolldownOptions: { input: pages.map((page) => join(PAGES, `${page}.html`)) },
    },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://bench').pathname);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const given = files[path];
    const file = path.startsWith('/excalidraw/')
      ? join(EXCALIDRAW, path.slice('/excalidraw/'.length))
      : join(folder, path);
    if (given !== undefined) response.writeHead(200, { 'content-type': type }).end(given);
    else if (!existsSync(file)) response.writeHead(404).end();
    else createReadStream(file).pipe(response.writeHead(200, { 'content-type': type }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
