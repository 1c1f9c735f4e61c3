import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import { BoardEditor } from '../editor/editor.svelte.ts';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import { Intake } from './intake.ts';
import { words } from '../words.ts';
import { PictureFiles } from './picture-files.ts';

/** A server for files that takes its time: it answers when it is told to. */
class SlowFiles implements SurfaceFiles {
  readonly stored = new Map<string, Blob>();
  #gate = Promise.withResolvers<undefined>();
  /** Why nothing is stored; null while it is. */
  fails: SurfaceFileError | null = null;

  async store(file: Blob): Promise<string> {
    await this.#gate.promise;
    if (this.fails !== null) throw this.fails;
    const id = `stored-${this.stored.size}`;
    this.stored.set(id, file);
    return id;
  }

  asset(): Promise<Blob> {
    return Promise.reject(new SurfaceFileError('failed'));
  }

  urlOf(fileId: string): string {
    return `/files/${fileId}`;
  }

  read(fileId: string): Promise<Blob> {
    const file = this.stored.get(fileId);
    return file === undefined
      ? Promise.reject(new SurfaceFileError('failed'))
      : Promise.resolve(file);
  }

  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  answer(): void {
    this.#gate.resolve(undefined);
  }
}

async function encode(picture: Blob): Promise<string> {
  const bytes = Buffer.from(await picture.arrayBuffer());
  return `data:${picture.type};base64,${bytes.toString('base64')}`;
}

const AT = { kind: 'at', point: [200, 100] } as const;

let editor: BoardEditor;
let files: SlowFiles;
let pictures: PictureFiles;
let intake: Intake;
let said: string[];

beforeEach(() => {
  editor = new BoardEditor(new Board(new Y.Doc()));
  editor.size = { width: 800, height: 600 };
  files = new SlowFiles();
  pictures = new PictureFiles(files, encode);
  said = [];
  intake = new Intake(editor, pictures, (message) => said.push(message));
});

afterEach(() => {
  intake.destroy();
  pictures.destroy();
  editor.destroy();
});

/** What Excalidraw writes of a picture. */
function boardWith(fileId: string): string {
  const dataURL = 'data:image/png;base64,aGk=';
  return JSON.stringify({
    type: 'excalidraw/clipboard',
    elements: [{ id: 'p', type: 'image', x: 0, y: 0, width: 40, height: 40, fileId }],
    files: { [fileId]: { id: fileId, mimeType: 'image/png', dataURL, created: 0 } },
  });
}

function note(): string {
  return editor.board.create({ type: 'note', x: 500, y: 300, width: 100, height: 100 });
}

/** Pastes a picture; `meanwhile` happens while it is on its way. Returns what came. */
async function pasted(meanwhile: () => void): Promise<string> {
  files.hold();
  const known = new Set(editor.board.elements.map(({ id }) => id));
  const done = intake.take({ kind: 'board', json: boardWith('from') }, AT);
  meanwhile();
  files.answer();
  await done;
  const [came] = editor.board.elements.filter(({ id, type }) => type === 'image' && !known.has(id));
  if (came === undefined) throw new Error('Nothing came');
  return came.id;
}

test('what comes is selected, whatever the tool was', async () => {
  editor.setTool('rectangle');
  const id = await pasted(() => undefined);
  expect(editor.tool).toBe('select');
  expect([...editor.selection]).toEqual([id]);
});

test('of several that come one by one, the last is selected', async () => {
  const both = [
    intake.take({ kind: 'board', json: boardWith('a') }, AT),
    intake.take({ kind: 'board', json: boardWith('b') }, AT),
  ];
  files.answer();
  await Promise.all(both);
  expect([...editor.selection]).toEqual([editor.board.elements.at(-1)?.id]);
});

test('what comes late leaves the words that are being written alone', async () => {
  const id = note();
  await pasted(() => editor.edit(id));
  expect(editor.editing).toBe(id);
  expect([...editor.selection]).toEqual([id]);
});

test('what comes late leaves a line open that is being drawn', async () => {
  let left = 0;
  editor.onleavetool = () => (left += 1);
  await pasted(() => {
    editor.setTool('line');
    left = 0;
    editor.draft = drafted('draft', { type: 'line', x: 0, y: 0 });
  });
  expect([editor.tool, left]).toEqual(['line', 0]);
  expect(editor.draft).not.toBeNull();
});

test('what comes late leaves a gesture its selection', async () => {
  const id = note();
  editor.select([id]);
  const { selection } = editor;
  await pasted(() => (editor.busy = true));
  expect(editor.selection).toBe(selection);
  editor.busy = false;
  const live = editor.begin();
  await pasted(() => live.set(new Map([[id, { x: 0 }]])));
  expect(editor.selection).toBe(selection);
  live.finish();
});

