import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { BoardElement } from '../model/types.ts';

/** A press that moved less than this, CSS pixels, is a click. */
const CLICK = 4;

/** Opens where an element leads, in a tab that knows nothing of this one. */
export function openLink(element: BoardElement | null): void {
  // Only addresses that are safe to follow come out of the document: `readLink`.
  const link = element?.link ?? null;
  if (link !== null) window.open(link, '_blank', 'noopener,noreferrer');
}

/** Ctrl or ⌘ with a click opens the link of what is under it. Returns how to stop. */
export function listenForLinks(editor: BoardEditor, host: HTMLElement): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let down: { readonly x: number; readonly y: number } | null = null;
  const pressed = ({ clientX: x, clientY: y }: PointerEvent): void => {
    down = { x, y };
  };
  const clicked = (event: MouseEvent): void => {
    const { clientX, clientY, ctrlKey, metaKey, button } = event;
    const still = down !== null && Math.hypot(clientX - down.x, clientY - down.y) < CLICK;
    if (!still || button !== 0 || !(ctrlKey || metaKey) || editor.tool !== 'select') return;
    const { left, top } = host.getBoundingClientRect();
    const point = editor.toScene([clientX - left, clientY - top]);
    const reach = editor.reach('mouse');
    const isLinked = ({ link }: BoardElement): boolean => link !== null;
    openLink(editor.index.at(point, reach, isLinked) ?? null);
  };
  host.addEventListener('pointerdown', pressed, { signal, capture: true });
  host.addEventListener('click', clicked, { signal });
  return () => stop.abort();
}
