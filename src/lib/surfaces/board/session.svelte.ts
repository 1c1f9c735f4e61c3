/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps here are made anew each time, never changed */
import type * as Y from 'yjs';
import { ScenePainter } from './canvas/scene-painter.ts';
import { Board } from './model/board.ts';
import type { BoardElement } from './model/types.ts';
import { createTools, type Tools } from './tools/tools.ts';
import { shownTheme, watchTheme } from './editor/theme.ts';
import { words } from './words.ts';
import type { Action } from './editor/action.ts';
import { Actions, CANCEL } from './editor/actions.ts';
import { BoardEditor } from './editor/editor.svelte.ts';
import { canPlace, placeInMiddle } from './tools/place.ts';
import { PointerControl } from './editor/pointer.ts';
import { READING_TOOLS } from './editor/tool-ids.ts';

export interface SessionOptions {
  readonly doc: Y.Doc;
  /** What takes pointers and keys, and what is painted on. */
  readonly host: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly imageUrl: (fileId: string) => string;
  /** Actions of the page around the board. */
  readonly more: (editor: BoardEditor) => readonly Action[];
}

/** What is under the eraser fades to this, percent. */
const ERASING_OPACITY = 20;

/** A board in a page: its editor with the tools, pointers and the painter that belong to it. */
export class BoardSession {
  readonly editor: BoardEditor;
  readonly tools: Tools;
  readonly actions: Actions;
  readonly painter: ScenePainter;
  readonly pointer: PointerControl;
  /** Elements that others are drawing and that are not in the document yet. */
  drafts = $state.raw<readonly BoardElement[]>([]);
  readonly #stops: (() => void)[];

  constructor({ doc, host, canvas, imageUrl, more }: SessionOptions) {
    const board = new Board(doc);
    this.painter = new ScenePainter({ board, canvas, theme: shownTheme(), imageUrl, grid: true });
    this.editor = new BoardEditor(board, this.painter.index);
    this.tools = createTools(this.editor);
    this.editor.crop.naturalOf = (fileId) => this.painter.naturalSizeOf(fileId);
    this.painter.onpicture = () => this.editor.crop.pictureCame();
    this.editor.onleavetool = () => void this.tools[this.editor.tool].finish?.();
    this.pointer = new PointerControl(this.editor, this.tools, host);
    this.actions = new Actions(this.editor, [...this.#gestureActions(), ...more(this.editor)]);
    this.actions.isHeld = () => this.pointer.isActive || this.editor.pull.isActive;
    const sized = new ResizeObserver(() => this.#resize(host));
    sized.observe(host);
    this.#resize(host);
    this.editor.showAll();
    this.#stops = [
      this.pointer.listen(),
      watchTheme((theme) => this.painter.setTheme(theme)),
      () => sized.disconnect(),
      this.#retryPictures(),
      $effect.root(() => this.#follow()),
    ];
    this.painter.setCamera(this.editor.camera);
    this.painter.flush();
  }

  /** From now on the board may only be looked at, or edited again. What was going on is taken back. */
  setReadOnly(readOnly: boolean): void {
    const { editor } = this;
    editor.readOnly = readOnly;
    if (!readOnly) return;
    this.pointer.cancel();
    editor.pull.cancel();
    editor.stopEditing();
    if (!READING_TOOLS.has(editor.tool)) editor.setTool('select');
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.painter.destroy();
    this.editor.destroy();
  }

  /** Pictures that could not be loaded are looked for again with the connection, and by who comes back to the page. */
  #retryPictures(): () => void {
    const stop = new AbortController();
    const retry = (): void => this.painter.retryPictures();
    window.addEventListener('online', retry, { signal: stop.signal });
    window.addEventListener('focus', retry, { signal: stop.signal });
    return () => stop.abort();
  }

  /** The painter shows what the editor says. */
  #follow(): void {
    const { editor, painter } = this;
    $effect(() => painter.setCamera(editor.camera));
    $effect(() => painter.setGrid(true));
    $effect(() => painter.hideText(new Set(editor.editing === null ? [] : [editor.editing])));
    $effect(() => painter.preview(this.#preview()));
    $effect(() => {
      // Read so that the cursor is that of the tool, before the mouse moves.
      void editor.tool;
      this.pointer.showCursor();
    });
  }

  /** What is shown otherwise than the document has it. */
  #preview(): ReadonlyMap<string, BoardElement> | null {
    const { shown, draft, erasing } = this.editor;
    if (shown === null && draft === null && erasing.size === 0 && this.drafts.length === 0) {
      return null;
    }
    const all = new Map(shown);
    for (const element of this.drafts) all.set(element.id, element);
    if (draft !== null) all.set(draft.id, draft);
    for (const id of erasing) {
      const element = this.editor.get(id);
      const opacity = Math.min(element?.opacity ?? 0, ERASING_OPACITY);
      if (element !== undefined) all.set(id, { ...element, opacity });
    }
    return all;
  }

  #resize(host: HTMLElement): void {
    const { clientWidth: width, clientHeight: height } = host;
    this.editor.size = { width, height };
    this.painter.resize(width, height, window.devicePixelRatio);
  }

  /** Enter and Escape for what is going on. */
  #gestureActions(): Action[] {
    const { editor, pointer } = this;
    const finish = (): boolean => this.tools[editor.tool].finish?.() ?? false;
    return [
      {
        id: CANCEL,
        label: words.actions.cancel,
        shortcuts: ['Escape'],
        edits: false,
        enabled: () => pointer.isActive || editor.pull.isActive,
        run: () => pointer.cancel() || editor.pull.cancel(),
      },
      {
        id: 'finish',
        label: words.actions.finish,
        shortcuts: ['Enter', 'Escape'],
        edits: false,
        enabled: () => editor.draft !== null && editor.editing === null,
        run: finish,
      },
      {
        id: 'place',
        label: words.actions.place,
        shortcuts: ['Enter'],
        edits: true,
        enabled: () => canPlace(editor.tool),
        run: () => placeInMiddle(editor),
      },
    ];
  }
}
