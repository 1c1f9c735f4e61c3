import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FONT_FAMILY } from './fonts.ts';
import { layoutText, MAX_LINES, type TextStyle } from './layout.ts';
import { measureText } from './metrics.ts';

const style: TextStyle = { fontSize: 20, fontFamily: FONT_FAMILY.sans, lineHeight: 1.25 };

function lines(text: string, width: number | null): string[] {
  return layoutText(text, style, width).lines.map((line) => line.text);
}

// What Chromium measured for the fonts that the pages serve.
test.each([
  ['The quick brown fox jumps over the lazy dog', 20, 412.4],
  ['We cannot see which phones run out of space', 14, 307.2],
])('%j is as wide as in a browser, to one percent', (text, size, width) => {
  const measured = measureText(text, size, FONT_FAMILY.sans);
  expect(Math.abs(measured - width) / width).toBeLessThan(0.01);
});

test('accents, marks and wide characters', () => {
  const width = (text: string): number => measureText(text, 20, FONT_FAMILY.sans);
  expect(width('é')).toBe(width('e'));
  expect(width('e\u0301')).toBe(width('e'));
  expect(width('你好')).toBe(40);
  expect(measureText('iW', 20, FONT_FAMILY.mono)).toBe(24);
});

test('lines break at spaces, behind hyphens and inside words that are too long', () => {
  expect(lines('one two three', 80)).toEqual(['one two', 'three']);
  expect(lines('long-winded', 80)).toEqual(['long-', 'winded']);
  expect(lines('aaaaaaaaaaaa', 60)).toEqual(['aaaaa', 'aaaaa', 'aa']);
  expect(lines('你好世界。', 45)).toEqual(['你好', '世', '界。']);
  expect(lines('a  \n\nb', null)).toEqual(['a', '', 'b']);
  // What is narrower than a letter is high is as wide as that.
  expect(lines('iiiiiiiiii', 1)).toEqual(lines('iiiiiiiiii', 20));
  expect(lines('iiiiiiiiii', 1).length).toBeLessThan(5);
});

test('size is that of the lines', () => {
  const layout = layoutText('one\nlonger', style, null);
  expect(layout.height).toBe(50);
  expect(layout.width).toBeCloseTo(measureText('longer', 20, FONT_FAMILY.sans));
  expect(layout.baseline).toBeGreaterThan(15);
  expect(layout.baseline).toBeLessThan(25);
});

test('no word is lost, and no line is wider than it may be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zA-Z-]{1,25}$/), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 25, max: 300 }),
      (words, width) => {
        const layout = layoutText(words.join(' '), style, width);
        expect(
          layout.lines
            .map((line) => line.text)
            .join('')
            .replace(/ /g, ''),
        ).toBe(words.join(''));
        expect(layout.width).toBeLessThanOrEqual(width + 1 / 64);
      },
    ),
    { seed: 4 },
  );
});

test('a text without end has an end', () => {
  expect(layoutText('\n'.repeat(20_000), style, null).lines).toHaveLength(MAX_LINES);
  expect(layoutText('x'.repeat(20_000), style, 1).lines).toHaveLength(MAX_LINES);
});

test('lines know where they begin, and paragraphs which way they run', () => {
  const { lines: found } = layoutText('one two\r\nשלום two\n\nend', style, 50);
  expect(found.map(({ start, text, rtl }) => [start, text, rtl])).toEqual([
    [0, 'one', false],
    [4, 'two', false],
    [9, 'שלום', true],
    [14, 'two', true],
    [18, '', false],
    [19, 'end', false],
  ]);
});

test('what is joined to an emoji takes no room of its own', () => {
  const width = (text: string): number => measureText(text, 20, FONT_FAMILY.sans);
  expect(width('👨‍👩‍👧')).toBe(width('👨'));
  expect(width('👍🏽')).toBe(width('👍'));
  expect(width('🇩🇪')).toBe(20);
});
