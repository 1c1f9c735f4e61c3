import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Kind, PresenceState, PresenceUser } from '../../protocol/index.ts';
import { createProvider, type Provider, type ProviderStatus } from '../../sync/index.ts';
import { reactiveStatus, type ReactiveStatus } from '../../sync/status.svelte.ts';

/** Root of the title in every kind of document. */
const TITLE_ROOT = 'title';
/** Root of what describes the document itself, in every kind of document. */
const META_ROOT = 'meta';
/** Root that every text has from its beginning, and no board. */
const TEXT_ROOT = 'content';
/** For so long a lost connection changes nothing on the screen. */
const OFFLINE_AFTER_MS = 3_000;
/** A copy of this device is shown after this long if the server has not answered. */
const SHOW_COPY_AFTER_MS = 1_500;

/** One document, open: its replica, its connection, and what the page shows of both. Browser only. */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly provider: Provider;
  /** Who opened it, whoever is signed in by now. */
  readonly userId: string;
  title = $state('');
  /** The version of the schema that the content says it needs; 1 when it says nothing. */
  schemaVersion = $state(1);
  /** The server has not been heard for so long that people are told. */
  offline = $state(false);
  /** Of what kind it is as far as the content tells; null as long as it does not. */
  kind = $state<Kind | null>(null);
  /** The content may be shown: it is the server's, or the best there is. */
  showable = $state(false);

  readonly #reactive: ReactiveStatus;
  /**
   * Everyone else who is here, each once, in the order in which they came. Not this person: another browser, or the
   * page before a reload, of which the server has not heard yet that it has gone.
   */
  readonly people: readonly PresenceUser[] = $derived.by(() =>
    this.connections
      .map(({ user }) => user)
      .filter(({ id }, index, all) => all.findIndex((each) => each.id === id) === index)
      .filter(({ id }) => id !== this.userId),
  );
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #copyTimer: ReturnType<typeof setTimeout>;
  #waited = false;

  /** `onreplaced`: the content is another now; make a new one and destroy this. */
  constructor(options: { documentId: string; user: PresenceUser; onreplaced: () => void }) {
    const { documentId, user, onreplaced } = options;
    this.userId = user.id;
    this.awareness.setLocalStateField('user', user);
    const title = this.doc.getText(TITLE_ROOT);
    title.observe(() => (this.title = title.toJSON().replace(/\s+/g, ' ').trim()));
    const meta = this.doc.getMap(META_ROOT);
    meta.observe(() => {
      const version = meta.get('schemaVersion');
      this.schemaVersion = typeof version === 'number' && version > 1 ? version : 1;
    });
    this.provider = createProvider({
      doc: this.doc,
      awareness: this.awareness,
      documentId,
      userId: user.id,
    });
    this.#reactive = reactiveStatus(this.provider);
    this.provider.on('status', (status) => this.#follow(status));
    this.provider.on('replaced', onreplaced);
    this.#copyTimer = setTimeout(() => {
      this.#waited = true;
      this.#follow(this.provider.status);
    }, SHOW_COPY_AFTER_MS);
    this.#follow(this.provider.status);
  }

  get status(): ProviderStatus {
    return this.#reactive.current;
  }

  /** Every other connection; a person in two browsers is two of them. */
  get connections(): readonly PresenceState[] {
    return this.#reactive.people;
  }

  destroy(): void {
    clearTimeout(this.#copyTimer);
    clearTimeout(this.#offlineTimer);
    this.provider.destroy();
    this.awareness.destroy();
    this.doc.destroy();
  }

  #follow({ connection, loaded, synced }: ProviderStatus): void {
    if (connection === 'live' || connection === 'polling') {
      clearTimeout(this.#offlineTimer);
      this.#offlineTimer = undefined;
      this.offline = false;
    } else if (connection === 'stopped') {
      // The server was heard: it refused. That is said in other words.
      clearTimeout(this.#offlineTimer);
      this.offline = false;
    } else {
      this.#offlineTimer ??= setTimeout(() => (this.offline = true), OFFLINE_AFTER_MS);
    }
    // A copy that is older than the page the server rendered would be a step back, so the server has a moment.
    const settled = synced || this.#waited || connection === 'offline' || connection === 'stopped';
    if (!loaded || !settled) return;
    this.kind = this.doc.share.has(TEXT_ROOT) ? 'text' : 'board';
    this.showable = true;
  }
}
