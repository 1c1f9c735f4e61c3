import type { BoardPage, Place } from './board-page.ts';

/** A file as it is carried in. */
export interface CarriedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

interface Carried {
  readonly text?: string;
  readonly files?: readonly CarriedFile[];
}

/**
 * Pastes or drops something that a browser under test cannot put on its clipboard or drag in from outside: by an event as the
 * browser would make it.
 * @param at where it is dropped, in scene units
 */
export async function carry(
  board: BoardPage,
  how: 'paste' | 'drop',
  { text, files = [] }: Carried,
  at: Place = [0, 0],
): Promise<void> {
  await board.view.focus();
  const [clientX, clientY] = await board.at(at);
  const encoded = files.map(({ name, type, bytes }) => ({
    ...{ name, type, base64: Buffer.from(bytes).toString('base64') },
  }));
  await board.view.evaluate(
    (view, { how: kind, text: words, encoded: list, ...place }) => {
      const data = new DataTransfer();
      if (words !== undefined) data.setData('text/plain', words);
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      const all = { bubbles: true, cancelable: true };
      if (kind === 'paste') {
        view.dispatchEvent(new ClipboardEvent('paste', { ...all, clipboardData: data }));
        return;
      }
      for (const step of ['dragenter', 'dragover', 'drop']) {
        view.dispatchEvent(new DragEvent(step, { ...all, ...place, dataTransfer: data }));
      }
    },
    { how, text, encoded, clientX, clientY },
  );
}
