import { tick } from 'svelte';
import { SurfaceFileError } from '../../surface.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { styleFor } from '../editor/style.ts';
import { ImportError } from '../excalidraw/format.ts';
import { readExcalidraw, type ImportedBoard } from '../excalidraw/import.ts';
import { boundsOfImported, insertImported } from '../excalidraw/insert.ts';
import { centerOfBounds, overlaps, union, type Bounds } from '../geometry/vector.ts';
import { newId } from '../model/id.ts';
import { MAX_ELEMENTS } from '../model/limits.ts';
import type { Point } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { createInFrame, settleInFrames } from '../operations/frames.ts';
import { layoutText } from '../text/layout.ts';
import { words } from '../words.ts';
import { blobOf } from './base64.ts';
import { isBoardFile, type Brought } from './brought.ts';
import { Ghosts } from './ghosts.svelte.ts';
import type { PictureFiles } from './picture-files.ts';
import { isPicture, preparePicture, type PreparedPicture } from './picture.ts';
import { rowsOf } from './rows.ts';

const t = words.io;

/** Where something goes: around a place of the scene, or where it says itself. */
export type Target =
  | { readonly kind: 'at'; readonly point: Point }
  | { readonly kind: 'in_place' }
  /** A file that is opened: beside what is there, and looked at. */
  | { readonly kind: 'beside' };

/** What somebody has chosen while something is on its way. */
type Hands = Pick<BoardEditor, 'tool' | 'selection'>;

/** Bytes of a file that is read into memory. */
const MAX_BOARD_FILE = 128 * 1024 * 1024;
/** Lines of pasted text break here, scene units. */
const TEXT_WIDTH = 600;
/** Pictures take at most this share of the view. */
const PICTURE_SHARE = 0.6;
const GAP = 16;
/** Between a board and what is put beside it, scene units. */
const BESIDE = 96;

/** Puts what comes from elsewhere into the board: elements, pictures, words. Each is one step, done whole or not at all. */
export class Intake {
  readonly ghosts = new Ghosts();
  readonly #editor: BoardEditor;
  readonly #pictures: PictureFiles;
  readonly #say: (message: string) => void;
  /** What was selected here because it came. */
  #brought: ReadonlySet<string> | null = null;
  #gone = false;

  constructor(editor: BoardEditor, pictures: PictureFiles, say: (message: string) => void) {
    this.#editor = editor;
    this.#pictures = pictures;
    this.#say = say;
  }

  /** What is still on its way will not arrive. */
  destroy(): void {
    this.#gone = true;
    this.ghosts.clear();
  }

