import { cpuMs, memory } from '../measure.ts';
import { atRate, until } from '../pace.ts';
import type { Joined } from '../servers/server.ts';
import { Typist } from '../typist.ts';
import { Latencies, warmUpWith, withServer, type Scenario, type WarmUp } from './scenario.ts';

interface Many {
  readonly documents: number;
  readonly writers: number;
  /** Edits a second of each writer. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmUp: WarmUp;
}

interface Author {
  readonly clientID: number;
  readonly joined: Joined;
  readonly typist: Typist;
  readonly latencies: Latencies;
}

/** Many documents with a few people each: what a server does all day. */
export const manyDocuments: Scenario<Many> = {
  name: 'many',
  describe: ({ documents, writers, perSecond, seconds }) =>
    `${documents} documents × ${writers} writers at ${perSecond} edits/s each, for ${seconds} s`,
  sizes: {
    '150 × 3': { documents: 150, writers: 3, perSecond: 2, seconds: 10, warmUp: 30 },
    '1000 × 2': { documents: 1000, writers: 2, perSecond: 2, seconds: 10, warmUp: 15 },
  },
  compared: ['CPU per edit µs', 'seen p50 ms', 'seen p99 ms', 'memory MB'],
  run: (kind, { documents, writers, perSecond, seconds, warmUp }) =>
    withServer(kind, async (server) => {
      const authors: Author[] = [];
      const rooms: Latencies[] = [];
      for (let d = 0; d < documents; d++) {
        const document = await server.createDocument();
        const latencies = new Latencies();
        rooms.push(latencies);
        for (let w = 0; w < writers; w++) {
          const clientID = d * writers + w + 1;
          // One of the others is the observer of a writer: the next in the same document.
          const observed = d * writers + ((w + 1) % writers) + 1;
          const joined = await server.join(document, {
            onUpdate: (update) => latencies.seen(update, observed),
          });
          authors.push({ clientID, joined, latencies, typist: new Typist(clientID, clientID) });
        }
      }
      const write = (i: number, counted: boolean): void => {
        // Neighbours in time are of different documents.
        const author = authors[(i % documents) * writers + (Math.floor(i / documents) % writers)];
        if (!author) return;
        const stroke = author.typist.type();
        author.latencies.sent(author.clientID, stroke, counted);
        author.joined.send(stroke.update);
      };
      const rate = documents * writers * perSecond;
      await warmUpWith(rate, warmUp, write);
      const before = cpuMs(server.pid);
      const count = rate * seconds;
      await atRate(rate, count, (i) => write(i, true));
      const missing = () => rooms.reduce((sum, latencies) => sum + latencies.missing, 0);
      await until(
        () => missing() === 0,
        () => `${missing()} edits`,
      );
      const cpu = cpuMs(server.pid) - before;
      const pooled = new Latencies();
      for (const { values } of rooms) for (const value of values) pooled.values.push(value);
      for (const { joined } of authors) joined.close();
      return {
        edits: count,
        'edits seen': pooled.values.length,
        'CPU per edit µs': (cpu * 1000) / count,
        ...pooled.figures('seen'),
        'memory MB': memory(server.pid).now / 1e6,
      };
    }),
};
