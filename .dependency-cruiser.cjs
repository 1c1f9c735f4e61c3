// Who may import whom. ARCHITECTURE.md explains the rules; tests/import-rules.test.ts shows that each one bites.
const TEST = '\\.(test|spec)\\.ts$';
const EVERY_MODULE = { path: '' };

/** A rule by which files in `from` may import nothing but `to` (and their own folder). */
function only(name, comment, from, to, fromNot = []) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: [TEST, ...fromNot] },
    to: { pathNot: [from, ...to] },
  };
}

/** The parts of boards, as ARCHITECTURE.md has them: each one knows those before it. `words` are known to all. */
const BOARD_PARTS = [
  'text',
  'model',
  'geometry',
  'operations',
  'render',
  'outline',
  'excalidraw',
  'canvas',
  'editor',
  'tools',
  'session\\.svelte\\.ts',
  'presence',
  'io',
  'ui',
  'BoardSurface\\.svelte',
];

/** A rule for each part of boards: it imports nothing of those after it. */
function boardPartsInOrder() {
  const board = '^src/lib/surfaces/board/';
  return BOARD_PARTS.slice(0, -1).map((part, at) => ({
    name: `board-${part.split('\\')[0]}-before-what-follows`,
    comment: 'The parts of boards depend on each other in one direction: see ARCHITECTURE.md.',
    severity: 'error',
    from: { path: `${board}${part}(/|$)`, pathNot: [TEST] },
    to: { path: `${board}(${BOARD_PARTS.slice(at + 1).join('|')})(/|$)` },
  }));
}

