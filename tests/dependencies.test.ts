import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('every package of the editor is used somewhere', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const files = execFileSync('git', ['ls-files', 'src', 'server.ts', 'scripts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|mjs|svelte|css|html)$/.test(file));
  const code = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const used = (name: string) => code.includes(`'${name}'`) || code.includes(`'${name}/`);
  const packages = Object.keys(dependencies).filter((name) => name.startsWith('@tiptap/'));
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((name) => !used(name))).toEqual([]);
});
