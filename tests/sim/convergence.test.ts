/**
 * Several browsers, each with several tabs, against the real engine, through every mishap of the network.
 *
 * `npm test` runs 500 seeds. For more: `SIM_SEEDS=20000 SIM_FIRST=1 npx vitest run tests/sim/convergence.test.ts`.
 * A seed that fails is added to FAILED below with what it taught, and stays there.
 */
import { expect, test } from 'vitest';
import { simulate } from './world.ts';

const FIRST = Number(process.env['SIM_FIRST'] ?? 1);
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 500);

test(
  `${SEEDS} seeds from ${FIRST} converge, and nothing is lost`,
  async () => {
    const failures: string[] = [];
    for (let seed = FIRST; seed < FIRST + SEEDS && failures.length < 5; seed++) {
      await simulate(seed).catch((error: unknown) => failures.push(String(error)));
    }
    expect(failures).toEqual([]);
  },
  24 * 60 * 60_000,
);
