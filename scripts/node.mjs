// Runs on any Node from 18 on: it is what finds the right one.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Oldest Node that runs the server: TypeScript without a flag, node:sqlite, argon2 in node:crypto. */
const NEEDED = { major: 24, minor: 7 };

/**
 * Flags of the Node that the server runs on. Most of what it allocates is garbage a moment later, so a small young
 * generation is collected more often but at hardly any cost, and takes less memory: 10 KB less for each stream when 5,000
 * are open.
 */
export const SERVER_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];

/**
 * Where Node keeps what it compiled of the project's code and of its tools', for the server and the processes of the tests
 * (as their NODE_COMPILE_CACHE). Entries are found by the content of the code. Node writes them when a process ends by
 * itself, and goes without where it may not write.
 */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'node-compile');

const BIN = join(ROOT, 'node_modules', '.bin');
const PINNED = join(BIN, process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Path of a Node that can run Runnel: the one pinned in package.json, else the one that runs this script.
 * Throws an Error whose message tells a person what to do.
 */
export function findNode() {
  if (!existsSync(join(ROOT, 'node_modules'))) {
    throw new Error('The packages are not installed yet. Run `npm ci` first.');
  }
  if (isSuitable(process.version) && isInside(process.execPath, join(ROOT, 'node_modules'))) {
    return process.execPath;
  }
  if (existsSync(PINNED) && isSuitable(versionOf(PINNED))) return PINNED;
  if (isSuitable(process.version)) return process.execPath;
  throw new Error(
    `Runnel needs Node ${NEEDED.major}.${NEEDED.minor} or later; this is ${process.version}, and the Node that comes with ` +
      'the packages is not there or does not run on this machine. ' +
      'Run `npm ci` without leaving out optional packages, or install Node 24 from https://nodejs.org.',
  );
}

/**
 * Environment in which `node` and the project's tools are the right ones.
 * @param {string} node path of a Node
 * @param {Record<string, string>} more variables to add
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(node, more = {}) {
  const path = [BIN, dirname(node), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...more };
}

/**
 * Starts `node ...args` in this terminal and ends this process as that one ends: same exit code, same signal.
 * Signals sent to this process are passed on.
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function become(node, args, env) {
  if (process.execve && process.platform !== 'win32') {
    // No second process at all, so there is nothing to pass on.
    process.chdir(ROOT);
    process.execve(node, [node, ...args], env);
  }
  const child = spawn(node, args, { cwd: ROOT, stdio: 'inherit', env });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us; passed on, the child would see it twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (cause) => fail(new Error(`Cannot run ${node}: ${cause.message}`)));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

/**
 * Says what is wrong, without a stack, and ends the process.
 * @param {unknown} error
 */
export function fail(error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** @param {string} version as `process.version` writes it */
function isSuitable(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
}

/** @param {string} program */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return stdout?.trim() || 'v0';
}

/**
 * @param {string} path
 * @param {string} folder
 */
function isInside(path, folder) {
  return path.startsWith(folder);
}
