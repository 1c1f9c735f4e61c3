/* eslint-disable svelte/prefer-svelte-reactivity -- maps here are made anew, or nobody shows them */
import type { Awareness } from 'y-protocols/awareness';
import { readPresence, readUser, type BoardPresence, type BoardUser } from './wire.ts';

/** Of more connections than this the rest is not looked at. */
const MAX_CONNECTIONS = 200;
/** More pointers than this nobody can tell from each other. */
const MAX_CURSORS = 60;

/** Somebody else's browser. */
export interface RemotePerson {
  readonly clientID: number;
  readonly user: BoardUser;
  readonly presence: BoardPresence;
}

export interface RemoteSelection {
  readonly clientID: number;
  readonly user: BoardUser;
  readonly ids: readonly string[];
  /** With those that are not told. */
  readonly count: number;
  readonly editing: string | null;
}

/** Where and whom a person looks at, in the browser that was used last. */
export interface RemoteView {
  readonly user: BoardUser;
  readonly view: BoardPresence['view'];
  readonly following: string | null;
}

/** What becomes of a person, for what is drawn frame by frame. */
export interface PeopleListener {
  readonly told: (person: RemotePerson) => void;
  readonly left: (clientID: number) => void;
}

/**
 * Everyone else on the board, as their browsers tell. A person in two browsers is here twice. Each list is a new one only
 * when it has changed: a pointer that moves draws no outline anew.
 */
export class RemotePeople {
  /** Those whose pointer is on the board. */
  cursors = $state.raw<readonly { readonly clientID: number; readonly user: BoardUser }[]>([]);
  selections = $state.raw<readonly RemoteSelection[]>([]);
  /** By the person's id. */
  views = $state.raw<ReadonlyMap<string, RemoteView>>(new Map());

  readonly #awareness: Awareness;
  readonly #listener: PeopleListener;
  /** The one heard last comes last. */
  readonly #people = new Map<number, RemotePerson>();
  /** As they came. */
  readonly #order: number[] = [];

  constructor(awareness: Awareness, listener: PeopleListener) {
    this.#awareness = awareness;
    this.#listener = listener;
    awareness.on('change', this.#changed);
    this.#take([...awareness.getStates().keys()]);
  }

  destroy(): void {
    this.#awareness.off('change', this.#changed);
  }

  readonly #changed = (change: Record<'added' | 'updated' | 'removed', readonly number[]>) => {
    this.#take([...change.removed, ...change.added, ...change.updated]);
  };

  #take(clients: readonly number[]): void {
    const states = this.#awareness.getStates();
    for (const clientID of clients) {
      const state = states.get(clientID);
      if (clientID === this.#awareness.clientID) continue;
      if (state === undefined) this.#leave(clientID);
      else this.#hear({ clientID, user: readUser(state), presence: readPresence(state) });
    }
    this.#show();
  }

  #hear(person: RemotePerson): void {
    const { clientID } = person;
    if (!this.#people.delete(clientID)) {
      if (this.#people.size >= MAX_CONNECTIONS) return;
      this.#order.push(clientID);
    }
    this.#people.set(clientID, person);
    this.#listener.told(person);
  }

  #leave(clientID: number): void {
    if (!this.#people.delete(clientID)) return;
    this.#order.splice(this.#order.indexOf(clientID), 1);
    this.#listener.left(clientID);
  }

  #show(): void {
    const people = this.#order.flatMap((clientID) => this.#people.get(clientID) ?? []);
    const pointing = people.filter(({ presence }) => presence.pointer !== null);
    const cursors = pointing
      .slice(0, MAX_CURSORS)
      .map(({ clientID, user }) => ({ clientID, user }));
    if (!isSame(this.cursors, cursors)) this.cursors = cursors;
    const selections = people
      .filter(({ presence }) => presence.selected.length > 0 || presence.editing !== null)
      .map(({ clientID, user, presence: { selected, count, editing } }) => {
        return { clientID, user, ids: selected, count, editing };
      });
    if (!isSame(this.selections, selections)) this.selections = selections;
    const views = [...this.#people.values()].map(({ user, presence: { view, following } }) => {
      return [user.id, { user, view, following }] as const;
    });
    if (!isSame([...this.views], views)) this.views = new Map(views);
  }
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
