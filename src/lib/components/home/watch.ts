import { invalidate } from '$app/navigation';

const EVERY_MS = 20_000;

/**
 * Keeps the list of documents fresh while it is looked at: now and then, and at once on coming back to it.
 * Returns what ends it.
 */
export function watchDocuments(): () => void {
  const refresh = () => {
    if (document.visibilityState === 'visible' && navigator.onLine)
      void invalidate('runnel:documents');
  };
  const timer = setInterval(refresh, EVERY_MS);
  document.addEventListener('visibilitychange', refresh);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', refresh);
  };
}
