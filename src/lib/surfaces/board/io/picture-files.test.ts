import { expect, test } from 'vitest';
import { SurfaceFileError, type SurfaceFiles } from '../../surface.ts';
import { PictureFiles } from './picture-files.ts';

/** Files of a server that counts how often it is asked. */
class Counted implements SurfaceFiles {
  readonly asked: string[] = [];
  readonly #files = new Map<string, Blob>();
  offline = false;

  constructor(...ids: string[]) {
    for (const id of ids) this.#files.set(id, new Blob([id], { type: 'image/png' }));
  }

  store(file: Blob): Promise<string> {
    this.#files.set('stored', file);
    return Promise.resolve('stored');
  }

  asset(): Promise<Blob> {
    return Promise.reject(new SurfaceFileError('failed'));
  }

  urlOf(fileId: string): string {
    return `/files/${fileId}`;
  }

  async read(fileId: string): Promise<Blob> {
    this.asked.push(fileId);
    await Promise.resolve();
    if (this.offline) throw new SurfaceFileError('offline');
    const file = this.#files.get(fileId);
    if (file === undefined) throw new SurfaceFileError('failed');
    return file;
  }
}

async function encode(picture: Blob): Promise<string> {
  const bytes = Buffer.from(await picture.arrayBuffer());
  return `data:${picture.type};base64,${bytes.toString('base64')}`;
}

test('a picture is asked for once, however often it is wanted while it is on its way', async () => {
  const files = new Counted('a');
  const pictures = new PictureFiles(files, encode);
  const moves = Array.from({ length: 50 }, () => pictures.readAhead(new Set(['a'])));
  const [first, second] = await Promise.all([pictures.load('a'), pictures.load('a'), ...moves]);
  expect(first).toBe(second);
  expect(await pictures.load('a')).toBe(first);
  expect(files.asked).toEqual(['a']);
  expect(pictures.kept('a')?.dataURL).toBe('data:image/png;base64,YQ==');
});

test('what the server does not have is not read ahead again, but asked for when it is needed', async () => {
  const files = new Counted();
  const pictures = new PictureFiles(files, encode);
  for (let i = 0; i < 5; i++) {
    await pictures.readAhead(new Set(['stored']));
    await pictures.readAhead(new Set());
  }
  expect(files.asked).toEqual(['stored']);
  expect(await pictures.load('stored')).toBeNull();
  await pictures.store(new Blob(['now'], { type: 'image/png' }));
  await pictures.readAhead(new Set(['stored']));
  expect(pictures.kept('stored')).not.toBeNull();
  pictures.destroy();
});

test('without a connection a selection is asked for once, and again when it is made anew', async () => {
  const files = new Counted('a', 'b');
  files.offline = true;
  const pictures = new PictureFiles(files, encode);
  for (let i = 0; i < 5; i++) await pictures.readAhead(new Set(['a', 'b']));
  expect(files.asked).toEqual(['a']);
  await expect(pictures.load('a')).rejects.toThrow(SurfaceFileError);
  files.offline = false;
  await pictures.readAhead(new Set());
  await pictures.readAhead(new Set(['a', 'b']));
  expect(pictures.kept('b')).not.toBeNull();
});

test('pictures are read one after the other, and no longer once they are not selected', async () => {
  const files = new Counted('a', 'b', 'c');
  const pictures = new PictureFiles(files, encode);
  const reading = pictures.readAhead(new Set(['a', 'b']));
  expect(files.asked).toEqual(['a']);
  await Promise.all([reading, pictures.readAhead(new Set(['a', 'c']))]);
  expect(files.asked).toEqual(['a', 'c']);
});

test('what is kept has an end, at which that goes which was not used for the longest', async () => {
  const pictures = new PictureFiles(new Counted('a', 'b', 'c'), () =>
    Promise.resolve('x'.repeat(20 * 1024 * 1024)),
  );
  for (const id of ['a', 'b', 'a', 'c']) await pictures.load(id);
  expect(['a', 'b', 'c'].filter((id) => pictures.kept(id) !== null)).toEqual(['a', 'c']);
});

test('the pictures stored last are shown from memory, those before them from the server', async () => {
  const files = new Counted();
  let stored = 0;
  files.store = () => Promise.resolve(`p${stored++}`);
  const pictures = new PictureFiles(files, encode);
  for (let i = 0; i < 21; i++) await pictures.store(new Blob(['x']));
  expect(pictures.urlOf('p0')).toBe('/files/p0');
  expect(pictures.urlOf('p1')).toMatch(/^blob:/);
  pictures.destroy();
  expect(pictures.urlOf('p1')).toBe('/files/p1');
});

test('what fails for another reason than the server is not passed over in silence', async () => {
  const pictures = new PictureFiles(new Counted('a'), () => Promise.reject(new Error('no memory')));
  await expect(pictures.readAhead(new Set(['a']))).rejects.toThrow('no memory');
});
