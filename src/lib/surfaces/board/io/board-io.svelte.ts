import FileDown from '@lucide/svelte/icons/file-down';
import FileUp from '@lucide/svelte/icons/file-up';
import ImageDown from '@lucide/svelte/icons/image-down';
import { SurfaceFileError, type SurfaceCommand, type SurfaceFiles } from '../../surface.ts';
import type { Action } from '../editor/action.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import { shownTheme } from '../editor/theme.ts';
import { words } from '../words.ts';
import { titleOf } from '../schema.ts';
import { BoardClipboard } from './clipboard.ts';
import { Drops } from './drops.svelte.ts';
import { chooseFiles, download, fileName } from './files.ts';
import { Intake } from './intake.ts';
import { openLink, listenForLinks } from './links.ts';
import { leaving, picturesOf, wordsOf, written } from './parcel.ts';
import { PictureFiles } from './picture-files.ts';
import { copyStyle, hasCopiedStyle, pasteStyle } from './styles.ts';
import { Publisher } from './publisher.ts';

const t = words.io;

export interface BoardIoOptions {
  readonly editor: BoardEditor;
  readonly files: SurfaceFiles;
  readonly notify: (message: string) => void;
  /** The view, which lies in the board with its bars. */
  readonly host: HTMLElement;
}

const PICTURE_FILES = 'image/*,.svg';
const BOARD_FILES = '.excalidraw,.json,application/json';

/** Everything that goes into a board and out of it: clipboard, drops, pictures, files. */
export class BoardIo {
  /** The dialog for exporting a picture is open. */
  exporting = $state(false);
  readonly intake: Intake;
  readonly drops: Drops;
  readonly publisher: Publisher;
  readonly actions: readonly Action[];
  /** What stands in the menu of the page. */
  readonly commands: readonly SurfaceCommand[] = $derived.by(() => this.#commands());
  readonly #editor: BoardEditor;
  readonly #pictures: PictureFiles;
  readonly #clipboard: BoardClipboard;
  readonly #say: (message: string) => void;
  readonly #stops: (() => void)[];

  constructor({ editor, files, notify, host }: BoardIoOptions) {
    this.#editor = editor;
    this.#say = notify;
    this.#pictures = new PictureFiles(files);
    const pictures = this.#pictures;
    const root = host.parentElement ?? host;
    this.intake = new Intake(editor, pictures, notify);
    this.#clipboard = new BoardClipboard({
      ...{ editor, pictures, intake: this.intake, root, host, say: notify },
    });
    this.publisher = new Publisher({
      ...{ editor, pictures, say: notify },
      asset: (url) => files.asset(url),
    });
    this.drops = new Drops(editor, this.intake, host);
    this.actions = this.#actions();
    this.#stops = [
      this.#clipboard.listen(),
      this.drops.listen(root),
      listenForLinks(editor, host),
      $effect.root(() => this.#follow()),
    ];
  }

  /** Where a picture is to be loaded from. */
  urlOf(fileId: string): string {
    return this.#pictures.urlOf(fileId);
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.intake.destroy();
    this.#pictures.destroy();
  }

  #follow(): void {
    const editor = this.#editor;
    $effect(() => {
      if (editor.tool !== 'image') return;
      // Choosing the tool asks for pictures; there is nothing that it does with a pointer.
      editor.setTool('select');
      void this.#choosePictures();
    });
    // What is selected may be copied next, and the event of that does not wait.
    $effect(() => void this.#pictures.readAhead(picturesOf(editor.selected)));
  }

  async #choosePictures(): Promise<void> {
    const files = await chooseFiles(PICTURE_FILES);
    const point = this.#editor.middle;
    if (files.length > 0) await this.intake.addFiles(files, { kind: 'at', point });
  }

  async #import(): Promise<void> {
    const files = await chooseFiles(BOARD_FILES);
    if (files.length > 0) await this.intake.addFiles(files, { kind: 'beside' });
  }

  async #save(): Promise<void> {
    const editor = this.#editor;
    const elements = leaving(editor, 'all');
    if (elements.length === 0) return this.#say(t.nothingToExport);
    try {
      const files = await this.#pictures.loadAll(picturesOf(elements));
      const json = written(editor, elements, files, 'excalidraw');
      const name = fileName(titleOf(editor.board.doc), 'excalidraw');
      download(new Blob([json], { type: 'application/vnd.excalidraw+json' }), name);
    } catch (error) {
      if (!(error instanceof SurfaceFileError)) throw error;
      this.#say(t.notExported.pictures);
    }
  }

  #commands(): SurfaceCommand[] {
    const { exportPicture, exportFile, importFile } = t.actions;
    return [
      {
        id: 'board-picture',
        label: exportPicture,
        icon: ImageDown,
        keys: ['Ctrl', 'Shift', 'E'],
        run: () => (this.exporting = true),
      },
      { id: 'board-file', label: exportFile, icon: FileDown, run: () => void this.#save() },
      ...(this.#editor.readOnly
        ? []
        : [
            { id: 'board-import', label: importFile, icon: FileUp, run: () => void this.#import() },
          ]),
    ];
  }

  #actions(): Action[] {
    const editor = this.#editor;
    const some = (): boolean => editor.selection.size > 0;
    const action = (
      id: keyof typeof t.actions,
      run: () => void,
      rest: Partial<Action> = {},
    ): Action => ({
      ...{ id, label: t.actions[id], shortcuts: [], edits: false, enabled: some, run },
      ...rest,
    });
    const always = { enabled: () => true };
    const clipboard = this.#clipboard;
    return [
      action('cut', () => void clipboard.cut(), {
        ...{ shortcuts: ['mod+x'], native: true, edits: true },
      }),
      action('copy', () => void clipboard.copy(), { shortcuts: ['mod+c'], native: true }),
      action('paste', () => void clipboard.paste(this.#menuPoint()), {
        ...{ shortcuts: ['mod+v'], native: true, edits: true, ...always },
      }),
      action('copyStyle', () => copyStyle(editor), { shortcuts: ['mod+alt+c'] }),
      action('pasteStyle', () => pasteStyle(editor), {
        ...{ shortcuts: ['mod+alt+v'], edits: true, enabled: () => some() && hasCopiedStyle() },
      }),
      action('copyPng', () => void this.#copyPicture('png'), {
        ...always,
        shortcuts: ['alt+shift+c'],
      }),
      action('copySvg', () => void this.#copyPicture('svg'), always),
      action('copyText', () => void this.#copyText()),
      action('openLink', () => openLink(editor.single), {
        ...{ shortcuts: ['mod+Enter'], enabled: () => (editor.single?.link ?? null) !== null },
      }),
      action('exportPicture', () => (this.exporting = true), {
        ...{ shortcuts: ['mod+shift+e'], ...always },
      }),
      action('exportFile', () => void this.#save(), always),
      action('importFile', () => void this.#import(), { ...always, edits: true }),
    ];
  }

  /** Where the menu was opened that asks to paste. */
  #menuPoint(): readonly [number, number] | null {
    const { menu } = this.#editor;
    return menu === null ? null : this.#editor.toScene(menu.view);
  }

  #copyPicture(kind: 'png' | 'svg'): Promise<void> {
    const which = this.#editor.selection.size > 0 ? 'selection' : 'all';
    const look = { background: 'transparent', theme: shownTheme(), scale: 2 } as const;
    return this.publisher.copy({ kind, which, ...look });
  }

  async #copyText(): Promise<void> {
    const text = wordsOf(leaving(this.#editor, 'selection'));
    if (text === '') return this.#say(t.noWords);
    if (await this.#clipboard.writeText(text)) this.#say(t.copied);
  }
}
