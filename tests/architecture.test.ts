import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { describeSettings } from '../src/lib/server/config.ts';

const root = join(import.meta.dirname, '..');

/** Files that git knows or would take. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const pages = files.filter((file) => file.endsWith('.md'));

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const withoutFences = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '');

/** Paths in code spans: they begin with a folder of the project. */
function pathsIn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\s]+)`/g)].map(([, span = '']) => span);
  return spans.filter((span) =>
    /^(src|tests|scripts|docs|server\.ts|bench|deploy|\.ci)\b/.test(span),
  );
}

test.each(pages)('the paths that %s names exist', (page) => {
  const missing = pathsIn(read(page)).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const targets = [...withoutFences(read(page)).matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)];
  const broken = targets
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchors(read(file)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

/** Anchors that a page's headings have, as GitHub makes them. */
function anchors(text: string): string[] {
  const headings = [...withoutFences(text).matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => heading,
  );
  const made = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  const written = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id);
  return [...made, ...written];
}

test('ARCHITECTURE.md tells the way of one edit and names every folder of src/lib', () => {
  const text = read('ARCHITECTURE.md');
  const inLib = files.map((file) => /^src\/lib\/(?:server\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  const folders = new Set(inLib.filter((folder) => folder !== undefined));
  folders.delete('src/lib/server');
  expect(text).toContain('## The way of one edit');
  expect([...folders].filter((folder) => !text.includes(folder))).toEqual([]);
});

test('the settings in README.md are those of the server', () => {
  const rows = describeSettings().map(
    ({ name, fallback, description }) => `| \`${name}\` | ${fallback} | ${description} |`,
  );
  const squeezed = read('README.md').replace(/ +/g, ' ');
  expect(rows.filter((row) => !squeezed.includes(row))).toEqual([]);
});

// ESLint counts code (300 lines); here comments and blank lines count too.
test('modules stay small', () => {
  const long = files
    .filter((file) => /^(src|scripts)\/.*\.(ts|mjs|svelte)$/.test(file))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => ({ file, lines: read(file).split('\n').length }))
    .filter(({ lines }) => lines > 400);
  expect(long).toEqual([]);
});

test('routes are thin: parse, authorize, call, respond', () => {
  const thick = files
    .filter((file) => /^src\/routes\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => ({ file, lines: read(file).split('\n').length }))
    .filter(({ lines }) => lines > 90);
  expect(thick).toEqual([]);
});

test('nothing names a place on somebody’s machine, a private registry or a secret', () => {
  const suspicious =
    /(^|[\s"'`(=])\/(home|Users|root|work|workspace|mnt|opt)\/[\w.-]+|C:\\Users|127\.0\.0\.1:\d+\/.*tarball|_authToken|BEGIN [A-Z ]*PRIVATE KEY/;
  const found = files
    .filter(
      (file) => !/\.(png|jpg|woff2|ico|webp)$/.test(file) && statSync(join(root, file)).size < 2e6,
    )
    .filter((file) => file !== relative(root, import.meta.filename))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => suspicious.test(line))
        .map((line) => `${file}: ${line.trim().slice(0, 120)}`),
    );
  expect(found).toEqual([]);
});

test('the lockfile pins every package by its content, and names no private registry', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  const wrong = Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .filter(
      ([, { resolved, integrity }]) =>
        !integrity?.startsWith('sha512-') ||
        (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    )
    .map(([path, { resolved }]) => `${path}: ${resolved ?? 'no integrity'}`);
  expect(wrong).toEqual([]);
});
