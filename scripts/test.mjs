// `npm test`: every check, in order, up to the first that fails. `--only name,name` runs some of them.
// The last line is always `N passed, M failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { COMPILE_CACHE, environment, findNode, ROOT } from './node.mjs';
import { steps } from './steps.mjs';

/** @typedef {import('./steps.mjs').Step} Step */

/** A step that takes longer hangs. */
const LONGEST_STEP_MS = 20 * 60_000;

const total = { passed: 0, failed: 0 };
const reports = mkdtempSync(join(tmpdir(), 'runnel-test-'));
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

class StepFailed extends Error {}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  for (const child of running) killGroup(child);
  console.log(`Stopped by ${signal}.`);
  finish(1);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

try {
  await main();
} catch (error) {
  if (!(error instanceof StepFailed)) {
    total.failed += 1;
    console.log(`\n${error instanceof Error ? error.message : String(error)}`);
  }
}
for (const child of running) killGroup(child);
finish(total.failed > 0 ? 1 : 0);

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const node = findNode();
  const all = steps(reports);
  const wanted = choose(all, values.only);
  const env = environment(node, { NODE_COMPILE_CACHE: COMPILE_CACHE });
  const sync = spawn('svelte-kit', ['sync'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 1],
  });
  await new Promise((resolve) => sync.on('exit', resolve));

  // Checks of the text need one core and no quiet, so they run beside the unit tests; what kills servers and
  // drives browsers runs alone.
  const alone = wanted.filter((step) => step.needsBuild);
  const unit = wanted.filter((step) => step.name === 'unit');
  const checks = wanted.filter((step) => !step.needsBuild && step.name !== 'unit');
  await Promise.all([inOrder(checks, env), inOrder(unit, env)]);

  if (alone.length === 0) return;
  await ensureBuilt(node);
  const browser = alone.some((step) => step.name === 'browser') ? ensureChromium() : '';
  await inOrder(alone, { ...env, CHROMIUM_PATH: browser });
}

/**
 * @param {Step[]} all
 * @param {string | undefined} only
 */
function choose(all, only) {
  if (only === undefined) return all;
  const names = only.split(',');
  const unknown = names.find((name) => !all.some((step) => step.name === name));
  if (unknown === undefined) return all.filter((step) => names.includes(step.name));
  throw new Error(
    `There is no step "${unknown}". The steps: ${all.map((step) => step.name).join(', ')}.`,
  );
}

/**
 * @param {Step[]} list
 * @param {NodeJS.ProcessEnv} env
 */
async function inOrder(list, env) {
  for (const step of list) {
    // The other lane failed meanwhile.
    if (total.failed > 0) return;
    await run(step, env);
  }
}

/**
 * Runs one step and shows what it said when it ends, so that two at once stay readable.
 * @param {Step} step
 * @param {NodeJS.ProcessEnv} env
 */
async function run(step, env) {
  const start = performance.now();
  if (step.workspace !== undefined) await ensureInstalled(step.workspace, env);
  const { code, output } = await execute(step, env);
  const failed = code !== 0;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  // A step that was stopped because another failed says nothing.
  if (failed && total.failed > 0) return;
  console.log(`\n── ${step.title} (${step.name}): ${failed ? 'FAILED' : 'ok'}, ${seconds} s`);
  if (output.trim() !== '') console.log(output.trimEnd());
  const counts = count(step, failed);
  total.passed += counts.passed;
  total.failed += counts.failed;
  if (total.failed === 0) return;
  console.log(`\nStopped at the step "${step.name}". Alone: npm test -- --only ${step.name}`);
  for (const child of running) killGroup(child);
  throw new StepFailed(step.name);
}

/**
 * @param {Step} step
 * @param {boolean} failed
 */
function count(step, failed) {
  const whole = { passed: failed ? 0 : 1, failed: failed ? 1 : 0 };
  if (!step.count) return whole;
  try {
    const counts = step.count();
    return failed ? { ...counts, failed: Math.max(1, counts.failed) } : counts;
  } catch (error) {
    console.log(`The report of this step cannot be read: ${String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {Step} step
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, output: string }>}
 */
function execute(step, env) {
  const [program = '', ...args] = step.command;
  return new Promise((resolve) => {
    // A group of its own, so that a step is stopped with the processes that it started.
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...env, ...step.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    });
    running.add(child);
    let output = '';
    const timer = setTimeout(() => {
      output += `\nThis took longer than ${LONGEST_STEP_MS / 60_000} minutes and was stopped.`;
      killGroup(child);
    }, LONGEST_STEP_MS);
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: 1, output: String(error) });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  running.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {number} code */
function finish(code) {
  rmSync(reports, { recursive: true, force: true });
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`, () =>
    process.exit(code),
  );
}