const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})(/|$)`;
const PROTOCOL = '^src/lib/protocol/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('protocol-is-pure', 'The wire contract stands on lib0 alone.', PROTOCOL, [npm('lib0')]),
    only(
      'sync-stands-alone',
      'The client library knows the contract and Yjs, not Svelte, not the editors, not the server.',
      '^src/lib/sync/',
      [PROTOCOL, npm('lib0', 'yjs', 'y-protocols', 'idb', 'eventsource-parser', 'zod')],
      ['^src/lib/sync/status\\.svelte\\.ts$'],
    ),
    {
      name: 'surfaces-know-no-transport',
      comment:
        'A surface is given {doc, awareness, readOnly}; how the document travels is not its business.',
      severity: 'error',
      from: { path: '^src/lib/surfaces/', pathNot: [TEST] },
      to: { path: ['^src/lib/(sync|server)/', '^src/routes/', '^src/(hooks|service-worker)'] },
    },
    ...boardPartsInOrder(),
    only(
      'server-sync-sees-interfaces',
      'The engine of documents sees storage and bus through their interfaces only.',
      '^src/lib/server/sync/',
      [
        PROTOCOL,
        '^src/lib/server/storage/storage\\.ts$',
        '^src/lib/server/bus/bus\\.ts$',
        '^src/lib/server/logger\\.ts$',
        npm('lib0', 'yjs', 'node'),
        '^(node:)?[a-z_/]+$',
      ],
    ),
    only(
      'storage-knows-the-contract-only',
      'A storage engine can be replaced: nothing of the rest of the server is in it.',
      '^src/lib/server/storage/',
      [PROTOCOL, npm('node'), '^(node:)?[a-z_/]+$'],
    ),
    only(
      'bus-knows-the-contract-only',
      'A bus can be replaced: nothing of the rest of the server is in it.',
      '^src/lib/server/bus/',
      [PROTOCOL, npm('node'), '^(node:)?[a-z_/]+$'],
    ),
    {
      name: 'app-alone-names-engines',
      comment: 'Which storage and which bus is chosen in one place.',
      severity: 'error',
      from: {
        path: '^(src|server\\.ts|scripts)',
        pathNot: [TEST, '^src/lib/server/app\\.ts$', '^src/lib/server/(storage|bus)/'],
      },
      to: {
        path: '^src/lib/server/(storage|bus)/',
        pathNot: ['^src/lib/server/storage/storage\\.ts$', '^src/lib/server/bus/bus\\.ts$'],
      },
    },
    {
      name: 'engines-do-not-share',
      comment: 'What two storage engines have in common lies beside them, not in one of them.',
      severity: 'error',
      from: { path: '^src/lib/server/storage/([^/]+)/', pathNot: [TEST] },
      to: { path: '^src/lib/server/storage/([^/]+)/', pathNot: ['^src/lib/server/storage/$1/'] },
    },
    {
      name: 'server-takes-pure-parts-of-surfaces',
      comment: 'Of a surface the server knows what needs no browser.',
      severity: 'error',
      from: { path: '^(src/lib/server/|server\\.ts$)', pathNot: [TEST] },
      to: {
        path: '^src/lib/surfaces/',
        pathNot: ['^src/lib/surfaces/[^/]+/(schema|model|render|seed)\\.ts$'],
      },
    },
    {
      name: 'server-is-not-the-browser',
      comment: 'The server never imports the client library, components or routes.',
      severity: 'error',
      from: { path: '^(src/lib/server/|server\\.ts$)', pathNot: [TEST] },
      to: { path: ['^src/lib/(sync|components)/', '^src/routes/', '\\.svelte(\\.ts)?$'] },
    },
    {
      name: 'browser-takes-no-server-code',
      comment: 'What runs in the browser takes types at most from the server.',
      severity: 'error',
      from: {
        path: '^src/(lib/(components|surfaces|sync|protocol)/|service-worker|routes/.*\\.svelte$|routes/.*/\\+(page|layout)\\.ts$)',
        pathNot: [TEST],
      },
      to: { path: '^src/lib/server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sveltekit-stays-outside',
      comment: 'SvelteKit is known to routes, hooks, configuration and components only.',
      severity: 'error',
      from: {
        path: '',
        pathNot: [
          '^src/routes/',
          '^src/hooks\\.',
          '^src/app\\.d\\.ts$',
          '^src/service-worker\\.ts$',
          '^src/lib/components/',
          '^[^/]+\\.config\\.(js|ts)$',
          'node_modules',
        ],
      },
      to: { path: ['^[$](app|env|service-worker)', '(^|/)node_modules/@sveltejs/', '^@sveltejs/'] },
    },
    {
      name: 'lucia-behind-one-file',
      comment: 'The session library can be replaced by changing one file.',
      severity: 'error',
      from: {
        path: '^(src|server\\.ts|scripts|tests)',
        pathNot: ['^src/lib/server/auth/session\\.ts$'],
      },
      to: { path: npm('lucia', 'oslo') },
    },
    {
      name: 'production-takes-no-tests',
      comment: 'Tests may import the product, never the other way round.',
      severity: 'error',
      from: { path: '^(src|server\\.ts)', pathNot: [TEST] },
      to: { path: ['^tests/', TEST] },
    },
    {
      name: 'server-runs-on-dependencies',
      comment:
        'server.ts is run as it is, so what it imports must be there without the dev dependencies.',
      severity: 'error',
      from: { path: '^(src/lib/(server|protocol)/|server\\.ts$)', pathNot: [TEST] },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: [npm('node')],
      },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'A package that is imported stands in package.json.',
      severity: 'error',
      from: EVERY_MODULE,
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolved-import',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: { path: '', pathNot: 'node_modules' },
      to: {
        couldNotResolve: true,
        pathNot: [
          '^[$](app|env|service-worker)',
          '/[$]types(\\.js)?$',
          'build/handler\\.js$',
          '^vite/',
        ],
      },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that import each other are one module.',
      severity: 'error',
      from: EVERY_MODULE,
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A module that nobody imports is not needed.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          TEST,
          '\\.d\\.ts$',
          '^[^/]*\\.config\\.(js|ts|cjs|mjs)$',
          '^\\.[^/]+\\.cjs$',
          '^src/routes/',
          '^src/(hooks|service-worker)',
          '^scripts/',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Of a workspace of its own the packages may not be there.
    exclude: { path: ['^\\.svelte-kit/', '^build/', '^tests/excalidraw/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: '.dependency-cruiser.alias.cjs' },
    // Imports of types count too, and are told from imports of values.
    tsPreCompilationDeps: 'specify',
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
  },
};
