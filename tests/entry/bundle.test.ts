/** What a browser has to load for which kind of page, as it was built. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';

const CLIENT = '.svelte-kit/output/client';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

let manifest: Readonly<Record<string, Chunk>>;

beforeAll(async () => {
  manifest = JSON.parse(
    await readFile(join(CLIENT, '.vite/manifest.json'), 'utf8'),
  ) as typeof manifest;
});

/** The files that are loaded with these modules, for certain: what they import only when it is needed is not among them. */
function filesOf(...modules: readonly string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (!chunk) throw new Error(`${name} is not in the manifest`);
    files.add(chunk.file);
    chunk.imports?.forEach(visit);
  };
  modules.forEach(visit);
  return files;
}

async function codeOf(files: Iterable<string>): Promise<string> {
  const texts = await Promise.all(
    Array.from(files, (file) => readFile(join(CLIENT, file), 'utf8')),
  );
  return texts.join('\n');
}

const TEXT = 'src/lib/surfaces/text/TextSurface.svelte';
const BOARD = 'src/lib/surfaces/board/BoardSurface.svelte';
/** Scripts of a text's page under gzip. Raise it for what texts can do, never for what boards can. */
const TEXT_PAGE_BYTES = 316_000;

/** Words that minifying leaves, of the board and of the packages that only it needs. */
const BOARD_ONLY = {
  board: 'Something that this version cannot show',
  roughjs: 'hachureGap',
  'perfect-freehand': 'simulatePressure',
  rbush: 'toBBox',
  'fractional-indexing': 'invalid order key',
};

/** The modules of a document's page, before its surface. */
async function pageModules(): Promise<string[]> {
  const nodes = Object.keys(manifest).filter((name) =>
    /generated\/client-optimized\/nodes\//.test(name),
  );
  const wanted = ['routes/+layout.svelte', '(app)/+layout.svelte', '(app)/d/[id]/+page.svelte'];
  const found: string[] = [];
  for (const name of nodes) {
    const code = await readFile(name, 'utf8');
    if (wanted.some((path) => code.includes(`${path}"`))) found.push(name);
  }
  expect(found).toHaveLength(wanted.length);
  const entries = Object.keys(manifest).filter((name) => /entry\.js$|\/app\.js$/.test(name));
  expect(entries).toHaveLength(2);
  return [...found, ...entries];
}

test('the page of a text loads nothing of boards', async () => {
  const page = await pageModules();
  const text = await codeOf(filesOf(...page, TEXT));
  const board = await codeOf(filesOf(...page, BOARD));
  for (const [what, word] of Object.entries(BOARD_ONLY)) {
    // Otherwise the word proves nothing.
    expect(board.includes(word), `the board needs ${what}`).toBe(true);
    expect(text.includes(word), `the text has ${what} in it`).toBe(false);
  }
});

test('the page of a text is no larger than it was', async () => {
  const files = filesOf(...(await pageModules()), TEXT);
  let size = 0;
  for (const file of files) size += gzipSync(await readFile(join(CLIENT, file))).length;
  expect(size).toBeGreaterThan(TEXT_PAGE_BYTES / 2);
  expect(size).toBeLessThan(TEXT_PAGE_BYTES);
});
