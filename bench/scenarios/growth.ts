import { cpuMs, diskBytes } from '../measure.ts';
import { keystrokes } from '../typist.ts';
import { withFolder, type Figures, type Scenario } from './scenario.ts';
import { restStore, sendInTurn } from './stored.ts';

const WRITER = 1;

interface Growth {
  readonly keystrokes: number;
  readonly trace?: string;
}

/** A document grows keystroke by keystroke. */
export const growth: Scenario<Growth> = {
  name: 'growth',
  describe: ({ keystrokes: count, trace }) =>
    `${trace === undefined ? `${count} keystrokes` : 'a recorded trace'}, each sent by itself`,
  sizes: { '': { keystrokes: 260_000 } },
  compared: ['disk bytes per keystroke', 'CPU per edit µs', 'last quarter / first'],
  run: (kind, { keystrokes: count, trace }) =>
    withFolder(async (folder) => {
      const strokes = keystrokes({ count, trace, clientID: WRITER });
      const before = await kind.launch(folder);
      const document = await before.createDocument();
      await before.stop();
      const empty = await diskBytes(folder);
      const server = await kind.launch(folder);
      try {
        const marks: number[] = [cpuMs(server.pid)];
        const quarter = Math.ceil(strokes.length / 4);
        await sendInTurn(kind, server, document, strokes, (arrived) => {
          if (arrived >= quarter * marks.length && marks.length < 4) marks.push(cpuMs(server.pid));
        });
        marks.push(cpuMs(server.pid));
        await restStore(kind, server);
        const cpu = cpuMs(server.pid) - (marks[0] ?? 0);
        await server.stop();
        const disk = (await diskBytes(folder)) - empty;
        const quarters = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
        const figures: Figures = {
          keystrokes: strokes.length,
          'disk bytes per keystroke': disk / strokes.length,
          'CPU per edit µs': (cpu * 1000) / strokes.length,
          'last quarter / first': (quarters.at(-1) ?? 0) / (quarters[0] ?? 0),
        };
        return figures;
      } finally {
        await server.kill();
      }
    }),
};
