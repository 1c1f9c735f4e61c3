import type { Component } from 'svelte';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

/**
 * What a surface is given. It never fetches and never knows the transport: it reads and writes `doc`,
 * and shows and reads carets through `awareness` (whose states carry `user: {id, name, color}`, stamped by the
 * server for everybody else).
 */
export interface SurfaceProps {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly readOnly: boolean;
  /** Called once, when the surface shows the document: the server-rendered page may be taken away. */
  readonly onready?: () => void;
}

/** How a kind of document looks and is edited. */
export interface Surface {
  readonly component: Component<SurfaceProps>;
}
