/**
 * Writes src/lib/surfaces/board/text/widths.ts: how wide the letters of the boards' fonts are, as Chromium sets them. Run it
 * after a font was changed: `node scripts/board-widths.ts`.
 */
import { chromium, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { chromiumFlags, ensureChromium } from './browser.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'src/lib/surfaces/board/text/widths.ts');

/** `units`: what the font's em is divided into. */
const FONTS = [
  {
    name: 'SANS_14',
    family: 'Inter Variable',
    css: '@fontsource-variable/inter/opsz.css',
    units: 2048,
    settings: "'opsz' 14",
  },
  {
    name: 'SANS_32',
    family: 'Inter Variable',
    css: '@fontsource-variable/inter/opsz.css',
    units: 2048,
    settings: "'opsz' 32",
  },
  {
    name: 'HAND',
    family: 'Shantell Sans',
    css: '@fontsource/shantell-sans/400.css',
    units: 1000,
    settings: 'normal',
  },
] as const;

/** Letters of Latin, Greek and Cyrillic, and common signs, first and last. */
const RANGES = [
  [0x20, 0x7e],
  [0xa1, 0x17f],
  [0x218, 0x21b],
  [0x384, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x1e9e, 0x1e9e],
  [0x2010, 0x2026],
  [0x2030, 0x203a],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
] as const;

async function styles(path: string): Promise<string> {
  const file = join(ROOT, 'node_modules', path);
  const css = await readFile(file, 'utf8');
  const names = [...css.matchAll(/url\(\.\/([^)]+\.woff2)\)/g)].map(([, name = '']) => name);
  let inlined = css;
  for (const name of new Set(names)) {
    const data = await readFile(join(dirname(file), name));
    const address = `data:font/woff2;base64,${data.toString('base64')}`;
    inlined = inlined.replaceAll(`url(./${name})`, `url(${address})`);
  }
  return inlined;
}

/** Widths by character, in units; only of those that the font has. */
async function measure(page: Page, font: (typeof FONTS)[number]): Promise<Map<number, number>> {
  await page.setContent(`<style>${await styles(font.css)}</style><span></span>`);
  const codes = RANGES.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
  const widths = await page.evaluate(
    async ({ codes, family, units, settings }) => {
      const text = String.fromCodePoint(...codes);
      await document.fonts.load(`20px '${family}'`, text);
      const span = document.querySelector('span');
      if (span === null) throw new Error('The page is not as it was made');
      const width = (stack: string, character: string): number => {
        span.style.cssText = `position:absolute;white-space:pre;font:${String(units)}px ${stack};font-variation-settings:${settings};font-kerning:none;font-variant-ligatures:none;text-rendering:geometricPrecision`;
        span.textContent = character;
        return span.getBoundingClientRect().width;
      };
      return codes.map((code) => {
        const character = String.fromCodePoint(code);
        // What the font does not have is set in another, which is as wide as that one is alone.
        const [own, mono, serif] = [`'${family}',serif`, 'monospace', 'serif'].map((stack) =>
          width(stack, character),
        );
        const other = width(`'${family}',monospace`, character);
        const has = own === other && !(mono === serif && serif === own);
        return has ? Math.round(own ?? 0) : 0;
      });
    },
    { ...font, codes },
  );
  return new Map(codes.map((code, i) => [code, widths[i] ?? 0]));
}

/** Runs of characters with their widths. Letters that are as wide as without their accent are left out, as 0. */
function runsOf(widths: ReadonlyMap<number, number>): (readonly [number, string])[] {
  return RANGES.flatMap(([first, last]): (readonly [number, string])[] => {
    const row = Array.from({ length: last - first + 1 }, (_, i) => {
      const code = first + i;
      const base = String.fromCodePoint(code).normalize('NFD').codePointAt(0) ?? 0;
      const own = widths.get(code) ?? 0;
      return base !== code && widths.get(base) === own ? 0 : own;
    });
    return row.every((width) => width === 0) ? [] : [[first, row.join(' ').replace(/( 0)+$/, '')]];
  });
}

const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage();
  const tables: string[] = [];
  for (const font of FONTS) {
    const runs = runsOf(await measure(page, font));
    const rows = runs.map(([first, row]) => `[0x${first.toString(16)}, '${row}'],`).join('\n');
    tables.push(
      `/** ${font.family}, variations ${font.settings}, in ${String(font.units)}ths of the font size. */\nexport const ${font.name}: WidthRuns = [\n${rows}\n];\n`,
    );
  }
  const source = [
    '// Written by scripts/board-widths.ts; do not edit.\n',
    '/**\n * Advance widths of characters in a row, from a first one; 0 for those that have none of their own: as wide as without their\n * accent, or not in the font.\n */',
    'export type WidthRuns = readonly (readonly [first: number, widths: string])[];\n',
    ...tables,
  ].join('\n');
  const options = await resolveConfig(OUT);
  await writeFile(OUT, await format(source, { ...options, parser: 'typescript' }));
} finally {
  await browser.close();
}
