/** What the provider hears from the page it lives in. */
export interface PageListeners {
  /** The network is there (again). */
  readonly online: () => void;
  /** Somebody looks at the page again. */
  readonly shown: () => void;
  /** The page is going, perhaps for ever. */
  readonly hidden: () => void;
  /** Asked before the page goes: true if its user should be asked first. */
  readonly unsaved: () => boolean;
}

export interface Page {
  /** Somebody may be looking. */
  readonly visible: boolean;
  /** Returns the function that takes the listeners off again. */
  listen(listeners: PageListeners): () => void;
}

/** The browser's page; in Node, and in workers, one that is always visible and never goes. */
export function browserPage(): Page {
  if (typeof window === 'undefined' || typeof document === 'undefined') {
    return { visible: true, listen: () => () => undefined };
  }
  return {
    get visible() {
      return document.visibilityState === 'visible';
    },
    listen({ online, shown, hidden, unsaved }) {
      const controller = new AbortController();
      const { signal } = controller;
      const visible = (): void => {
        if (document.visibilityState === 'visible') shown();
      };
      window.addEventListener('online', online, { signal });
      // Restored from the back-forward cache: its connections were cut.
      window.addEventListener('pageshow', visible, { signal });
      document.addEventListener('visibilitychange', visible, { signal });
      // From another window, where perhaps somebody signed in again.
      window.addEventListener('focus', visible, { signal });
      window.addEventListener('pagehide', hidden, { signal });
      window.addEventListener(
        'beforeunload',
        (event) => {
          if (unsaved()) event.preventDefault();
        },
        { signal },
      );
      return () => {
        controller.abort();
      };
    },
  };
}
