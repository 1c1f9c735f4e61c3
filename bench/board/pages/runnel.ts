/** The surface of boards as the page of a document mounts it, with a document that is in memory. */
import { mount } from 'svelte';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import '../../../src/app.css';
import Page from './Page.svelte';
import { BoardEditor } from '../../../src/lib/surfaces/board/editor/editor.svelte.ts';
import { twoFrames, untilInk } from './bench-page.ts';

const doc = new Y.Doc();
Y.applyUpdate(doc, new Uint8Array(await (await fetch('/scene.bin')).arrayBuffer()));
let editor: BoardEditor | undefined;

// The surface hands its editor to nobody; this is the first that it asks of it.
const { showAll } = BoardEditor.prototype;
BoardEditor.prototype.showAll = function (options) {
  editor = this;
  showAll.call(this, options);
};

globalThis.bench = {
  async open() {
    const target = document.querySelector('#app');
    if (target === null) throw new Error('No place for the board');
    const start = performance.now();
    mount(Page, {
      target,
      props: {
        ...{ doc, awareness: new Awareness(doc), readOnly: false, following: null },
        files: { store: () => Promise.reject(new Error('No files')), urlOf: (id) => `/${id}` },
        notify: () => undefined,
      },
    });
    await untilInk(() => document.querySelector('canvas'));
    return performance.now() - start;
  },
  async look(view) {
    if (editor !== undefined) editor.camera = view;
    await twoFrames();
  },
  select(ids) {
    editor?.select(ids);
    return twoFrames();
  },
  shown() {
    if (editor === undefined) return '';
    const { x, y, zoom } = editor.camera;
    return `${x} ${y} ${zoom} ${editor.bounds?.minX ?? 0} ${editor.bounds?.minY ?? 0}`;
  },
  placeOf(id) {
    const { x = 0, y = 0 } = editor?.get(id) ?? {};
    return { x, y };
  },
};
