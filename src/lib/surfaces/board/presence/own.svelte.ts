import { untrack } from 'svelte';
import type { Awareness } from 'y-protocols/awareness';
import type { BoardEditor, LaserPoint } from '../editor/editor.svelte.ts';
import { distance } from '../geometry/vector.ts';
import { OwnState, type NumberedPoint } from './own-state.ts';
import { BOARD_FIELD } from './wire.ts';

/** As often as presence is posted, milliseconds: more often nobody would hear it. */
const TELL_MS = 100;
/** Points of the laser that are nearer to the one before are not told, CSS pixels. */
const LASER_STEP = 2;
/** So many points of the laser are told again, in case a post was left out for a later one. */
const MAX_LASER = 160;
/** So many of the elements drawn last are named: what is written by hand is a stroke for each letter. */
const MAX_PLACED = 4;

/** Tells the others what this person does: whenever that changes, but not more often than they would hear it. */
export class OwnPresence {
  readonly #editor: BoardEditor;
  readonly #awareness: Awareness;
  readonly #state = new OwnState();
  #following: string | null = null;
  /** Ids of what was drawn last, whether it has come to the document or not. */
  #drawn: readonly string[] = [];
  #laser: readonly NumberedPoint[] = [];
  #lasered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed = false;
  #told = '';

  constructor(editor: BoardEditor, awareness: Awareness) {
    this.#editor = editor;
    this.#awareness = awareness;
  }

  /** For an effect: tells anew whenever something that others see is another. */
  watch(following: string | null): void {
    const { pointer, selection, editing, camera, size, draft } = this.#editor;
    void [pointer, selection, editing, camera, size];
    this.#following = following;
    if (draft !== null && this.#drawn.at(-1) !== draft.id) {
      this.#drawn = [...this.#drawn, draft.id].slice(-MAX_PLACED - 1);
    }
    untrack(() => this.#soon());
  }

  /** Points that the own laser has passed; none when the last one has faded. */
  lasers(points: readonly LaserPoint[]): void {
    if (points.length === 0) {
      this.#laser = [];
    } else {
      const step = LASER_STEP / this.#editor.camera.zoom;
      const laser = [...this.#laser];
      for (const { point, begins } of points) {
        const last = laser.at(-1);
        if (!begins && last !== undefined && distance(last.point, point) < step) continue;
        laser.push({ number: this.#lasered++, point, begins });
      }
      this.#laser = laser.slice(-MAX_LASER);
    }
    this.#soon();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#awareness.setLocalStateField(BOARD_FIELD, null);
  }

  #soon(): void {
    this.#changed = true;
    if (this.#timer === undefined) this.#tell();
  }

  #tell(): void {
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    const { pointer, selection, editing, camera, size, draft, board } = this.#editor;
    const state = this.#state.of({
      ...{ pointer, selection, editing, camera, size, draft },
      following: this.#following,
      placed: this.#drawn.filter((id) => board.get(id) !== undefined),
      laser: this.#laser,
    });
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#timer = setTimeout(() => this.#tell(), TELL_MS);
    this.#awareness.setLocalStateField(BOARD_FIELD, state);
  }
}