test('what comes late leaves an open menu what it is about', async () => {
  const id = note();
  editor.select([id]);
  await pasted(() => (editor.menu = { view: [0, 0] }));
  expect([...editor.selection]).toEqual([id]);
  expect(editor.menu).not.toBeNull();
});

test('what comes late leaves the tool and the selection that were chosen since', async () => {
  const id = note();
  await pasted(() => editor.setTool('pen'));
  expect(editor.tool).toBe('pen');
  editor.setTool('select');
  await pasted(() => editor.select([id]));
  expect([...editor.selection]).toEqual([id]);
});

test('a file that is opened is looked at, but not while something else is being done', async () => {
  const id = note();
  const open = async (meanwhile: () => void): Promise<boolean> => {
    const { camera } = editor;
    files.hold();
    const done = intake.addBoard(boardWith('from'), { kind: 'beside' });
    meanwhile();
    files.answer();
    await done;
    return editor.camera !== camera;
  };
  expect(await open(() => undefined)).toBe(true);
  expect(await open(() => editor.edit(id))).toBe(false);
  expect(said).toHaveLength(2);
});

test('a picture of which only the placeholder is there is stored when it comes again', async () => {
  const fileIdOf = (id: string): unknown => editor.board.storedOf(id)?.get('fileId');
  const placeholder = editor.board.create({ type: 'image', fileId: 'from', width: 40, height: 40 });
  const first = await pasted(() => undefined);
  expect([fileIdOf(placeholder), fileIdOf(first)]).toEqual(['from', 'stored-0']);
  // One that the server has is not stored again.
  files.stored.set('from', new Blob(['hi'], { type: 'image/png' }));
  expect(fileIdOf(await pasted(() => undefined))).toBe('from');
  expect(files.stored.size).toBe(2);
});

const boardFile = (json: string): File => new File([json], 'plan.excalidraw');
const wordsFile = new File(['Words'], 'words.txt', { type: 'text/plain' });

test('who may only look brings nothing, and hears why', async () => {
  editor.readOnly = true;
  files.answer();
  await intake.take({ kind: 'text', text: 'Words' }, AT);
  await intake.addFiles([boardFile(boardWith('from'))], AT);
  await intake.addPictures([new File(['x'], 'a.png', { type: 'image/png' })], AT);
  expect(said).toEqual(Array.from({ length: 3 }, () => words.io.readOnly));
  expect(editor.board.elements).toEqual([]);
});

test('who may only look by the time that a picture is stored brings nothing either', async () => {
  const done = intake.take({ kind: 'board', json: boardWith('from') }, AT);
  editor.readOnly = true;
  files.answer();
  await done;
  expect(editor.board.elements).toEqual([]);
});

test('of several files those that are boards are taken, of the others it says that they are not', async () => {
  files.answer();
  await intake.addFiles([wordsFile, boardFile(boardWith('from')), boardFile('{')], AT);
  expect(editor.board.elements.map(({ type }) => type)).toEqual(['image']);
  const { unsupported, imported, notImported } = words.io;
  expect(said).toEqual([unsupported, imported(1), notImported.not_json]);
  said.length = 0;
  await intake.addFiles([boardFile('{"type":"excalidraw","elements":[]}')], AT);
  expect(said).toEqual([words.io.empty]);
});

test('a picture that can never be stored leaves a placeholder, one that cannot be now leaves nothing', async () => {
  files.answer();
  for (const code of ['too_large', 'unsupported_type', 'failed'] as const) {
    files.fails = new SurfaceFileError(code);
    await intake.take({ kind: 'board', json: boardWith('from') }, AT);
  }
  expect(editor.board.elements).toHaveLength(3);
  expect(said).toEqual(Array.from({ length: 3 }, () => words.io.lost(1)));
  said.length = 0;
  files.fails = new SurfaceFileError('offline');
  await intake.take({ kind: 'board', json: boardWith('another') }, AT);
  expect(editor.board.elements).toHaveLength(3);
  expect(said).toEqual([words.io.notStored.offline]);
  expect(intake.ghosts.all).toEqual([]);
});

test('pasted words are broken where they get too wide, and begin where they can be seen', async () => {
  const paste = async (text: string) => {
    await intake.take({ kind: 'text', text }, AT);
    const element = editor.board.elements.at(-1);
    if (element?.type !== 'text') throw new Error('no text');
    return element;
  };
  const short = await paste('Words');
  expect(short.autoResize).toBe(true);
  expect(Math.abs(short.x + short.width / 2 - 200)).toBeLessThan(1);
  expect(Math.abs(short.y + short.height / 2 - 100)).toBeLessThan(1);
  const wide = await paste('words '.repeat(50));
  expect(wide).toMatchObject({ autoResize: false, width: 600, x: -100 });
  expect(wide.height).toBeGreaterThan(short.height);
  const tall = await paste('line\n'.repeat(100));
  expect(tall.height).toBeGreaterThan(600);
  expect(tall.y).toBe(editor.view.minY + 16);
});
