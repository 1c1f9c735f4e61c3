import * as Y from 'yjs';
import { cpuMs, memory } from '../measure.ts';
import { joined, keystrokes, ROOT } from '../typist.ts';
import { withFolder, type Scenario } from './scenario.ts';
import { restStore, sendInTurn } from './stored.ts';

const WRITER = 1;

interface ColdOpen {
  readonly keystrokes: number;
  /** Updates that the document was sent in. */
  readonly updates: number;
  /** Path of a recorded trace instead of the typist. */
  readonly trace?: string;
}

/** A document with a long history is opened, right after the server has started. */
export const coldOpen: Scenario<ColdOpen> = {
  name: 'cold open',
  describe: ({ keystrokes: count, trace }) =>
    `a document of ${trace === undefined ? `${count} keystrokes` : 'a recorded trace'}, server just started`,
  sizes: { '': { keystrokes: 260_000, updates: 2_000 } },
  compared: ['bytes kB', 'server CPU ms', 'complete ms', 'applied ms', 'peak memory MB'],
  run: (kind, { keystrokes: count, updates, trace }) =>
    withFolder(async (folder) => {
      const strokes = keystrokes({ count, trace, clientID: WRITER });
      const last = strokes.at(-1);
      if (!last) throw new Error('nothing to open');
      const before = await kind.launch(folder);
      const document = await before.createDocument();
      await sendInTurn(kind, before, document, joined(strokes, updates));
      await restStore(kind, before);
      await before.stop();

      const server = await kind.launch(folder);
      try {
        // Nobody's first request ever is measured.
        (await server.watch(await server.createDocument())).close();
        const base = { cpu: cpuMs(server.pid), memory: memory(server.pid).now };
        const start = performance.now();
        const state = await server.fetchState(document, WRITER, last.clock);
        const complete = performance.now() - start;
        const doc = new Y.Doc();
        state.apply(doc);
        const applied = performance.now() - start;
        return {
          keystrokes: strokes.length,
          characters: doc.getText(ROOT).length,
          'bytes kB': state.bytes / 1000,
          'complete ms': complete,
          'applied ms': applied,
          'server CPU ms': cpuMs(server.pid) - base.cpu,
          'peak memory MB': memory(server.pid).peak / 1e6,
        };
      } finally {
        await server.kill();
      }
    }),
};
