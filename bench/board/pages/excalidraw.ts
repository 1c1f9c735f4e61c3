/** Excalidraw's own component, as its documentation says to embed it. */
import { Excalidraw, restoreElements } from '@excalidraw/excalidraw';
import '@excalidraw/excalidraw/index.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { twoFrames, untilInk } from './bench-page.ts';

type Props = NonNullable<Parameters<typeof Excalidraw>[0]>;
type Api = Parameters<NonNullable<Props['excalidrawAPI']>>[0];

const json = await (await fetch('/scene.excalidraw')).text();
const scene = JSON.parse(json) as { elements: Parameters<typeof restoreElements>[0] };
// What a program does that loads a file; not counted as painting.
const elements = restoreElements(scene.elements, null);
let api: Api | undefined;

/** @param view scene point at the top left, and CSS pixels per unit: as ours */
function stateOf({ x, y, zoom }: { x: number; y: number; zoom: number }) {
  return {
    scrollX: -x,
    scrollY: -y,
    zoom: {
      value: zoom as Api['getAppState'] extends () => infer S
        ? S extends { zoom: { value: infer Z } }
          ? Z
          : never
        : never,
    },
  };
}

let known = -1;

/** Looked for once, so that the measuring costs nothing. */
function indexOf(id: string): number {
  const all = api?.getSceneElements() ?? [];
  if (all[known]?.id !== id) known = all.findIndex((element) => element.id === id);
  return known;
}

globalThis.bench = {
  async open() {
    const start = performance.now();
    const root = createRoot(document.querySelector('#app') ?? document.body);
    root.render(
      createElement(Excalidraw, {
        initialData: { elements, appState: stateOf({ x: 0, y: 0, zoom: 0.1 }) },
        excalidrawAPI: (given) => {
          api = given;
        },
      }),
    );
    await untilInk(() => document.querySelector<HTMLCanvasElement>('canvas.static'));
    return performance.now() - start;
  },
  async look(view) {
    api?.updateScene({ appState: stateOf(view) });
    await twoFrames();
  },
  async select(ids) {
    api?.updateScene({
      appState: { selectedElementIds: Object.fromEntries(ids.map((id) => [id, true as const])) },
    });
    await twoFrames();
  },
  shown() {
    if (api === undefined) return '';
    const { scrollX, scrollY, zoom, selectedElementIds } = api.getAppState();
    const [first] = Object.keys(selectedElementIds);
    const { x, y } = first === undefined ? { x: 0, y: 0 } : bench.placeOf(first);
    return `${scrollX} ${scrollY} ${zoom.value} ${x} ${y}`;
  },
  placeOf(id) {
    const { x = 0, y = 0 } = api?.getSceneElements()[indexOf(id)] ?? {};
    return { x, y };
  },
};
