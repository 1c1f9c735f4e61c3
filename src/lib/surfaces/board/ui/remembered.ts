/** What one browser remembers of how its boards are arranged: which panels are open, which tool was used last. */
const PREFIX = 'runnel.board.';

/** What was remembered under a name; null for nothing, and where the browser lets nothing be kept. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch (cause) {
    if (cause instanceof DOMException) return null;
    throw cause;
  }
}

/** Remembers something. Where the browser lets nothing be kept, the choice holds until the page is left. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
  }
}
