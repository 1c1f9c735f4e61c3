import type { Server } from 'node:http';
import type { App } from '../app.ts';

/** Longest time that requests under way are waited for, milliseconds; with it the process is gone within 2 s. */
const GRACE_MS = 1_500;
const SWEEP_MS = 50;

/**
 * Goes away in good order: no new connections, `bye` to every reader, pushes served to the end, then the
 * storage is closed. Connections that are still busy after the grace are cut: everything acknowledged is on disk.
 */
export async function shutDown(server: Server, app: App): Promise<void> {
  // Begun before anything is awaited: from here on `/readyz` says 503 on connections that are still open.
  const drained = app.drain();
  const closed = new Promise<void>((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
  // A connection that has had its last answer must not keep the process for its keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const grace = deadline(GRACE_MS);
  try {
    await Promise.race([Promise.all([drained, closed]), grace.passed]);
  } finally {
    clearInterval(sweep);
    grace.clear();
    server.closeAllConnections();
  }
  await app.close();
}

function deadline(ms: number): { passed: Promise<void>; clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return { passed: promise, clear: () => clearTimeout(timer) };
}
