import { cpuMs, median, memory } from '../measure.ts';
import { atRate, settled, until } from '../pace.ts';
import type { Joined, Watcher } from '../servers/server.ts';
import { Typist } from '../typist.ts';
import { Latencies, warmUpWith, withServer, type Scenario, type WarmUp } from './scenario.ts';

/** Readers that decode what they get; the others are only counted. */
const PROBES = 3;

interface FanOut {
  readonly readers: number;
  readonly writers: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmUp: WarmUp;
  /** Every edit moves the writer's caret, too. */
  readonly carets: boolean;
}

const few = { readers: 200, writers: 20, perSecond: 100, seconds: 10, warmUp: 5, carets: false };
const many = { ...few, writers: 50, perSecond: 500 };

/** One document that many read while some write. */
export const fanOut: Scenario<FanOut> = {
  name: 'fan-out',
  describe: ({ readers, writers, perSecond, seconds, carets }) =>
    `1 document, ${readers} readers, ${perSecond} edits/s from ${writers} writers for ${seconds} s` +
    (carets ? ', a caret moves with every edit' : ''),
  sizes: {
    '200 readers, 100 edits/s': few,
    '200 readers, 500 edits/s': many,
    '1000 readers, 100 edits/s': { ...few, readers: 1000 },
    '1000 readers, 500 edits/s': { ...many, readers: 1000, seconds: 5 },
    '200 readers, 100 edits/s, carets': { ...few, carets: true },
    '200 readers, 500 edits/s, carets': { ...many, carets: true },
  },
  compared: [
    'CPU per delivery µs',
    'CPU per edit µs',
    'seen p50 ms',
    'seen p99 ms',
    'bytes a reader kB',
  ],
  run: (kind, { readers, writers, perSecond, seconds, warmUp, carets }) =>
    withServer(kind, async (server) => {
      const document = await server.createDocument();
      const probes = await Promise.all(
        Array.from({ length: PROBES }, async () => {
          const latencies = new Latencies();
          const joined = await server.join(document, {
            onUpdate: (update) => latencies.seen(update),
          });
          return { latencies, joined };
        }),
      );
      const authors: { clientID: number; joined: Joined; typist: Typist }[] = [];
      for (let i = 0; i < writers; i++) {
        const clientID = i + 1;
        const joined = await server.join(document, {});
        authors.push({ clientID, joined, typist: new Typist(clientID, clientID) });
      }
      const watchers: Watcher[] = [];
      for (let i = 0; i < readers - PROBES; i++) watchers.push(await server.watch(document));
      const write = (i: number, counted: boolean): void => {
        const author = authors[i % writers];
        if (!author) return;
        const stroke = author.typist.type();
        for (const { latencies } of probes) latencies.sent(author.clientID, stroke, counted);
        author.joined.send(stroke.update);
        if (carets) author.joined.showCaret(i);
      };
      await warmUpWith(perSecond, warmUp, write);
      const bytesBefore = watchers.map(({ bytes }) => bytes);
      const before = cpuMs(server.pid);
      const start = performance.now();
      const count = perSecond * seconds;
      await atRate(perSecond, count, (i) => write(i, true));
      const missing = () => probes.reduce((sum, { latencies }) => sum + latencies.missing, 0);
      await until(
        () => missing() === 0,
        () => `${missing()} edits`,
        120_000,
      );
      const total = () => watchers.reduce((sum, { bytes }) => sum + bytes, 0);
      await settled(total, 300);
      const cpu = cpuMs(server.pid) - before;
      const gained = watchers.map(({ bytes }, i) => bytes - (bytesBefore[i] ?? 0));
      const usual = median(gained);
      // Everybody gets the edits of the others.
      const deliveries = count * (readers + writers - 1);
      const all = probes.flatMap(({ latencies }) => latencies.values);
      const pooled = new Latencies();
      pooled.values.push(...all);
      const figures = {
        edits: count,
        'edits seen by each probe': all.length / PROBES,
        'readers that got less': gained.filter((bytes) => bytes < usual * 0.9).length,
        'CPU per edit µs': (cpu * 1000) / count,
        'CPU per delivery µs': (cpu * 1000) / deliveries,
        ...pooled.figures('seen'),
        'bytes a reader kB': usual / 1000,
        'took s': (performance.now() - start) / 1000,
        'memory MB': memory(server.pid).now / 1e6,
      };
      for (const each of [...watchers, ...probes.map(({ joined }) => joined)]) each.close();
      for (const { joined } of authors) joined.close();
      return figures;
    }),
};
