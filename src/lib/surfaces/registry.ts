import type { Surface } from './surface.ts';

/**
 * Which surface shows a kind of document. Surfaces are loaded when a document of their kind is first
 * opened, so that none costs anything to the others.
 */
const surfaces: ReadonlyMap<string, () => Promise<Surface>> = new Map([
  ['text', async () => ({ component: (await import('./text/TextSurface.svelte')).default })],
  [
    'board',
    async () => {
      const [{ default: component }, { BOARD_SCHEMA_VERSION: schemaVersion }] = await Promise.all([
        import('./board/BoardSurface.svelte'),
        import('./board/schema.ts'),
      ]);
      return { component, schemaVersion };
    },
  ],
]);

/**
 * Loads the surface of a kind of document.
 * @param kind as the document's record has it
 * @returns null for a kind that this version does not know
 */
export function loadSurface(kind: string): Promise<Surface> | null {
  return surfaces.get(kind)?.() ?? null;
}
