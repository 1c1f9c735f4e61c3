// Packages of the workspaces that only some tests need.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './node.mjs';

/**
 * Installs what the lockfile of a folder says, unless that is there already; rejects if it cannot.
 * @param {string} folder path within the project
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureInstalled(folder, env) {
  const cwd = join(ROOT, folder);
  // npm writes this when it is through.
  const installed = join(cwd, 'node_modules', '.package-lock.json');
  const isThere =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(cwd, 'package-lock.json')).mtimeMs;
  if (isThere) return;
  console.log(`Installing the packages of ${folder}.`);
  const code = await new Promise((resolve, reject) => {
    const child = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd,
      env,
      stdio: ['ignore', 1, 2],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`\`npm ci\` failed in ${folder} (exit code ${String(code)}).`);
}
