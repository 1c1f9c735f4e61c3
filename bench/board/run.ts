/**
 * Measures boards side by side: `npm run board -- [--rounds 3] [--count 8000] [--json FILE]`. Every run has a browser of its
 * own; the rounds take turns.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exportExcalidraw } from '../../src/lib/surfaces/board/excalidraw/export.ts';
import { COUNT, encode, sceneBoard, strokeSizes } from '../../tests/support/board-scene.ts';
import { table } from '../report.ts';
import { measure, VIEWS, type Figures } from './measure.ts';
import { serveSite } from './site.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: String(COUNT) },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
});

const board = sceneBoard(Number(options.count));
const file = exportExcalidraw({
  elements: board.elements,
  storedOf: (id) => board.storedOf(id),
  lookup: (id) => board.get(id),
  ...{ source: 'bench', now: 0 },
});
const stored = encode(board);
const json = new TextEncoder().encode(JSON.stringify(file));
const sizes: Readonly<Record<string, Figures>> = {
  Runnel: { 'document kB': stored.length / 1e3, ...strokeSizes().ours },
  Excalidraw: { 'document kB': json.length / 1e3, ...strokeSizes().json },
};
const kinds = ['Runnel', 'Excalidraw'].filter((name) => name.startsWith(options.only));
const runs = new Map<string, Figures[]>(kinds.map((kind) => [kind, []]));
const failures: string[] = [];
const site = await serveSite(
  kinds.map((kind) => kind.toLowerCase()),
  { '/scene.bin': stored, '/scene.excalidraw': json },
);
try {
  for (let round = 0; round < Number(options.rounds); round++) {
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[(i + round) % kinds.length] ?? '';
      try {
        const figures = await measure(`${site.url}/${kind.toLowerCase()}.html`, draggable());
        runs.get(kind)?.push({ ...figures, ...sizes[kind] });
        console.error(`${kind}: ${JSON.stringify(figures)}`);
      } catch (error) {
        failures.push(`${kind}: ${String(error)}`);
        console.error(`${kind}: ${String(error)}`);
      }
    }
  }
} finally {
  await site.close();
}
const result = {
  ...{ name: `boards, ${options.count} elements`, failures },
  description: 'the same scene, the same events, Chromium without a graphics card',
  compared: [...new Set([...runs.values()].flat().flatMap((figures) => Object.keys(figures)))],
  runs: Object.fromEntries(runs),
};
console.log(table(result));
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(result, null, 2));

/** A hundred elements in the middle of each view in which they are dragged, where no panel is; one with a ground first. */
function draggable(): string[] {
  const { x, y } = VIEWS['a quarter size'];
  const near = board.elements.filter(
    (element) =>
      ['rectangle', 'ellipse', 'diamond', 'note', 'text', 'freedraw'].includes(element.type) &&
      element.x > x + 2_000 &&
      element.x < x + 4_400 &&
      element.y > y + 1_000 &&
      element.y < y + 2_800,
  );
  const chosen = near.slice(0, 100);
  const held = chosen.find(({ type, angle }) => type === 'note' && angle === 0);
  return [...new Set([held, ...chosen].flatMap((element) => (element ? [element.id] : [])))];
}
