/**
 * People at one board, in the world of `convergence.test.ts`: what they do goes through the board's own operations.
 *
 * `npm test` runs 100 seeds. For more: `SIM_SEEDS=20000 SIM_FIRST=1 npx vitest run tests/sim/boards.test.ts`.
 * A seed that fails is added to FAILED below with what it taught, and stays there.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoardPeople } from './board/people.ts';
import { SeededRandom } from './random.ts';
import { simulate } from './world.ts';

const FIRST = Number(process.env['SIM_FIRST'] ?? 1);
/** Failures that are told. */
const MOST = 5;
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 100);

/** Seeds that once failed, and what they taught; see `convergence.test.ts`. */
const FAILED: readonly (readonly [number, string])[] = [
  [7, 'undo of a new element took what others had typed into it'],
  [15, 'undo of a new element took what others had changed of it'],
];

/** Ids of elements are drawn from the seed as well. */
let ids = new SeededRandom(1);
beforeEach(() => {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => {
    if (bytes instanceof Uint8Array) for (const i of bytes.keys()) bytes[i] = ids.int(0, 256);
    return bytes;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(seed: number): Promise<void> {
  ids = new SeededRandom(seed);
  await simulate(seed, (log) => new BoardPeople(log));
}

test.each(FAILED)('seed %i: %s', async (seed) => {
  await run(seed);
});

test(
  `on ${SEEDS} boards from seed ${FIRST} everybody ends with the same scene, and nobody's change is lost`,
  async () => {
    const failures: string[] = [];
    for (let seed = FIRST; seed < FIRST + SEEDS && failures.length < MOST; seed++) {
      try {
        await run(seed);
      } catch (error) {
        failures.push(String(error));
      }
    }
    expect(failures).toEqual([]);
  },
  24 * 60 * 60_000,
);
