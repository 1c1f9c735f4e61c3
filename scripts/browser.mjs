// Finds a Chromium for the browser tests, and installs one if there is none. Prints its path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, fail, findNode, ROOT } from './node.mjs';

const INSTALLED = [
  // Chromium without its windows, as Playwright's own is: a third less work for the same pages.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium that runs here, or null. */
export function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (runs(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, but there is no browser that runs there.`);
  }
  return [...playwrightsOwn(), ...INSTALLED].find(runs) ?? null;
}

/** Flags that Chromium needs here; without a sandbox only for root, to whom Chromium refuses it. */
export function chromiumFlags() {
  const flags = [
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  return process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags;
}

/** Path of a Chromium; installs one if none is found. What is installed is told on stderr. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  for (const [program, args] of waysToInstall()) {
    console.error(`No browser found. Trying: ${program} ${args.join(' ')}`);
    const env = environment(findNode(), { DEBIAN_FRONTEND: 'noninteractive' });
    const { status } = spawnSync(program, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
    const installed = status === 0 ? findChromium() : null;
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need a Chromium and none could be installed. ' +
      'Install Chromium or Chrome, or set CHROMIUM_PATH to one.',
  );
}

/** Programs with their arguments, in the order to try them. */
function waysToInstall() {
  /** @type {[program: string, args: string[]][]} */
  const ways = [
    [process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']],
  ];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const install = 'apt-get install -y --no-install-recommends';
    const one = `${install} chromium-headless-shell || ${install} chromium`;
    ways.push(['sh', ['-c', `apt-get update && { ${one}; }`]]);
  }
  return ways;
}

function playwrightsOwn() {
  const require = createRequire(import.meta.url);
  const path = require('@playwright/test').chromium.executablePath();
  return path ? [path] : [];
}

/**
 * A browser can be on the disk and still lack a library, so it is asked for its version.
 * @param {string} path
 */
function runs(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    fail(error);
  }
}
