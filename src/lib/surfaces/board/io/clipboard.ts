import { SurfaceFileError } from '../../surface.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { removeSelection } from '../editor/commands.ts';
import { hasOwnKeys } from '../editor/keyboard.ts';
import type { ExcalidrawFile } from '../excalidraw/format.ts';
import type { Point } from '../model/types.ts';
import { words } from '../words.ts';
import { broughtOf, type Carried } from './brought.ts';
import type { Intake, Target } from './intake.ts';
import { leaving, picturesOf, written } from './parcel.ts';
import type { PictureFiles } from './picture-files.ts';

const t = words.io;

/** What is pasted again at the same place lies this far from the one before, scene units. */
const STEP = 16;

export interface ClipboardOptions {
  readonly editor: BoardEditor;
  readonly pictures: PictureFiles;
  readonly intake: Intake;
  /** The board with its bars: where the focus must be for the clipboard to mean the board. */
  readonly root: HTMLElement;
  /** The view itself. */
  readonly host: HTMLElement;
  readonly say: (message: string) => void;
}

/**
 * Copies, cuts and pastes by the events of the browser, so that keys, menus and other programs work alike; and by the
 * clipboard's own interface for our menus, where the browser allows it. Elements travel as Excalidraw has them, pictures
 * included.
 */
export class BoardClipboard {
  readonly #options: ClipboardOptions;
  /** Shift is pressed with the keys that paste: pasting then means the place where it was copied. */
  #shift = false;
  /** What the next event is to put on the clipboard: it was made before, as events do not wait. */
  #made: string | null = null;
  #last: { readonly text: string; readonly point: Point; readonly times: number } | null = null;

  constructor(options: ClipboardOptions) {
    this.#options = options;
  }

