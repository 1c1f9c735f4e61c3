/**
 * How many documents' streams one browser keeps open at once. Over HTTP/1.1 a browser has six connections to a
 * server, for streams, edits and pages together: with six documents open nothing else would get through, and the
 * seventh page would not even load. So streams take a slot, and documents without one poll.
 */
const MAX_STREAMS = 4;
/** How long a tab that is looked at waits for one that is not to give its slot away, milliseconds. */
const YIELD_MS = 300;

/** The right to hold one stream; given back by the call. */
export type Release = () => void;

export interface Slots {
  /**
   * Takes a slot, or null when all are taken. For a tab that somebody looks at, one that nobody looks at gives its own
   * away: its `onWanted` is called, and it releases.
   */
  take(onWanted: () => void): Promise<Release | null>;
}

/** The slots of this browser; null where connections are not scarce, or cannot be counted. */
export function browserSlots(): Slots | null {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return null;
  // Not there outside secure contexts, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  const [page] = performance.getEntriesByType('navigation');
  const protocol = page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : '';
  // HTTP/2 and 3 carry all streams over one connection.
  if (!locks || /^h[23]/.test(protocol)) return null;
  return lockSlots(
    locks,
    () => new BroadcastChannel('runnel/1/streams'),
    () => document.visibilityState === 'visible',
  );
}

/** A lock for each slot; a channel on which one is asked for. */
export function lockSlots(
  locks: Pick<LockManager, 'request'>,
  open: () => BroadcastChannel,
  visible: () => boolean,
): Slots {
  return {
    async take(onWanted) {
      let release = await takeAny(locks);
      if (!release && visible()) {
        const channel = open();
        channel.postMessage('wanted');
        await new Promise((resolve) => setTimeout(resolve, YIELD_MS));
        channel.close();
        release = await takeAny(locks);
      }
      if (!release) return null;
      const held = release;
      const channel = open();
      channel.onmessage = () => {
        if (!visible()) onWanted();
      };
      return () => {
        channel.close();
        held();
      };
    },
  };
}

async function takeAny(locks: Pick<LockManager, 'request'>): Promise<Release | null> {
  for (let slot = 0; slot < MAX_STREAMS; slot++) {
    const release = await takeOne(locks, `runnel/1/stream/${slot}`);
    if (release) return release;
  }
  return null;
}

function takeOne(locks: Pick<LockManager, 'request'>, name: string): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    const held = locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((release) => resolve(release));
      resolve(null);
      return undefined;
    });
    held.catch(reject);
  });
}
