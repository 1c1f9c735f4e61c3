import { Window } from 'happy-dom';

/** What a browser has and Excalidraw looks for. Nothing is drawn: no canvas, no fonts. */
const window = new Window({ url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) Reflect.set(globalThis, name, Reflect.get(window, name));
}
Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => ({ filter: 'none' }) });

class NoFont {
  readonly family: string;

  constructor(family: string) {
    this.family = family;
  }
}

Object.assign(globalThis, { window: globalThis, devicePixelRatio: 1, FontFace: NoFont });
