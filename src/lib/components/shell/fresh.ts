import { invalidate } from '$app/navigation';
import type { Shell } from './shell.svelte.ts';

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
 * Has a fresh list of documents as soon as somebody comes back to the window. With a document open the session is asked
 * after first, for with an ended one the list leads to the door, and with somebody else's to the page as they see it:
 * both away from what `userId` wrote. Returns what ends it.
 */
export function refreshOnReturn(userId: string, open: () => Shell['open']): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const back = async () => {
    const writing = open();
    if (!writing || (await isSignedIn(writing.unsent() ? userId : null))) await refresh();
  };
  document.addEventListener('visibilitychange', () => void back(), { signal });
  window.addEventListener('focus', () => void back(), { signal });
  return () => controller.abort();
}

/** Whether anybody is signed in; with `userId`, whether it is this person. */
async function isSignedIn(userId: string | null): Promise<boolean> {
  const query = userId === null ? '' : `?${new URLSearchParams({ person: userId }).toString()}`;
  try {
    return (await fetch(`/api/documents${query}`, { method: 'HEAD' })).ok;
  } catch (cause) {
    if (cause instanceof TypeError) return false;
    throw cause;
  }
}
