/** Every scenario of the benchmark, with Runnel alone and small: that it works and counts right. Never a time. */
import { expect, test } from 'vitest';
import { table } from '../../bench/report.ts';
import { coldOpen } from '../../bench/scenarios/cold-open.ts';
import { durability } from '../../bench/scenarios/durability.ts';
import { fanOut } from '../../bench/scenarios/fan-out.ts';
import { growth } from '../../bench/scenarios/growth.ts';
import { idle } from '../../bench/scenarios/idle.ts';
import { measurements } from '../../bench/scenarios/index.ts';
import { joinStorm } from '../../bench/scenarios/join-storm.ts';
import { manyDocuments } from '../../bench/scenarios/many.ts';
import { pair } from '../../bench/scenarios/pair.ts';
import { reconnectStorm } from '../../bench/scenarios/reconnect-storm.ts';
import type { Figures, Scenario } from '../../bench/scenarios/scenario.ts';
import { runnel } from '../../bench/servers/runnel.ts';
import { ROOT, Typist } from '../../bench/typist.ts';

/** Runs a scenario; every figure that servers are compared by must be a number that was measured. */
async function figuresOf<P>(scenario: Scenario<P>, parameters: P): Promise<Figures> {
  const figures = await scenario.run(runnel, parameters);
  for (const name of scenario.compared) {
    expect(figures[name], name).toBeGreaterThanOrEqual(0);
  }
  return figures;
}

// Beside each other: they mostly wait, each for a server of its own.
test.concurrent('pair: every edit is seen by the other and acknowledged', async () => {
  const figures = await figuresOf(pair, { perSecond: 50, seconds: 1, warmUp: 0 });
  expect(figures).toMatchObject({ edits: 50, 'edits acknowledged': 50 });
  expect(figures['edits seen']).toBe(insertionsOf([1, 2], 25));
});

test.concurrent('fan-out: all readers get all edits, with carets and without', async () => {
  const sizes = { readers: 8, writers: 3, perSecond: 60, seconds: 1, warmUp: 0 };
  for (const carets of [false, true]) {
    const figures = await figuresOf(fanOut, { ...sizes, carets });
    expect(figures).toMatchObject({ edits: 60, 'readers that got less': 0 });
    expect(figures['edits seen by each probe']).toBe(insertionsOf([1, 2, 3], 20));
    expect(figures['bytes a reader kB']).toBeGreaterThan(0.5);
  }
});

test.concurrent('many: every edit is seen in its own document', async () => {
  const figures = await figuresOf(manyDocuments, {
    ...{ documents: 5, writers: 2, perSecond: 4, seconds: 1, warmUp: 0 },
  });
  expect(figures['edits']).toBe(40);
  expect(figures['edits seen']).toBe(insertionsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4));
});

test.concurrent(
  'cold open: the whole document comes, in fewer bytes than it has characters',
  async () => {
    const figures = await figuresOf(coldOpen, { keystrokes: 3_000, updates: 300 });
    expect(figures['keystrokes']).toBe(3_000);
    expect(figures['characters']).toBe(textLength(3_000));
    expect(figures['bytes kB']).toBeGreaterThan(0.5);
  },
);

test.concurrent('join storm: everybody gets the document', async () => {
  const figures = await figuresOf(joinStorm, { clients: 4, bytes: 50_000 });
  expect(figures['clients']).toBe(4);
  expect(figures['bytes a client kB']).toBeGreaterThan(0);
});

test.concurrent(
  'reconnect storm: those who come back get what they missed and not the document',
  async () => {
    const figures = await figuresOf(reconnectStorm, { clients: 5, missed: 10, before: 2_000 });
    expect(figures['clients level']).toBe(5);
    const { 'bytes a client': bytes = 0, 'missed bytes': missed = 0 } = figures;
    expect(missed).toBeGreaterThan(20);
    // Head of the answer, hello, ready and presence included.
    expect(bytes).toBeLessThan(missed * 2 + 1_000);
  },
);

test.concurrent('idle: the streams stay open', async () => {
  expect(await figuresOf(idle, { streams: 20, documents: 4, seconds: 1, rest: 0 })).toMatchObject({
    streams: 20,
  });
});

test.concurrent('growth: every keystroke is stored by itself', async () => {
  const figures = await figuresOf(growth, { keystrokes: 400 });
  expect(figures['keystrokes']).toBe(400);
});

test.concurrent('durability: what was acknowledged is there after a kill', async () => {
  const figures = await figuresOf(durability, { kills: 1, writers: 2, perSecond: 100 });
  expect(figures['edits believed safe']).toBeGreaterThan(0);
  expect(figures['edits lost']).toBe(0);
});

test('a table has a column for each server, medians with their spread, and the ratio to the best peer', () => {
  const result = {
    ...{ name: 'pair', description: 'two people', compared: ['ms'], failures: ['C: it broke'] },
    runs: { Runnel: [{ ms: 1 }, { ms: 3 }, { ms: 2 }], B: [{ ms: 4 }], C: [] },
  };
  expect(table(result)).toContain('| ms | 2 (1–3) | 4 | **0.5×** |');
  expect(table(result)).toContain('Failed: C: it broke');
  const { Runnel: ours, ...others } = result.runs;
  expect(ours).toHaveLength(3);
  expect(table({ ...result, runs: others })).not.toContain('×');
  expect(table({ ...result, runs: { Runnel: ours } })).not.toContain('×');
});

test('measurements have names of their own', () => {
  const names = measurements().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** How many of the first keystrokes of these typists can be told by their clocks: those that are no deletions. */
function insertionsOf(clients: readonly number[], each: number): number {
  let count = 0;
  for (const client of clients) {
    const typist = new Typist(client, client);
    let clock = 0;
    for (let i = 0; i < each; i++) {
      const stroke = typist.type();
      if (stroke.clock > clock) count++;
      clock = stroke.clock;
    }
  }
  return count;
}

/** Length of the text after so many keystrokes of the typist that the scenarios let type. */
function textLength(count: number): number {
  const typist = new Typist(1, 1);
  for (let i = 0; i < count; i++) typist.type();
  return typist.doc.getText(ROOT).length;
}
