import { ESLint } from 'eslint';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

// The text is linted as if it stood in this file: type-checked rules need one that exists.
const SOURCE = 'src/lib/protocol/cursor.ts';
const SURFACE = 'src/lib/surfaces/surface.ts';
const SUITE = 'tests/lint-rules.test.ts';

const BROKEN: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['@typescript-eslint/no-explicit-any', SOURCE, 'export const a: any = 1;'],
  ['@typescript-eslint/no-non-null-assertion', SOURCE, 'export const a = [1].at(0)!;'],
  ['@typescript-eslint/no-floating-promises', SOURCE, 'Promise.resolve(1);'],
  ['@typescript-eslint/no-misused-promises', SOURCE, 'export const a = [1].filter(async () => 1);'],
  ['@typescript-eslint/no-unused-vars', SOURCE, 'const a = 1;'],
  [
    '@typescript-eslint/consistent-type-imports',
    SOURCE,
    `import { Role } from './roles.ts'; export type R = Role;`,
  ],
  ['no-empty', SOURCE, 'try { eval; } catch {}'],
  ['no-console', SOURCE, 'console.log(1);'],
  ['max-lines', SOURCE, 'export {};\n'.repeat(301)],
  ['no-restricted-globals', SURFACE, `export const a = fetch('/');`],
  [
    'no-restricted-syntax',
    SUITE,
    `import { test } from 'vitest'; test.skip('later', () => undefined);`,
  ],
];

// The first rule with types reads the types of the whole project, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 300_000 });

const root = join(import.meta.dirname, '..');
const eslint = new ESLint({ cwd: root });

test.each(BROKEN)('%s bites', async (rule, file, text) => {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  expect(result?.messages.map((message) => message.ruleId)).toContain(rule);
});
