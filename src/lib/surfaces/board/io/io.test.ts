import { expect, test } from 'vitest';
import { MAX_TEXT } from '../model/limits.ts';
import { blobOf } from './base64.ts';
import { broughtOf, isBoardFile } from './brought.ts';
import { fittingScale } from './draw.ts';
import { fileName } from './files.ts';
import { rowsOf } from './rows.ts';

const file = (name: string, type = 'image/png'): File => new File(['x'], name, { type });
const kindOf = (text: string, ...files: File[]): string => broughtOf({ text, files }).kind;

test('what comes is told apart', () => {
  expect(kindOf('')).toBe('nothing');
  expect(kindOf(' \r\n\u0000')).toBe('nothing');
  expect(kindOf('Words')).toBe('text');
  expect(kindOf('https://example.com')).toBe('link');
  expect(kindOf('javascript:alert(1)')).toBe('text');
  expect(kindOf('<svg xmlns="http://www.w3.org/2000/svg"/>')).toBe('text');
  expect(kindOf('{"type":"excalidraw/clipboard","elements":[]}')).toBe('board');
  expect(kindOf('\n{ "type": "excalidraw", "elements": [')).toBe('board');
  expect(kindOf('{"name":"excalidraw","version":"1.0.0"}')).toBe('text');
  expect(kindOf('x'.repeat(MAX_TEXT))).toBe('text');
  expect(kindOf('x'.repeat(MAX_TEXT + 1))).toBe('too_long');
});

test('a picture that is copied as the words it is made of comes as a picture', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="9" height="9"/>\n</svg>';
  for (const text of [svg, `\n${svg}\n`, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}`]) {
    const brought = broughtOf({ text, files: [] });
    expect(brought).toMatchObject({ kind: 'files', files: [{ type: 'image/svg+xml' }] });
  }
  expect(kindOf(`See ${svg}`)).toBe('text');
  expect(kindOf(`${svg} and more`)).toBe('text');
  expect(kindOf('<svgs></svg>')).toBe('text');
});

test('words come before a picture of them, a file before its name and address', () => {
  expect(kindOf('', file('image.png'))).toBe('files');
  expect(kindOf('Cell\tCell', file('image.png'))).toBe('text');
  expect(kindOf('photo.png', file('photo.png'))).toBe('files');
  expect(kindOf('/pictures/photo.png\n', file('photo.png'))).toBe('files');
  expect(kindOf('C:\\pictures\\photo.png', file('photo.png'))).toBe('files');
  expect(kindOf('not-photo.png', file('photo.png'))).toBe('text');
  expect(kindOf('https://example.com/photo', file('image.png'))).toBe('files');
  expect(kindOf('Cell', file(''))).toBe('text');
});

test('pasted words are cleaned of what nothing shows', () => {
  const brought = broughtOf({ text: '\r\n  a\u0007\r\nb\u000b\t\ud800c  \n\n', files: [] });
  expect(brought).toEqual({ kind: 'text', text: '  a\nb\t\ufffdc' });
});

test('boards are known by name or type', () => {
  expect(isBoardFile(file('Plan.EXCALIDRAW', ''))).toBe(true);
  expect(isBoardFile(file('plan', 'application/json'))).toBe(true);
  expect(isBoardFile(file('plan.excalidraw.png'))).toBe(false);
});

test.each([
  ['Plan', 'Plan.png'],
  ['', 'Board.png'],
  ['...', 'Board.png'],
  ['../../etc/passwd', 'etc passwd.png'],
  ['a:b*c?"<d>|e\\f', 'a b c d e f.png'],
  ['invoice\u202egnp.exe', 'invoice gnp.exe.png'],
  ['Überblick 図', 'Überblick 図.png'],
  ['😀'.repeat(100), `${'😀'.repeat(80)}.png`],
])('a board called %j is saved as %j', (title, name) => {
  expect(fileName(title, 'png')).toBe(name);
});

test('boxes lie side by side around a place, in rows as wide as allowed', () => {
  const sizes = [
    { width: 40, height: 20 },
    { width: 40, height: 40 },
    { width: 100, height: 10 },
  ];
  expect(rowsOf(sizes, [0, 0], 100, 10)).toEqual([
    { minX: -45, minY: -20, maxX: -5, maxY: 0 },
    { minX: 5, minY: -30, maxX: 45, maxY: 10 },
    { minX: -50, minY: 20, maxX: 50, maxY: 30 },
  ]);
  // One that is too wide alone has a row of its own.
  expect(rowsOf([{ width: 500, height: 10 }], [0, 0], 100, 10)).toHaveLength(1);
  expect(rowsOf([], [0, 0], 100, 10)).toEqual([]);
});

test('a picture is as large as asked for, or as browsers can paint', () => {
  const box = (maxX: number, maxY: number) => ({ minX: 0, minY: 0, maxX, maxY });
  expect(fittingScale(box(1_000, 500), 3)).toBe(3);
  expect(fittingScale(box(16_384, 10), 2)).toBe(1);
  const scale = fittingScale(box(10_000, 10_000), 2);
  expect(10_000 * scale * 10_000 * scale).toBeCloseTo(64_000_000);
});

test('bytes come out of a data address, and nothing out of what is none', async () => {
  const blob = blobOf('data:image/png;base64,aGk=');
  expect([blob?.type, await blob?.text()]).toEqual(['image/png', 'hi']);
  expect(blobOf('data:image/png;base64,%%%')).toBeNull();
  expect(blobOf('https://example.com/a.png')).toBeNull();
});
