/** A thread on which some boards take for ever, or all the memory there is; and some give much. */
import { parentPort } from 'node:worker_threads';
import type { BoardRequest } from './wire.ts';

parentPort?.on('message', ({ id, documentId }: BoardRequest) => {
  if (documentId === 'endless') for (;;);
  if (documentId === 'huge') {
    const all: unknown[] = [];
    for (;;) all.push(new Array(100_000).fill(id));
  }
  const much = documentId.startsWith('much') ? 'x'.repeat(10 * 1024 * 1024) : '';
  parentPort?.postMessage({ id, product: `text of ${documentId}${much}`, took: 0 });
});
