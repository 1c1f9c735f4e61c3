import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { boardUpdate, manyElements } from '../../../../../tests/support/boards.ts';
import { readElements } from '../model/snapshot.ts';
import type { BoardElement } from '../model/types.ts';
import type { NewElement } from '../model/write.ts';
import { renderBoardPage } from '../render.ts';
import { boardPicture, firstPaint } from './board-page.ts';
import { elementToSvg } from './element-svg.ts';
import { drafted } from '../model/patched.ts';
import { smallElementToSvg } from './small-svg.ts';

const MAX = 800_000;
const ID = 'a'.repeat(43);

function elementsOf(elements: readonly NewElement[]): BoardElement[] {
  return readElements(docOf(elements));
}

function docOf(elements: readonly NewElement[]): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, boardUpdate(elements));
  return doc;
}

test('the picture has the size of the content, by which the page places it', () => {
  const elements = elementsOf([
    { type: 'rectangle', x: 100, y: 50, width: 200, height: 100 },
    { type: 'note', x: 500, y: 300, width: 80, height: 80, text: 'Here' },
  ]);
  const html = firstPaint(elements, { title: 'A board', maxLength: MAX });
  expect(html).toMatch(/^<div class="board-picture" style="--w:480px;--h:330px"><svg /);
  expect(html).toContain('viewBox="100 50 480 330"');
  expect(html).toContain('aria-label="A board"');
  expect(html).toContain('light-dark(');
  expect(html).toContain('>Here</tspan>');
});

test('a board without elements has no picture and no outline', () => {
  expect(renderBoardPage(new Y.Doc(), { maxLength: MAX })).toEqual({ html: '', text: '' });
});

test('a picture of the board is shown from where its files are', () => {
  const doc = docOf([{ type: 'image', x: 0, y: 0, width: 90, height: 60, fileId: ID }]);
  const { html } = renderBoardPage(doc, { maxLength: MAX, imageHref: (id) => `/files/${id}` });
  expect(html).toContain(`href="/files/${ID}"`);
});

test('a large board is drawn whole in what room there is, with less detail', () => {
  const elements = elementsOf(manyElements(3000));
  const options = { theme: 'auto', background: 'transparent', title: '' } as const;
  const size = { width: 1920, height: 1080 };
  const ample = boardPicture(elements, { ...options, size, maxLength: 10_000_000 })?.svg ?? '';
  const tight = boardPicture(elements, { ...options, size, maxLength: 250_000 })?.svg ?? '';
  expect(ample.length).toBeGreaterThan(250_000);
  expect(tight.length).toBeLessThan(252_000);
  // The last row is there too.
  const lowest = Math.max(...elements.map(({ y }) => y));
  expect(tight).toMatch(new RegExp(`"${lowest}"|${lowest}[L"h]|[ ,]${lowest}`));
});

test('what is stopped is shown as far as it came', () => {
  const elements = elementsOf(manyElements(100));
  let asked = 0;
  const picture = boardPicture(elements, {
    ...{ theme: 'light', background: 'transparent', title: '', maxLength: MAX },
    size: { width: 1920, height: 1080 },
    stop: () => ++asked > 10,
  });
  expect(picture?.svg).toMatch(/<\/svg>$/);
  expect(asked).toBeLessThan(20);
});

test('seen as large as it is, an element is drawn as everywhere', () => {
  const [element] = elementsOf([
    { type: 'rectangle', x: 0, y: 0, width: 200, height: 100, roughness: 1, text: 'Plan' },
  ]);
  if (!element) throw new Error('no element');
  const context = { theme: 'light', lookup: () => undefined } as const;
  expect(smallElementToSvg(element, { ...context, scale: 1 })).toBe(elementToSvg(element, context));
});

test.each(manyElements(6))('seen small, an element is drawn with less: $type', (element) => {
  const [read] = elementsOf([element]);
  if (!read) throw new Error('no element');
  const context = { theme: 'light', lookup: () => undefined } as const;
  const whole = elementToSvg(read, context);
  const small = smallElementToSvg(read, { ...context, scale: 0.1 });
  expect(small).not.toBe('');
  expect(small.length).toBeLessThan(whole.length);
  expect(small).not.toContain('<text');
  expect(smallElementToSvg(read, { ...context, scale: 0.001 })).toBe('');
});

test('words that can be read stay, though their shape is drawn with less', () => {
  const [element] = elementsOf([
    {
      type: 'rectangle',
      x: 0,
      y: 0,
      width: 30,
      height: 20,
      roughness: 2,
      fontSize: 8,
      text: 'Plan',
    },
  ]);
  if (!element) throw new Error('no element');
  const context = { theme: 'light', lookup: () => undefined, scale: 0.9 } as const;
  const svg = smallElementToSvg(element, context);
  expect(svg).toContain('<rect x="0" y="0" width="30" height="20"');
  expect(svg).toContain('Plan</tspan>');
});

test('the outline has a heading for each frame, and says what arrows connect', () => {
  const html = renderBoardPage(
    docOf([
      { type: 'frame', x: 0, y: 0, width: 400, height: 300, name: 'Went <well>' },
      { type: 'note', x: 500, y: 0, width: 80, height: 80, text: 'Fast & quiet' },
    ]),
    { maxLength: MAX },
  ).html;
  const outline = html.slice(html.indexOf('<section'));
  expect(outline).toContain('<section class="vh"><h2>Outline of the board</h2>');
  expect(outline).toContain('<h3>Frame: Went &#60;well&#62;</h3>');
  expect(outline).toContain('<ul><li>Note: Fast &#38; quiet</li></ul>');
});

test('the outline of a large board has an end, and says how much more there is', () => {
  const { html } = renderBoardPage(docOf(manyElements(620)), { maxLength: MAX });
  expect(html.match(/<li>/g)).toHaveLength(500);
  expect(html).toContain('<p>And 120 more.</p>');
});

test('hostile content neither gets out of the page nor stops it', () => {
  const doc = new Y.Doc();
  const map = doc.getMap('elements');
  const evil = '"><script>alert(1)</script>';
  for (const type of ['rectangle', 'note', 'text', 'image', 'frame', 'arrow', 'freedraw', evil]) {
    map.set(
      type,
      new Y.Map<unknown>(
        Object.entries({ type, x: NaN, y: 1e300, width: -5, fileId: evil, name: evil, text: evil }),
      ),
    );
  }
  const { html } = renderBoardPage(doc, { maxLength: MAX, imageHref: (id) => id });
  expect(html).not.toContain('<script');
  expect(html).not.toMatch(/NaN|Infinity/);
});

test('an arrow that is seen small still says where it leads', () => {
  const points = [
    [0, 0],
    [60, 0],
  ] as const;
  const heads = { startArrowhead: null, endArrowhead: 'triangle', strokeWidth: 2 } as const;
  const arrow = drafted('a', { type: 'arrow', points, ...heads });
  const context = { theme: 'light', lookup: () => undefined } as const;
  expect(smallElementToSvg(arrow, { ...context, scale: 0.4 })).toContain(
    'd="M0 0L60 0M48 -5.4L60 0L48 5.4"',
  );
  // So small that it would be a blot.
  expect(smallElementToSvg(arrow, { ...context, scale: 0.15 })).toContain('d="M0 0L60 0"');
});