  /** Takes what was pasted or dropped. */
  async take(brought: Brought, target: Target): Promise<void> {
    if (brought.kind === 'nothing') return;
    if (this.#editor.readOnly) return this.#say(t.readOnly);
    switch (brought.kind) {
      case 'too_long':
        return this.#say(t.tooLong(brought.length));
      case 'board':
        return this.addBoard(brought.json, target);
      case 'files':
        return this.addFiles(brought.files, target);
      case 'link':
        return this.#addText(brought.href, target, brought.href);
      case 'text':
        return this.#addText(brought.text, target, null);
    }
  }

  /** Adds the boards and pictures among some files; of others it says that they cannot be taken. */
  async addFiles(files: readonly File[], target: Target): Promise<void> {
    if (this.#editor.readOnly) return this.#say(t.readOnly);
    const boards = files.filter(isBoardFile);
    const pictures = files.filter((file) => !isBoardFile(file) && isPicture(file));
    if (boards.length + pictures.length < files.length) this.#say(t.unsupported);
    for (const file of boards) {
      if (file.size > MAX_BOARD_FILE) this.#say(t.notImported.too_large);
      else {
        const json = await contents(file);
        if (json === null) this.#say(t.unsupported);
        else await this.addBoard(json, { kind: 'beside' });
      }
    }
    if (pictures.length > 0) await this.addPictures(pictures, target);
  }

  /** Adds elements as Excalidraw writes them, with their pictures. */
  async addBoard(json: string, target: Target): Promise<void> {
    const { board } = this.#editor;
    const before = this.#hands();
    try {
      const imported = readExcalidraw(json);
      const box = boundsOfImported(imported);
      if (box === null) return this.#say(t.empty);
      if (board.elements.length + imported.elements.length > MAX_ELEMENTS) {
        throw new ImportError('too_many');
      }
      const by = this.#shift(box, target);
      const place = moved(box, by);
      const whole =
        imported.files.size === 0 ? imported : await this.#withPictures(imported, place);
      if (whole !== null && this.#isOpen()) this.#insert(whole, by, target, before);
    } catch (error) {
      if (error instanceof ImportError) this.#say(t.notImported[error.code]);
      else if (error instanceof SurfaceFileError) this.#say(t.notStored[error.code]);
      else throw error;
    }
  }

  #insert(imported: ImportedBoard, [dx, dy]: Point, target: Target, before: Hands): void {
    const editor = this.#editor;
    const { board } = editor;
    const gesture = {};
    const options = { dx, dy, fresh: target.kind !== 'beside', gesture };
    const frames = board.elements.some(({ type }) => type === 'frame');
    const ids = insertImported(board, imported, options);
    if (frames && target.kind === 'at') settleInFrames(board, ids, { gesture });
    board.endGesture();
    const handed = this.#handOver(ids, before);
    if (target.kind !== 'beside') return;
    const bounds = union(ids.map((id) => editor.index.boundsOf(id)).filter((one) => one !== null));
    // By then the panel of what is selected is there, and is not to lie over it.
    if (bounds !== null && handed) void tick().then(() => editor.show(bounds));
    this.#say(t.imported(ids.length));
  }

  #hands(): Hands {
    const { tool, selection } = this.#editor;
    return { tool, selection };
  }

  /**
   * Selects what came. Who has begun something else while it was on its way keeps that: the words and the line that are
   * being written, the gesture, the menu, the tool and the selection. Returns whether it is selected.
   */
  #handOver(ids: readonly string[], before: Hands): boolean {
    const editor = this.#editor;
    const { busy, editing, draft, shown, menu, tool, selection } = editor;
    if (busy || menu || editing !== null || draft !== null || shown !== null) return false;
    const same = tool === before.tool && selection === before.selection;
    if (!same && selection !== this.#brought) return false;
    editor.setTool('select');
    editor.openGroup = null;
    editor.select(ids);
    this.#brought = editor.selection;
    return true;
  }

  #shift(box: Bounds, target: Target): Point {
    if (target.kind === 'in_place') return [0, 0];
    if (target.kind === 'at') {
      const [cx, cy] = centerOfBounds(box);
      return [Math.round(target.point[0] - cx), Math.round(target.point[1] - cy)];
    }
    const all = this.#editor.index.boundsOfAll();
    if (all === null || !overlaps(all, box)) return [0, 0];
    return [Math.ceil(all.maxX + BESIDE - box.minX), Math.ceil(all.minY - box.minY)];
  }

  /** Stores the pictures of what is imported. Those that cannot be stored leave a placeholder behind. */
  async #withPictures(imported: ImportedBoard, place: Bounds): Promise<ImportedBoard | null> {
    const here = new Set(
      this.#editor.board.elements.map((one) => (one.type === 'image' ? one.fileId : null)),
    );
    const ids = new Map<string, string>();
    let lost = 0;
    const ghost = this.ghosts.add({ id: newId(), bounds: place, url: null });
    try {
      for (const [id, { dataURL }] of imported.files) {
        // Copied from this very board, unless only its placeholder is there.
        if (this.#pictures.kept(id) !== null || (here.has(id) && (await this.#isStored(id))))
          continue;
        const stored = await this.#storeCopied(dataURL);
        if (stored === null) lost += 1;
        else ids.set(id, stored);
        if (!this.#isOpen()) return null;
      }
    } finally {
      ghost();
    }
    if (lost > 0) this.#say(t.lost(lost));
    const elements = imported.elements.map(({ id, properties }) => {
      const fileId = properties.get('fileId');
      const stored = typeof fileId === 'string' ? ids.get(fileId) : undefined;
      return {
        id,
        properties: stored === undefined ? properties : new Map(properties).set('fileId', stored),
      };
    });
    return { ...imported, elements };
  }

  /** Whether the server has a picture. Where it cannot be asked, what the board names is believed. */
  async #isStored(fileId: string): Promise<boolean> {
    try {
      return (await this.#pictures.load(fileId)) !== null;
    } catch (error) {
      if (error instanceof SurfaceFileError) return true;
      throw error;
    }
  }

  /** Null for a picture that can never be stored; throws for one that only cannot be stored now. */
  async #storeCopied(dataURL: string): Promise<string | null> {
    const blob = blobOf(dataURL);
    if (blob === null) return null;
    try {
      return await this.#pictures.store(blob);
    } catch (error) {
      const never = ['too_large', 'unsupported_type', 'failed'];
      if (error instanceof SurfaceFileError && never.includes(error.code)) return null;
      throw error;
    }
  }

