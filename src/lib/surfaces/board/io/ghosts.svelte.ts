import type { Bounds } from '../geometry/vector.ts';

/** Something that is on its way to the server, and not in the document before it is there. */
export interface Ghost {
  readonly id: string;
  readonly bounds: Bounds;
  /** The picture, from memory; null for elements. */
  readonly url: string | null;
}

/** What is shown of things that have not arrived yet. */
export class Ghosts {
  all = $state.raw<readonly Ghost[]>([]);

  /** Shows one. Returns how to take it away. */
  add(ghost: Ghost): () => void {
    this.all = [...this.all, ghost];
    return () => {
      this.all = this.all.filter(({ id }) => id !== ghost.id);
    };
  }

  clear(): void {
    this.all = [];
  }
}
