/** The page's side of the service worker: registration, and what it is told. */

/** What the pages say to the worker. */
export type WorkerMessage =
  /** This page was opened: have it at hand for when the network is gone. */
  | { readonly type: 'keep'; readonly path: string }
  /** Somebody logs out: forget every page. */
  | { readonly type: 'forget' };

/** Registers the worker once the page has loaded, so that it competes with nothing. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const register = () =>
    navigator.serviceWorker.register('/service-worker.js').catch((cause: unknown) => {
      // Without it everything works but opening offline: in private windows, or over plain http.
      reportError(new Error('No service worker', { cause }));
    });
  if (document.readyState === 'complete') void register();
  else addEventListener('load', () => void register(), { once: true });
}

/** Has a document's page kept for opening offline. */
export async function keepPage(path: string): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ type: 'keep', path } satisfies WorkerMessage);
}

/** Has every kept page of this browser deleted. */
export async function forgetPages(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.active?.postMessage({ type: 'forget' } satisfies WorkerMessage);
}
