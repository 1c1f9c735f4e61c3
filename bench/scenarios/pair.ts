import { cpuMs, percentile } from '../measure.ts';
import { atRate, until } from '../pace.ts';
import { Typist } from '../typist.ts';
import {
  Acknowledgements,
  Latencies,
  warmUpWith,
  withServer,
  type Scenario,
  type WarmUp,
} from './scenario.ts';

interface Pair {
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmUp: WarmUp;
}

/** Two people who write in one document. */
export const pair: Scenario<Pair> = {
  name: 'pair',
  describe: ({ perSecond, seconds }) =>
    `2 clients, ${perSecond} edits/s between them, for ${seconds} s`,
  sizes: { '': { perSecond: 20, seconds: 20, warmUp: 10 } },
  compared: ['seen p50 ms', 'seen p99 ms', 'acknowledged p50 ms', 'acknowledged p99 ms'],
  run: (kind, { perSecond, seconds, warmUp }) =>
    withServer(kind, async (server) => {
      const document = await server.createDocument();
      const latencies = new Latencies();
      const people = await Promise.all(
        [1, 2].map(async (clientID) => {
          const acknowledgements = new Acknowledgements();
          const joined = await server.join(document, {
            onUpdate: (update) => latencies.seen(update),
            onAcknowledged: (edits) => acknowledgements.acknowledged(edits),
          });
          return { clientID, typist: new Typist(clientID, clientID), joined, acknowledgements };
        }),
      );
      const write = (i: number, counted: boolean): void => {
        const person = people[i % 2];
        if (!person) return;
        const stroke = person.typist.type();
        latencies.sent(person.clientID, stroke, counted);
        if (counted) person.acknowledgements.sent();
        person.joined.send(stroke.update);
      };
      await warmUpWith(perSecond, warmUp, write);
      const before = cpuMs(server.pid);
      const count = perSecond * seconds;
      await atRate(perSecond, count, (i) => write(i, true));
      const acknowledgements = people.map((person) => person.acknowledgements);
      const unacknowledged = () => acknowledgements.reduce((sum, { missing }) => sum + missing, 0);
      await until(
        () => latencies.missing === 0 && (!kind.acknowledges || unacknowledged() === 0),
        () => `${latencies.missing} edits not seen, ${unacknowledged()} not acknowledged`,
      );
      const cpu = cpuMs(server.pid) - before;
      const acknowledged = acknowledgements.flatMap(({ values }) => values);
      for (const { joined } of people) joined.close();
      return {
        edits: count,
        'edits seen': latencies.values.length,
        'edits acknowledged': acknowledged.length,
        ...latencies.figures('seen'),
        'acknowledged p50 ms': percentile(acknowledged, 0.5),
        'acknowledged p99 ms': percentile(acknowledged, 0.99),
        'CPU per edit µs': (cpu * 1000) / count,
      };
    }),
};
