import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Parts of boards, all of which come before the component of the board. */
const BOARD_PARTS = [
  ...['text', 'model', 'geometry', 'operations', 'render', 'outline', 'excalidraw', 'canvas'],
  ...['editor', 'tools', 'presence', 'io', 'ui'],
];
const BOARD = 'src/lib/surfaces/board';

/** Each rule with a module that breaks it: `rule → [file, its text]`. */
const BROKEN: Record<string, readonly [file: string, text: string]> = {
  'protocol-is-pure': ['src/lib/protocol/impure.ts', `import 'yjs';`],
  'sync-stands-alone': ['src/lib/sync/svelte.ts', `import 'svelte';`],
  'surfaces-know-no-transport': ['src/lib/surfaces/text/live.ts', `import '../../sync/index.ts';`],
  ...Object.fromEntries(
    BOARD_PARTS.map((part) => [
      `board-${part}-before-what-follows`,
      [`${BOARD}/${part}/early.ts`, `import '../BoardSurface.svelte';`] as const,
    ]),
  ),
  'board-session-before-what-follows': [
    `${BOARD}/session.svelte.ts`,
    `import './BoardSurface.svelte';`,
  ],
  'server-sync-sees-interfaces': ['src/lib/server/sync/eager.ts', `import '../storage/shared.ts';`],
  'storage-knows-the-contract-only': ['src/lib/server/storage/yjs.ts', `import 'yjs';`],
  'bus-knows-the-contract-only': [
    'src/lib/server/bus/nosy.ts',
    `import type { Storage } from '../storage/storage.ts'; export type S = Storage;`,
  ],
  'app-alone-names-engines': ['src/routes/+page.server.ts', `import '$lib/server/bus/memory.ts';`],
  'engines-do-not-share': [
    'src/lib/server/storage/sqlite/borrows.ts',
    `import '../memory/index.ts';`,
  ],
  'server-takes-pure-parts-of-surfaces': [
    'src/lib/server/documents/editor.ts',
    `import '../../surfaces/text/editor.ts';`,
  ],
  'server-is-not-the-browser': [
    'src/lib/server/documents/client.ts',
    `import '../../sync/index.ts';`,
  ],
  'browser-takes-no-server-code': [
    'src/lib/components/Leak.svelte',
    `<script lang="ts">import { app } from '$lib/server/app.ts'; app();</script>`,
  ],
  'sveltekit-stays-outside': [
    'src/lib/server/documents/kit.ts',
    `import { error } from '@sveltejs/kit'; error(404);`,
  ],
  'lucia-behind-one-file': [
    'src/lib/server/auth/accounts.ts',
    `import { Lucia } from 'lucia'; new Lucia();`,
  ],
  'production-takes-no-tests': [
    'src/lib/server/documents/double.ts',
    `import '../../../../tests/support/app.ts';`,
  ],
  'server-runs-on-dependencies': [
    'src/lib/server/http/dev.ts',
    `import { globSync } from 'eslint'; globSync();`,
  ],
  'declared-dependencies-only': ['src/lib/server/http/undeclared.ts', `import 'acorn';`],
  'no-unresolved-import': ['src/lib/server/http/nowhere.ts', `import './not-there.ts';`],
  'no-cycle': ['src/lib/server/http/one.ts', `import './two.ts';`],
  'no-orphan': ['src/lib/server/http/lonely.ts', `export const alone = true;`],
};

/** Modules that keep to the rules; the broken ones import them. */
const SOUND: Record<string, string> = {
  'src/lib/protocol/index.ts': `import 'lib0/buffer';`,
  'src/lib/sync/index.ts': `import 'yjs'; import '../protocol/index.ts';`,
  'src/lib/sync/status.svelte.ts': `import 'svelte/reactivity'; import './index.ts';`,
  'src/lib/surfaces/text/schema.ts': `import 'yjs';`,
  'src/lib/surfaces/text/editor.ts': `import './schema.ts';`,
  [`${BOARD}/BoardSurface.svelte`]: `<script lang="ts">import './ui/panel/row.ts';</script>`,
  [`${BOARD}/ui/panel/row.ts`]: `import '../../model/sound.ts';`,
  [`${BOARD}/model/sound.ts`]: `import '../text/sound.ts';`,
  [`${BOARD}/text/sound.ts`]: `export const sound = true;`,
  'src/lib/server/storage/storage.ts': `import '../../protocol/index.ts'; export interface Storage {}`,
  'src/lib/server/storage/shared.ts': `import './storage.ts';`,
  'src/lib/server/storage/memory/index.ts': `import '../storage.ts'; import 'node:path';`,
  'src/lib/server/storage/sqlite/index.ts': `import '../shared.ts'; import 'node:sqlite';`,
  'src/lib/server/bus/bus.ts': `import '../../protocol/index.ts';`,
  'src/lib/server/bus/memory.ts': `import './bus.ts';`,
  'src/lib/server/sync/engine.ts': `import 'yjs'; import 'node:zlib'; import '../storage/storage.ts'; import '../bus/bus.ts';`,
  'src/lib/server/auth/session.ts': `import 'lucia';`,
  'src/lib/server/http/two.ts': `import './one.ts';`,
  'src/lib/server/app.ts': `
    import './storage/sqlite/index.ts'; import './storage/memory/index.ts'; import './bus/memory.ts';
    import './sync/engine.ts'; import './auth/session.ts'; import '../surfaces/text/schema.ts';
    export const app = () => 0;`,
  'src/routes/+page.svelte': `<script lang="ts">import { page } from '$app/state'; import '$lib/sync/status.svelte.ts'; page;</script>`,
  'tests/support/app.ts': `import '../../src/lib/server/app.ts';`,
  'server.ts': `import './src/lib/server/app.ts';`,
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const root = join(import.meta.dirname, '..');
let tree: string;
let violations: readonly Violation[];

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'runnel-import-rules-'));
  for (const file of ['.dependency-cruiser.cjs', '.dependency-cruiser.alias.cjs', 'package.json']) {
    await cp(join(root, file), join(tree, file));
  }
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  const tsconfig = {
    compilerOptions: {
      module: 'esnext',
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      noEmit: true,
    },
  };
  await writeFile(join(tree, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const [file, text] of [...Object.entries(SOUND), ...Object.values(BROKEN)]) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }
  violations = await cruise(tree);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

function cruise(cwd: string): Promise<readonly Violation[]> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const args = [program, ...options, '--preserve-symlinks', 'src', 'tests', 'server.ts'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { cwd, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        if (!stdout) return reject(new Error(`dependency-cruiser said nothing: ${stderr}`));
        resolve(
          (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations,
        );
      },
    );
  });
}

test('every import rule has a module here that breaks it', () => {
  const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
    forbidden: readonly { name: string }[];
  };
  expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(BROKEN).sort());
});

test.each(Object.entries(BROKEN))('%s bites', (rule, [file]) => {
  const found = violations.filter((each) => each.from === file).map((each) => each.rule.name);
  expect(found).toContain(rule);
});

test('modules that keep to the rules are left alone', () => {
  // The other half of the cycle is found guilty with the first.
  const half = 'src/lib/server/http/two.ts';
  const wrong = violations.filter((each) => each.from in SOUND && each.from !== half);
  expect(wrong.map((each) => `${each.rule.name}: ${each.from}`)).toEqual([]);
});
