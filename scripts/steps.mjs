// The steps of `npm test`: what each runs, and how its tests are counted.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Step
 * @property {string} name what `--only` takes
 * @property {string} title what it shows
 * @property {string[]} command program in node_modules/.bin (or `node`) and its arguments
 * @property {Record<string, string>} [env]
 * @property {() => Counts} [count] reads the report; without it the step counts as one test
 * @property {boolean} [needsBuild]
 * @property {string} [workspace] folder with packages of its own, which are installed first
 */

/** @typedef {{ passed: number, failed: number }} Counts */

/** Kills of the short form; the long one is `npm run test:kill`. */
const KILLS = '6';

/**
 * All steps in the order in which they are told.
 * @param {string} reports folder for the machine-readable reports
 * @returns {Step[]}
 */
export function steps(reports) {
  const unit = join(reports, 'vitest.json');
  const excalidraw = join(reports, 'excalidraw.json');
  const entry = join(reports, 'entry.json');
  const browser = join(reports, 'playwright.json');
  return [
    { name: 'format', title: 'Format', command: ['prettier', '--check', '--log-level=warn', '.'] },
    { name: 'lint', title: 'Lint', command: ['eslint', '.'] },
    {
      name: 'types',
      title: 'Types',
      command: ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
    },
    {
      name: 'worker',
      title: 'Types of the service worker',
      command: ['tsc', '--project', 'tsconfig.worker.json'],
    },
    {
      name: 'bench-types',
      title: 'Types of the benchmark',
      command: ['tsc', '--project', 'bench/tsconfig.json'],
    },
    {
      name: 'imports',
      title: 'Import rules',
      command: [
        'depcruise',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err-long',
      ].concat(['src', 'tests', 'scripts', 'server.ts', 'svelte.config.js', 'vite.config.ts']),
    },
    {
      name: 'unit',
      title: 'Unit, contract and simulation tests',
      command: vitest('unit', unit),
      count: () => vitestCounts(unit),
    },
    {
      name: 'excalidraw',
      title: "Files beside Excalidraw's own package",
      command: vitest('excalidraw', excalidraw),
      count: () => vitestCounts(excalidraw),
      workspace: 'tests/excalidraw',
    },
    { name: 'build', title: 'Build', command: ['node', 'scripts/build.mjs'] },
    {
      name: 'entry',
      title: 'Tests of the production entry',
      command: vitest('entry', entry),
      count: () => vitestCounts(entry),
      needsBuild: true,
    },
    {
      name: 'kill',
      title: 'Kill the server under load',
      command: [
        'node',
        '--disable-warning=ExperimentalWarning',
        'scripts/kill.ts',
        '--kills',
        KILLS,
      ],
      needsBuild: true,
    },
    {
      name: 'browser',
      title: 'Browser tests',
      command: ['playwright', 'test', '--reporter=list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browser },
      count: () => playwrightCounts(browser),
      needsBuild: true,
    },
  ];
}

/**
 * One project of vite.config.ts.
 * @param {string} project
 * @param {string} report
 */
function vitest(project, report) {
  // Of two cores vitest would use one, and tests wait for disks and servers as much as they work.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  return ['vitest', 'run', '--project', project, workers, ...reporters];
}

/** @param {string} file */
function vitestCounts(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that cannot be loaded has no failed test, only a failed suite.
  const failed = report.success ? 0 : Math.max(1, report.numFailedTests);
  return { passed: report.numPassedTests, failed: failed + report.numPendingTests };
}

/** @param {string} file */
function playwrightCounts(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
  };
}
