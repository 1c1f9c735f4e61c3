import { untrack } from 'svelte';
import { prefersReducedMotion } from 'svelte/motion';
import type { Awareness } from 'y-protocols/awareness';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { BoardSession } from '../session.svelte.ts';
import { Cursors } from './cursors.ts';
import { RemoteDrafts } from './drafts.ts';
import { cameraFor, glide, leadsBack } from './follow.ts';
import { Lasers } from './lasers.ts';
import { FrameLoop } from './loop.ts';
import { OwnPresence } from './own.svelte.ts';
import { RemotePeople } from './people.svelte.ts';
import { readUser, type BoardUser } from './wire.ts';

export interface TogetherOptions {
  readonly session: BoardSession;
  readonly awareness: Awareness;
  /** Id of the person who is followed. Read in effects. */
  readonly following: () => string | null;
}

/** Being on a board with others: what they do is shown here, and what is done here is told to them. */
export class Together {
  readonly people: RemotePeople;
  readonly cursors: Cursors;
  readonly lasers = new Lasers();
  /** Who this is. */
  readonly user: BoardUser;
  /** Whose lasers have a trail; null for the own one. */
  trails = $state.raw<readonly (number | null)[]>([]);
  readonly #editor: BoardEditor;
  readonly #following: () => string | null;
  readonly #own: OwnPresence;
  readonly #drafts: RemoteDrafts;
  readonly #loop = new FrameLoop();
  #drawn = 0;

  constructor({ session, awareness, following }: TogetherOptions) {
    const { editor } = session;
    this.#editor = editor;
    this.#following = following;
    this.user = readUser(awareness.getLocalState());
    this.cursors = new Cursors(() => this.#loop.wake());
    this.#own = new OwnPresence(editor, awareness);
    this.#drafts = new RemoteDrafts(editor.board, (drafts) => {
      session.drafts = drafts;
    });
    this.people = new RemotePeople(awareness, {
      told: ({ clientID, presence }) => {
        const now = performance.now();
        this.cursors.move(clientID, presence.pointer, now);
        this.lasers.told(clientID, presence.laser, now);
        this.#drafts.told(clientID, presence);
        this.#loop.wake();
      },
      left: (clientID) => {
        this.cursors.move(clientID, null, performance.now());
        this.lasers.left(clientID);
        this.#drafts.left(clientID);
      },
    });
    this.#loop.add((now) => this.#draw(now));
  }

  /** The person who is followed, if they are on the board; null for nobody. */
  readonly followed: BoardUser | null = $derived.by(() => {
    const id = this.#following();
    return id === null ? null : (this.people.views.get(id)?.user ?? null);
  });

  /** For effects, in a component. */
  watch(): void {
    $effect(() => this.#own.watch(this.#following()));
    $effect(() => {
      const fresh = this.lasers.point(this.#editor.laser, performance.now());
      if (fresh.length > 0) untrack(() => this.#own.lasers(fresh));
      this.#loop.wake();
    });
    $effect(() => {
      const { camera, size, pointer } = this.#editor;
      void [camera, size, pointer, this.#target];
      this.#loop.wake();
    });
  }

  /** The page has gone out of sight: nobody points there any more. */
  hidden(): void {
    this.#editor.pointer = null;
  }

  destroy(): void {
    this.#loop.destroy();
    this.people.destroy();
    this.cursors.destroy();
    this.#drafts.destroy();
    this.#own.destroy();
  }

  /** Where the view is to be, to show what the followed person sees; null when nobody is followed. */
  readonly #target = $derived.by(() => {
    const id = this.#following();
    const view = id === null ? null : (this.people.views.get(id)?.view ?? null);
    const { size } = this.#editor;
    if (id === null || view === null || size.width === 0 || size.height === 0) return null;
    return leadsBack(id, this.user.id, this.people.views) ? null : cameraFor(view, size);
  });

  #draw(now: number): boolean {
    const editor = this.#editor;
    const still = prefersReducedMotion.current;
    const travelling = this.#travel(now, still);
    const { camera, size } = editor;
    const pointer = editor.pointer === null ? null : editor.toView(editor.pointer);
    const moving = this.cursors.draw(now, { camera, size, pointer, still });
    const glowing = this.lasers.draw(now, (point) => editor.toView(point));
    const lasting = this.lasers.lasting(editor.laser, now);
    if (lasting !== editor.laser) {
      editor.laser = lasting;
      if (lasting.length === 0) this.#own.lasers([]);
    }
    const trails = this.lasers.active;
    // Spelt out, as an own trail alone would be joined to nothing.
    if (trails.map(String).join() !== this.trails.map(String).join()) this.trails = trails;
    this.#drawn = now;
    return travelling || moving || glowing;
  }

  /** Moves the view a step towards the followed person's; returns whether it has further to go. */
  #travel(now: number, still: boolean): boolean {
    const editor = this.#editor;
    const target = untrack(() => this.#target);
    if (target === null || target === editor.camera) return false;
    const { x, y, zoom } = editor.camera;
    if (x === target.x && y === target.y && zoom === target.zoom) return false;
    // After a rest the first step is that of one frame.
    const elapsed = Math.min(64, Math.max(16, now - this.#drawn));
    editor.camera = still ? target : glide(editor.camera, target, editor.size, elapsed);
    return editor.camera !== target;
  }
}
