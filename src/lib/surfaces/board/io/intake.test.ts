import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import { BoardEditor } from '../editor/editor.svelte.ts';
import { Board } from '../model/board.ts';
import { drafted } from '../model/patched.ts';
import { Intake } from './intake.ts';
import { PictureFiles } from './picture-files.ts';

/** A server for files that takes its time: it answers when it is told to. */
class SlowFiles implements SurfaceFiles {
  readonly stored = new Map<string, Blob>();
  #gate = Promise.withResolvers<undefined>();

  async store(file: Blob): Promise<string> {
    await this.#gate.promise;
    const id = `stored-${this.stored.size}`;
    this.stored.set(id, file);
    return id;
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
