import { words } from '../words.ts';

/** Characters of a file name before its ending. */
const MAX_NAME = 80;

/** A name for a file that every system takes. */
export function fileName(title: string, ending: string): string {
  const name = title
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '');
  const short = Array.from(name)
    .slice(0, MAX_NAME)
    .join('')
    .replace(/[. ]+$/, '');
  return `${short === '' ? words.board : short}.${ending}`;
}

/** Saves a file as browsers save downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has the file by then, or has said no.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Asks for files. None when the person thinks better of it. */
export function chooseFiles(accept: string): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = true;
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.oncancel = () => resolve([]);
    input.click();
  });
}
