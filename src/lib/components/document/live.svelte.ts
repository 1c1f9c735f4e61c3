import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { PresenceState, PresenceUser } from '../../protocol/index.ts';
import { createProvider, type Provider } from '../../sync/index.ts';
import type { ProviderStatus } from '../../sync/types.ts';

/** Root of the title in every kind of document. */
const TITLE_ROOT = 'title';
/** For so long a lost connection changes nothing on the screen. */
const OFFLINE_AFTER_MS = 3_000;
/** A copy of this device is shown after this long if the server has not answered. */
const SHOW_COPY_AFTER_MS = 1_500;

/** One document, open: its replica, its connection, and what the page shows of both. Browser only. */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly provider: Provider;
  status = $state.raw() as ProviderStatus;
  /** Everyone else who is here; a person in two browsers is two of them. */
  connections = $state.raw<readonly PresenceState[]>([]);
  title = $state('');
  /** The server has not been heard for so long that people are told. */
  offline = $state(false);
  /** The content may be shown: it is the server's, or the best there is. */
  showable = $state(false);
  /** The others, each once, in the order in which they came. */
  readonly people: readonly PresenceUser[] = $derived([
    ...new Map(this.connections.map(({ user }) => [user.id, user])).values(),
  ]);

  readonly #cleanup: (() => void)[] = [];
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;
  #waited = false;

  constructor(options: { documentId: string; user: PresenceUser }) {
    const { documentId, user } = options;
    this.awareness.setLocalStateField('user', user);
    const title = this.doc.getText(TITLE_ROOT);
    const readTitle = () => (this.title = title.toJSON().replace(/\s+/g, ' ').trim());
    title.observe(readTitle);
    this.provider = createProvider({
      doc: this.doc,
      awareness: this.awareness,
      documentId,
      userId: user.id,
    });
    const follow = (status: ProviderStatus) => this.#follow(status);
    const showCopy = setTimeout(() => {
      this.#waited = true;
      follow(this.provider.status);
    }, SHOW_COPY_AFTER_MS);
    this.#cleanup.push(
      this.provider.on('status', follow),
      this.provider.on('people', (people) => (this.connections = people)),
      () => clearTimeout(showCopy),
      () => clearTimeout(this.#offlineTimer),
      () => title.unobserve(readTitle),
    );
    this.connections = this.provider.people;
    follow(this.provider.status);
  }

  destroy(): void {
    for (const each of this.#cleanup) each();
    this.provider.destroy();
    this.awareness.destroy();
    this.doc.destroy();
  }

  #follow(status: ProviderStatus): void {
    this.status = status;
    const { connection, loaded, synced } = status;
    const heard = connection === 'live' || connection === 'polling';
    if (heard) {
      clearTimeout(this.#offlineTimer);
      this.#offlineTimer = undefined;
      this.offline = false;
    } else {
      this.#offlineTimer ??= setTimeout(() => (this.offline = true), OFFLINE_AFTER_MS);
    }
    // A copy that is older than the page the server rendered would be a step back, so the server has a moment.
    const settled = synced || this.#waited || connection === 'offline' || connection === 'stopped';
    if (loaded && settled) this.showable = true;
  }
}
