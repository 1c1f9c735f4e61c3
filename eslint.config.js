import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// Who may import whom is checked by dependency-cruiser (.dependency-cruiser.cjs); here is what a single file may do.
export default defineConfig(
  globalIgnores([
    'build/',
    '.svelte-kit/',
    'data/',
    '.data-*/',
    'static/',
    'screenshots/',
    'test-results/',
    'playwright-report/',
    // These import the peers, which only an installed workspace of the benchmark has.
    'bench/servers/entries/',
    'bench/board/pages/',
  ]),
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
    },
  },
  {
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always'],
      // The router's resolve() matters only for an app below a base path, which Runnel does not support.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    // The only places that speak to a terminal.
    files: ['server.ts', 'scripts/**', 'bench/**', 'src/lib/server/logger.ts', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/**', 'server.ts', 'scripts/**', 'bench/**'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['**/*.test.ts', 'tests/**'],
    rules: {
      'max-lines': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.object.name=/^(test|it|describe)$/][callee.property.name=/^(skip|only|todo|fixme)$/]',
          message: 'No test is skipped, and none runs alone.',
        },
        {
          selector: 'CallExpression[callee.property.name="waitForTimeout"]',
          message: 'Wait for a condition, not for time.',
        },
      ],
    },
  },
  {
    // Playwright reads from the pattern which fixtures a fixture needs, none included.
    files: ['tests/e2e/**'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  {
    // A surface is given a document; how the document travels is not its business.
    files: ['src/lib/surfaces/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket', 'indexedDB'].map((name) => ({
          name,
          message: 'Surfaces never reach for the network or the storage.',
        })),
      ],
    },
  },
  {
    // Kit keeps it out of the project, as it runs in a worker's surroundings.
    files: ['src/service-worker.ts'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: {
      globals: globals.serviceworker,
      parserOptions: { projectService: false, project: false },
    },
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false, project: false } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
