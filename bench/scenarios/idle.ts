import { cpuMs, memory } from '../measure.ts';
import { wait } from '../pace.ts';
import { withServer, type Scenario } from './scenario.ts';

interface Idle {
  readonly streams: number;
  readonly documents: number;
  readonly seconds: number;
  /** How long the documents rest before their memory is looked at, seconds. */
  readonly rest: number;
}

/** Open pages that nobody writes in. */
export const idle: Scenario<Idle> = {
  name: 'idle',
  describe: ({ streams, documents, seconds }) =>
    `${streams} open streams on ${documents} documents, nobody writes for ${seconds} s`,
  sizes: { '': { streams: 5_000, documents: 100, seconds: 20, rest: 2 } },
  compared: ['memory a stream kB', 'CPU %'],
  run: (kind, { streams, documents, seconds, rest }) =>
    withServer(kind, async (server) => {
      const names = [];
      for (let i = 0; i < documents; i++) names.push(await server.createDocument());
      // What a document costs is not what a stream costs: one of each is there before.
      const watchers = await Promise.all(names.map((name) => server.watch(name)));
      await wait(rest * 1000);
      const before = memory(server.pid).now;
      for (let i = 0; i < streams; i += names.length) {
        const batch = names.slice(0, streams - i).map((name) => server.watch(name));
        watchers.push(...(await Promise.all(batch)));
      }
      const cpu = cpuMs(server.pid);
      await wait(seconds * 1000);
      const figures = {
        streams: watchers.length - names.length,
        'memory a stream kB': (memory(server.pid).now - before) / streams / 1024,
        'CPU %': (cpuMs(server.pid) - cpu) / (seconds * 10),
      };
      for (const watcher of watchers) watcher.close();
      return figures;
    }),
};
