import { invalidate } from '$app/navigation';

const EVERY_MS = 20_000;
const DOCUMENTS = 'runnel:documents';

/** Asks for a fresh list of documents, if somebody looks at it. */
async function refresh(): Promise<void> {
  if (document.visibilityState === 'visible' && navigator.onLine) await invalidate(DOCUMENTS);
}

/** Keeps the list of documents fresh while it is looked at. Returns what ends it. */
export function watchDocuments(): () => void {
  const timer = setInterval(() => void refresh(), EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * Has a fresh list of documents as soon as somebody comes back to the window. `writing`: a document is open. Then the
 * session is asked after first, for with an ended one the list leads to the door, away from what is written.
 * Returns what ends it.
 */
export function refreshOnReturn(writing: () => boolean): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const back = async () => {
    if (!writing() || (await isSignedIn())) await refresh();
  };
  document.addEventListener('visibilitychange', () => void back(), { signal });
  window.addEventListener('focus', () => void back(), { signal });
  return () => controller.abort();
}

async function isSignedIn(): Promise<boolean> {
  try {
    return (await fetch('/api/documents', { method: 'HEAD' })).ok;
  } catch (cause) {
    if (cause instanceof TypeError) return false;
    throw cause;
  }
}
