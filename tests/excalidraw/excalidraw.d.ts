/**
 * What the tests use of packages of this folder, so that the types of the project can be checked without them. Elements
 * are taken as the JSON that they are.
 */
declare module '@excalidraw/excalidraw' {
  type Raw = Record<string, unknown>;
  export function convertToExcalidrawElements(
    skeletons: readonly Raw[],
    options: { regenerateIds: boolean },
  ): Raw[];
  export function restoreElements(
    elements: readonly Raw[],
    local: null,
    options: { repairBindings: boolean; refreshDimensions: boolean },
  ): Raw[];
  export function restore(
    data: Raw,
    appState: null,
    local: null,
    options: { repairBindings: boolean; refreshDimensions: boolean },
  ): { elements: Raw[]; appState: Raw; files: Record<string, Raw> };
  export function serializeAsJSON(
    elements: readonly Raw[],
    appState: Raw,
    files: Raw,
    destination: 'local',
  ): string;
  export function setCustomTextMetricsProvider(provider: {
    getLineWidth(text: string, font: string): number;
  }): void;
}

declare module 'happy-dom' {
  export class Window {
    constructor(options: { url: string });
    readonly HTMLCanvasElement: { prototype: object };
  }
}
