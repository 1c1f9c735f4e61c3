import { expect, test } from 'vitest';
import { drafted } from '../model/patched.ts';
import type { NewElement } from '../model/write.ts';
import { CropMode } from './crop-mode.svelte.ts';

const REAL = { width: 400, height: 200 };
/** As another size than the picture has, which is what its file says or somebody else. */
const crop = { x: 50, y: 0, width: 50, height: 100, naturalWidth: 100, naturalHeight: 100 };
const picture = { type: 'image', x: 0, y: 0, width: 100, height: 100, fileId: 'there' } as const;

function cropping(image: NewElement): CropMode {
  const editor = {
    selection: new Set<string>(),
    single: drafted('i', image),
    tool: 'select' as const,
    readOnly: false,
    select: (ids: Iterable<string>) => void (editor.selection = new Set(ids)),
    stopEditing: () => undefined,
  };
  const mode = new CropMode(editor);
  mode.naturalOf = (fileId) => (fileId === 'there' ? REAL : null);
  return mode;
}

test('a picture is cropped by its own size, not by what a crop says of it', () => {
  const mode = cropping({ ...picture, crop });
  expect(mode.begin('i')).toBe(true);
  expect(mode.image).toMatchObject({ id: 'i' });
  expect(mode.whole).toEqual({ minX: -100, minY: 0, maxX: 100, maxY: 100 });
  mode.end();
  expect(mode.image).toBeNull();
});

test('a picture that is not there cannot be cropped, also if it was before', () => {
  const mode = cropping({ ...picture, fileId: 'gone', crop });
  expect(mode.begin('i')).toBe(false);
  expect(mode.candidate).toBeNull();
});
