import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { systemClock, type Clock, type Random } from './clock.ts';
import { MemoryDevice } from './device-memory.ts';
import type { Device } from './device.ts';
import { deviceOf } from './devices.ts';
import type { Endpoint } from './http.ts';
import { browserPage, type Page } from './page.ts';
import { browserTabs, noTabs, type Tabs } from './tabs.ts';

export interface ProviderOptions {
  /** Empty: the content comes from the device and the server. A client never seeds a document. */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly documentId: string;
  /**
   * Whose edits these are: the local database is one per user, and each request names them as `person`. It must be the
   * session's person, with a bearer token too, or everything is refused with `other_person`.
   */
  readonly userId: string;
  /** Base address of the API, without a slash at the end; `/api` by default. */
  readonly url?: string;
  /** For bearer authentication; by default the browser's cookie speaks. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
  /** IndexedDB by default, and memory where there is none; null: memory. */
  readonly device?: Device | null;
  /** Web Locks and BroadcastChannel by default; null: this tab by itself. */
  readonly tabs?: Tabs | null;
  readonly page?: Page;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Everything the provider is made of, with the defaults filled in. */
export interface Surroundings {
  readonly endpoint: Endpoint;
  readonly device: Device;
  readonly tabs: Tabs;
  readonly page: Page;
  readonly clock: Clock;
  readonly random: Random;
}

export function surroundingsOf(options: ProviderOptions): Surroundings {
  const { documentId, userId, token, device, tabs } = options;
  return {
    endpoint: {
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      url: options.url ?? '/api',
      documentId,
      userId,
      token,
    },
    device: device === undefined ? deviceOf(userId) : (device ?? new MemoryDevice()),
    tabs: (tabs === undefined ? browserTabs() : tabs) ?? noTabs,
    page: options.page ?? browserPage(),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}
