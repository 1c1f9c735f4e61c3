import * as Y from 'yjs';
import { cpuMs, memory } from '../measure.ts';
import { joined, seeded, Typist, type Keystroke } from '../typist.ts';
import { withServer, type Scenario } from './scenario.ts';
import { restStore, sendInTurn } from './stored.ts';

const WRITER = 1;

interface JoinStorm {
  readonly clients: number;
  /** Size of the document as one Yjs v1 update. */
  readonly bytes: number;
}

/** A whole team opens the same large document in one moment. */
export const joinStorm: Scenario<JoinStorm> = {
  name: 'join storm',
  describe: ({ clients, bytes }) => `${clients} clients open a ${bytes / 1e6} MB document at once`,
  sizes: { '': { clients: 150, bytes: 4_000_000 } },
  compared: ['all have it ms', 'server CPU ms', 'bytes a client kB', 'peak memory MB'],
  run: (kind, { clients, bytes }) =>
    withServer(kind, async (server) => {
      const document = await server.createDocument();
      // Somebody has it open, so that no server has to load it first.
      const somebody = await server.watch(document);
      const strokes = largeDocument(bytes);
      const last = strokes.at(-1);
      if (!last) throw new Error('nothing to open');
      await sendInTurn(kind, server, document, joined(strokes, 100));
      await restStore(kind, server);
      const before = cpuMs(server.pid);
      const start = performance.now();
      const states = await Promise.all(
        Array.from({ length: clients }, () => server.fetchState(document, WRITER, last.clock)),
      );
      const took = performance.now() - start;
      const cpu = cpuMs(server.pid) - before;
      somebody.close();
      for (const state of states.slice(0, 1)) state.apply(new Y.Doc());
      return {
        clients: states.length,
        'all have it ms': took,
        'server CPU ms': cpu,
        'bytes a client kB': states.reduce((sum, state) => sum + state.bytes, 0) / clients / 1000,
        'peak memory MB': memory(server.pid).peak / 1e6,
      };
    }),
};

/** Paragraphs of words, inserted here and there, until the state has this size. */
function largeDocument(bytes: number): Keystroke[] {
  const typist = new Typist(7, WRITER, false);
  const random = seeded(8);
  const strokes: Keystroke[] = [];
  for (let size = 0; size < bytes; size += strokes.at(-1)?.update.length ?? 0) {
    strokes.push(typist.paste(400 + Math.floor(random() * 400)));
  }
  return strokes;
}
