// Builds the pages into build/. As a script: always. Imported: only if the sources changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, fail, findNode, ROOT } from './node.mjs';

/** What goes into a build. */
const SOURCES = [
  'src',
  'static',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
];

const STAMP = join(ROOT, 'build', '.sources');

/**
 * Builds if build/ is missing or was made of other sources. True if it built.
 * @param {string} node
 */
export async function ensureBuilt(node) {
  const wanted = hashSources();
  if (existsSync(join(ROOT, 'build', 'handler.js')) && read(STAMP) === wanted) return false;
  console.log('Building the pages: the sources are new or have changed.');
  await build(node);
  return true;
}

/**
 * Builds in any case; rejects if the build fails.
 * @param {string} node
 */
export async function build(node) {
  const before = hashSources();
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
      const env = environment(node, { NODE_ENV: 'production' });
      const child = spawn(node, [vite, 'build', '--logLevel', 'warn'], {
        cwd: ROOT,
        stdio: ['ignore', 'inherit', 'inherit'],
        env,
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`The build failed (exit code ${code}); the reason stands above.`));
      });
    })
  );
  writeFileSync(STAMP, before);
}

function hashSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addTo(hash, source);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addTo(hash, path) {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) return;
  hash.update(`${path}\n`);
  const entries = list(absolute);
  if (entries === null) hash.update(readFileSync(absolute));
  else for (const entry of entries) if (!entry.endsWith('.test.ts')) addTo(hash, join(path, entry));
}

/**
 * Names in a folder in a fixed order; null for a file.
 * @param {string} path
 */
function list(path) {
  return statSync(path).isDirectory() ? readdirSync(path).sort() : null;
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build(findNode());
  } catch (error) {
    fail(error);
  }
}
