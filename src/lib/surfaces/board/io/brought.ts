import { isAddress } from '../../text/url.ts';
import { MAX_TEXT } from '../model/limits.ts';

/** What somebody brings to a board by pasting or dropping it. */
export type Brought =
  | { readonly kind: 'board'; readonly json: string }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'link'; readonly href: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Text that is longer than a text can be. */
  | { readonly kind: 'too_long'; readonly length: number }
  | { readonly kind: 'nothing' };

/** What the clipboard or a drag holds. */
export interface Carried {
  /** `text/plain`. */
  readonly text: string;
  readonly files: readonly File[];
}

/** Where elements of a board say what they are: at the beginning, wherever they come from. */
const HEAD = 1_000;

/**
 * Tells what it is that comes. Words come before pictures of them, which spreadsheets carry too; not so a file's own name or
 * address, which others add to the file.
 */
export function broughtOf({ text, files }: Carried): Brought {
  const trimmed = text.trim();
  if (isBoard(trimmed)) return { kind: 'board', json: trimmed };
  const aboutFile =
    trimmed === '' ||
    isAddress(trimmed) ||
    files.some(({ name }) => name !== '' && trimmed.split(/[\r\n]+/).some(isNamed(name)));
  if (files.length > 0 && aboutFile) return { kind: 'files', files };
  if (isSvg(trimmed)) {
    return { kind: 'files', files: [new File([trimmed], 'image.svg', { type: 'image/svg+xml' })] };
  }
  if (trimmed === '') return { kind: 'nothing' };
  if (isAddress(trimmed)) return { kind: 'link', href: trimmed };
  const written = cleaned(text);
  if (written.length > MAX_TEXT) return { kind: 'too_long', length: written.length };
  return written.trim() === '' ? { kind: 'nothing' } : { kind: 'text', text: written };
}

/** True for a path or name of a file. */
function isNamed(name: string): (line: string) => boolean {
  return (line) => line === name || line.endsWith(`/${name}`) || line.endsWith(`\\${name}`);
}

/** Whether a text says of itself that it is elements of a board, damaged or not. */
function isBoard(text: string): boolean {
  return (
    text.startsWith('{') && /"type"\s*:\s*"excalidraw(\/clipboard)?"/.test(text.slice(0, HEAD))
  );
}

/** Whether a text is a whole picture, as editors of pictures and of code put it on the clipboard. */
function isSvg(text: string): boolean {
  return /^(<\?xml[^>]*\?>\s*)?<svg[\s>]/.test(text) && text.endsWith('</svg>');
}

/** Lines end with `\n`; characters that nothing shows are left out, and so are empty lines around. */
function cleaned(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- all but tabs and line ends
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .replace(/^\n+|\s+$/g, '')
  );
}

/** Whether a file is a board by its name or type. */
export function isBoardFile({ name, type }: File): boolean {
  return (
    /\.(excalidraw|json)$/i.test(name) ||
    type === 'application/json' ||
    type === 'application/vnd.excalidraw+json'
  );
}
