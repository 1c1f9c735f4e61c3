/**
 * Measures servers side by side: `npm run bench -- [--only NAME;…] [--servers NAME;…] [--rounds 3] [--trace PATH] [--json FILE]`.
 * Every run has a load generator of its own, which starts a server of its own; the rounds go A B C D, B C D A, …,
 * so that a machine that slows down slows all of them down.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table, type Result } from './report.ts';
import { measurements } from './scenarios/index.ts';
import type { Figures } from './scenarios/scenario.ts';
import { servers } from './servers/index.ts';

/** A run that takes longer is given up and reported as failed. */
const LIMIT_MS = 20 * 60_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    servers: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    trace: { type: 'string' },
    json: { type: 'string' },
  },
});

const chosen = measurements(options).filter(({ name }) => matches(name, options.only));
const kinds = servers.filter(({ name }) => matches(name, options.servers));
const results: Result[] = [];
for (const { name, description, compared } of chosen) {
  const runs = new Map<string, Figures[]>(kinds.map((kind) => [kind.name, []]));
  const failures: string[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[(i + round) % kinds.length];
      if (!kind) continue;
      try {
        const figures = await runOnce(name, kind.name);
        runs.get(kind.name)?.push(figures);
        console.error(`${name} · ${kind.name}: ${JSON.stringify(figures)}`);
      } catch (error) {
        failures.push(`${kind.name}: ${String(error)}`);
        console.error(`${name} · ${kind.name}: ${String(error)}`);
      }
    }
  }
  const result = { name, description, compared, runs: Object.fromEntries(runs), failures };
  results.push(result);
  console.log(table(result));
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, null, 2));
}

/** True if a name begins with one of these, whatever the case; with none given, any name does. */
function matches(name: string, list: string): boolean {
  const wanted = list.split(';').filter((each) => each !== '');
  return (
    wanted.length === 0 || wanted.some((each) => name.toLowerCase().startsWith(each.toLowerCase()))
  );
}

async function runOnce(measurement: string, kind: string): Promise<Figures> {
  const args = ['--disable-warning=ExperimentalWarning', `${import.meta.dirname}/load.ts`];
  const child = spawn(process.execPath, [...args, measurement, kind, options.trace ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return JSON.parse(output) as Figures;
}
