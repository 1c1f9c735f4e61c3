import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Lab, tools } from './lab.ts';

declare global {
  /** What `lab.ts` gives to the page. */
  var boardLab: typeof tools;
  /** The board that a test is about. */
  var lab: Lab;
}

let bundle: Promise<string> | undefined;

async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ...{ write: false, minify: false },
      rolldownOptions: {
        input: join(import.meta.dirname, 'lab.ts'),
        output: { format: 'iife', name: 'boardLabBundle' },
      },
    },
  });
  const [output] = [result].flat();
  if (output === undefined || !('output' in output)) throw new Error('The lab was not bundled');
  return output.output[0].code;
}

const FONTS = [
  ['Inter Variable', 'inter/files/inter-latin-opsz-normal.woff2'],
  ['JetBrains Mono Variable', 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2'],
  ['Shantell Sans', '../@fontsource/shantell-sans/files/shantell-sans-latin-400-normal.woff2'],
] as const;

/** An empty page in which parts of the board can be tried, with its fonts. */
export async function openLab(page: Page): Promise<void> {
  bundle ??= bundled();
  const faces = FONTS.map(([family, path]) => {
    const file = readFileSync(join('node_modules/@fontsource-variable', path));
    return `@font-face{font-family:'${family}';font-weight:100 900;src:url(data:font/woff2;base64,${file.toString('base64')})}`;
  });
  await page.setContent(`<!doctype html><style>body{margin:0}${faces.join('')}</style>`);
  await page.evaluate(
    async (families) => {
      await Promise.all(families.flatMap((name) => [document.fonts.load(`20px '${name}'`)]));
    },
    FONTS.map(([family]) => family),
  );
  await page.addScriptTag({ content: await bundle });
}