  /** Stores pictures and puts those that are stored side by side, as one step. */
  async addPictures(files: readonly File[], target: Target): Promise<void> {
    if (this.#editor.readOnly) return this.#say(t.readOnly);
    const before = this.#hands();
    const prepared = await this.#all(files, preparePicture);
    if (prepared.length === 0 || !this.#isOpen()) return;
    const { view, middle } = this.#editor;
    const [width, height] = [view.maxX - view.minX, view.maxY - view.minY];
    const sizes = prepared.map((one) => fitted(one, width * PICTURE_SHARE, height * PICTURE_SHARE));
    const boxes = rowsOf(sizes, target.kind === 'at' ? target.point : middle, width, GAP);
    const placed = prepared.flatMap((picture, i) => {
      const bounds = boxes[i];
      if (bounds === undefined) return [];
      const url = URL.createObjectURL(picture.blob);
      return [{ picture, bounds, url, end: this.ghosts.add({ id: newId(), bounds, url }) }];
    });
    const stored = await this.#all(placed, async ({ picture, bounds }) => ({
      bounds,
      fileId: await this.#pictures.store(picture.blob),
    }));
    for (const { url, end } of placed) {
      end();
      URL.revokeObjectURL(url);
    }
    if (stored.length > 0 && this.#isOpen()) this.#insertPictures(stored, before);
  }

  #insertPictures(pictures: readonly { bounds: Bounds; fileId: string }[], before: Hands): void {
    const { board, style } = this.#editor;
    const ids = pictures.map(() => newId());
    board.transact(() => {
      for (const [i, { bounds, fileId }] of pictures.entries()) {
        const { minX: x, minY: y, maxX, maxY } = bounds;
        const size = { width: maxX - x, height: maxY - y };
        const element: NewElement = {
          type: 'image',
          x,
          y,
          ...size,
          fileId,
          opacity: style.opacity,
        };
        createInFrame(board, element, ids[i] ?? newId());
      }
    });
    this.#handOver(ids, before);
  }

  /** Does something with each of several, one after the other; says once of each kind of failure what it was. */
  async #all<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
    const done: R[] = [];
    const failures = new Set<string>();
    for (const item of items) {
      try {
        done.push(await run(item));
      } catch (error) {
        if (!(error instanceof SurfaceFileError)) throw error;
        failures.add(t.notStored[error.code]);
      }
    }
    for (const sentence of failures) this.#say(sentence);
    return done;
  }

  #addText(text: string, target: Target, link: string | null): void {
    const editor = this.#editor;
    const look = styleFor('text', editor.style);
    const id = newId();
    const element: NewElement = {
      ...{ type: 'text', ...look, text },
      ...(link !== null && { link }),
    };
    const style = {
      fontSize: look.fontSize ?? editor.style.fontSize,
      fontFamily: look.fontFamily ?? editor.style.fontFamily,
      lineHeight: 1.25,
    };
    const free = layoutText(text, style, null);
    const broken = free.width > TEXT_WIDTH;
    const { height } = broken ? layoutText(text, style, TEXT_WIDTH) : free;
    const width = Math.min(free.width, TEXT_WIDTH);
    const [x, y] = target.kind === 'at' ? target.point : editor.middle;
    // What is too high to be seen whole is seen from its beginning.
    const top = Math.max(y - height / 2, editor.view.minY + GAP);
    const tall = height > editor.view.maxY - editor.view.minY;
    const place = { x: Math.round(x - width / 2), y: Math.round(tall ? top : y - height / 2) };
    createInFrame(
      editor.board,
      { ...element, ...place, ...(broken && { width, autoResize: false }) },
      id,
    );
    this.#handOver([id], this.#hands());
  }

  /** Still there, and still allowed to write. */
  #isOpen(): boolean {
    return !this.#gone && !this.#editor.readOnly;
  }
}

/** The text of a file; null for a folder, and for what went away meanwhile. */
async function contents(file: File): Promise<string | null> {
  try {
    return await file.text();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function fitted(
  { width, height }: PreparedPicture,
  maxWidth: number,
  maxHeight: number,
): { readonly width: number; readonly height: number } {
  const factor = Math.min(1, maxWidth / width, maxHeight / height);
  return { width: width * factor, height: height * factor };
}

function moved({ minX, minY, maxX, maxY }: Bounds, [dx, dy]: Point): Bounds {
  return { minX: minX + dx, minY: minY + dy, maxX: maxX + dx, maxY: maxY + dy };
}