  /** Begins to listen; returns how to stop. */
  listen(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener('copy', (event) => this.#copied(event, false), { signal });
    document.addEventListener('cut', (event) => this.#copied(event, true), { signal });
    document.addEventListener('paste', (event) => this.#pasted(event), { signal });
    const key = (event: KeyboardEvent): void => {
      this.#shift = event.shiftKey;
    };
    window.addEventListener('keydown', key, { signal, capture: true });
    window.addEventListener('keyup', key, { signal, capture: true });
    return () => stop.abort();
  }

  /** Copies the selection, asked for by a menu. */
  async copy(): Promise<void> {
    const { editor, pictures } = this.#options;
    const elements = leaving(editor, 'selection');
    if (elements.length === 0) return;
    await this.#write(
      pictures
        .loadAll(picturesOf(elements))
        .then((files) => written(editor, elements, files, 'excalidraw/clipboard')),
    );
  }

  /** As `copy`; what was copied is deleted once it is on the clipboard. */
  async cut(): Promise<void> {
    const { editor, pictures } = this.#options;
    const elements = leaving(editor, 'removable');
    if (elements.length === 0) return;
    const { selection } = editor;
    const done = await this.#write(
      pictures
        .loadAll(picturesOf(elements))
        .then((files) => written(editor, elements, files, 'excalidraw/clipboard')),
    );
    if (done && editor.selection === selection) removeSelection(editor);
  }

  /** Pastes what the clipboard holds, asked for by a menu. */
  async paste(at: Point | null): Promise<void> {
    const { intake, say } = this.#options;
    let carried: Carried;
    try {
      carried = await readClipboard();
    } catch (error) {
      if (error instanceof DOMException || error instanceof TypeError) return say(t.pasteByKey);
      throw error;
    }
    await intake.take(broughtOf(carried), this.#target(carried.text, at));
  }

  /** Puts words on the clipboard. */
  async writeText(text: string): Promise<boolean> {
    return this.#write(Promise.resolve(text));
  }

  #copied(event: ClipboardEvent, cut: boolean): void {
    const { editor, pictures } = this.#options;
    if (this.#made !== null && event.clipboardData !== null) {
      event.preventDefault();
      event.clipboardData.setData('text/plain', this.#made);
      return;
    }
    if (!this.#isOurs(event) || event.clipboardData === null) return;
    if (editor.busy) return;
    const elements = leaving(editor, cut ? 'removable' : 'selection');
    if (elements.length === 0) return;
    event.preventDefault();
    const wanted = picturesOf(elements);
    const files = new Map<string, ExcalidrawFile>();
    for (const id of wanted) {
      const file = pictures.kept(id);
      if (file !== null) files.set(id, file);
    }
    if (files.size === wanted.size) {
      event.clipboardData.setData(
        'text/plain',
        written(editor, elements, files, 'excalidraw/clipboard'),
      );
      if (cut) removeSelection(editor);
      return;
    }
    // The event does not wait for pictures that have to be fetched first.
    void (cut ? this.cut() : this.copy());
  }

  #pasted(event: ClipboardEvent): void {
    const { intake, editor } = this.#options;
    const { clipboardData: data } = event;
    if (!this.#isOurs(event) || data === null || editor.busy) return;
    const carried = { text: data.getData('text/plain'), files: [...data.files] };
    const brought = broughtOf(carried);
    if (brought.kind === 'nothing') return;
    event.preventDefault();
    const target: Target = this.#shift ? { kind: 'in_place' } : this.#target(carried.text, null);
    void intake.take(brought, target);
  }

  /** Under the pointer, or in the middle of the view; beside what was pasted there a moment ago. */
  #target(text: string, at: Point | null): Target {
    const { editor } = this.#options;
    const point = at ?? editor.pointer ?? editor.middle;
    const last = this.#last;
    const again = last?.text === text && last.point[0] === point[0] && last.point[1] === point[1];
    const times = again ? last.times + 1 : 0;
    this.#last = { text, point, times };
    return { kind: 'at', point: [point[0] + times * STEP, point[1] + times * STEP] };
  }

  /** Whether the clipboard is meant for the board: not for a field, a dialog, or words that are selected elsewhere. */
  #isOurs(event: ClipboardEvent): boolean {
    const { root } = this.#options;
    const { activeElement } = document;
    if (event.defaultPrevented || hasOwnKeys(event.target) || hasOwnKeys(activeElement))
      return false;
    if (activeElement !== null && activeElement !== document.body && !root.contains(activeElement))
      return false;
    const selection = window.getSelection();
    return event.type === 'paste' || selection === null || selection.isCollapsed;
  }

  async #write(text: Promise<string>): Promise<boolean> {
    const { say } = this.#options;
    try {
      if (!('clipboard' in navigator)) {
        const done = this.#writeByEvent(await text);
        if (!done) say(t.notCopied.refused);
        return done;
      }
      await writeClipboard('text/plain', text);
      return true;
    } catch (error) {
      if (error instanceof SurfaceFileError) say(t.notCopied.pictures);
      else if (error instanceof DOMException) say(t.notCopied.refused);
      else throw error;
      return false;
    }
  }

  /** There is nothing else on pages without HTTPS. Returns whether the browser allowed it. */
  #writeByEvent(text: string): boolean {
    // Who has begun to write meanwhile goes on.
    if (!hasOwnKeys(document.activeElement)) this.#options.host.focus({ preventScroll: true });
    this.#made = text;
    try {
      return document.execCommand('copy');
    } finally {
      this.#made = null;
    }
  }
}

/**
 * Puts something on the clipboard that is still being made: the click that allows it must not be waited away.
 * @throws DOMException when the browser does not allow it
 */
export async function writeClipboard(
  type: 'text/plain' | 'image/png',
  content: Promise<string | Blob>,
): Promise<void> {
  const blob = content.then((made) =>
    typeof made === 'string' ? new Blob([made], { type }) : made,
  );
  try {
    await navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
  } catch (error) {
    // What failed in making it says more than the clipboard that waited for it.
    const made = await blob;
    if (!(error instanceof TypeError)) throw error;
    // Some browsers take no promises.
    await navigator.clipboard.write([new ClipboardItem({ [type]: made })]);
  }
}

async function readClipboard(): Promise<Carried> {
  let text = '';
  const files: File[] = [];
  for (const item of await navigator.clipboard.read()) {
    const picture = item.types.find((type) => type.startsWith('image/'));
    if (item.types.includes('text/plain')) text += await (await item.getType('text/plain')).text();
    if (picture !== undefined)
      files.push(new File([await item.getType(picture)], 'image', { type: picture }));
  }
  return { text, files };
}
