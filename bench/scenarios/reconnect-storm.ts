import * as Y from 'yjs';
import { cpuMs, median } from '../measure.ts';
import { until } from '../pace.ts';
import { joined, Typist } from '../typist.ts';
import { withServer, type Scenario } from './scenario.ts';
import { sendInTurn } from './stored.ts';

const EARLIER = 1;
const LATER = 2;

interface ReconnectStorm {
  readonly clients: number;
  readonly missed: number;
  /** Keystrokes that the document has before the cut. */
  readonly before: number;
}

/** A switch was restarted: everybody comes back at once and has missed a little. */
export const reconnectStorm: Scenario<ReconnectStorm> = {
  name: 'reconnect storm',
  describe: ({ clients, missed }) =>
    `${clients} clients cut at once come back, ${missed} edits missed`,
  sizes: { '': { clients: 1_000, missed: 50, before: 20_000 } },
  compared: ['all level ms', 'server CPU ms', 'bytes a client'],
  run: (kind, { clients, missed, before: typed }) =>
    withServer(kind, async (server) => {
      const document = await server.createDocument();
      const earlier = new Typist(1, EARLIER);
      const strokes = Array.from({ length: typed }, () => earlier.type());
      await sendInTurn(kind, server, document, joined(strokes, 50));
      let known = 0;
      const observer = await server.join(document, {
        onUpdate(update) {
          known = Math.max(known, Y.parseUpdateMeta(update).to.get(LATER) ?? 0);
        },
      });
      const watchers = [];
      for (let i = 0; i < clients; i++) watchers.push(await server.watch(document));
      const position = {
        cursor: observer.position().cursor,
        stateVector: Y.encodeStateVector(earlier.doc),
      };
      for (const watcher of watchers) watcher.close();
      const later = new Typist(2, LATER, false);
      const missedStrokes = Array.from({ length: missed }, () => later.type());
      await sendInTurn(kind, server, document, missedStrokes);
      const clock = missedStrokes.at(-1)?.clock ?? 0;
      await until(
        () => known >= clock,
        () => 'the edits that the others missed',
      );

      const before = cpuMs(server.pid);
      const start = performance.now();
      const back = await Promise.all(
        Array.from({ length: clients }, () => server.rejoin(document, position, LATER, clock)),
      );
      const took = performance.now() - start;
      const figures = {
        'clients level': back.length,
        'all level ms': took,
        'server CPU ms': cpuMs(server.pid) - before,
        'bytes a client': median(back.map(({ bytes }) => bytes)),
        'missed bytes': Y.mergeUpdates(missedStrokes.map(({ update }) => update)).length,
      };
      for (const each of [...back, observer]) each.close();
      return figures;
    }),
};
