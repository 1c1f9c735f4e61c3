import { settled, until, wait } from '../pace.ts';
import type { Server, ServerKind } from '../servers/server.ts';
import type { Keystroke } from '../typist.ts';
import { cpuMs } from '../measure.ts';

/**
 * Sends updates one after another, each when the one before has arrived: acknowledged, or for a server that
 * acknowledges nothing, seen by somebody else (a few at a time then).
 * @param onArrived called after each with the number of those that have arrived
 */
export async function sendInTurn(
  kind: ServerKind,
  server: Server,
  document: string,
  strokes: readonly Keystroke[],
  onArrived: (count: number) => void = () => undefined,
): Promise<void> {
  const window = kind.acknowledges ? 1 : 50;
  let arrived = 0;
  let wake: () => void = () => undefined;
  const arrive = (count: number): void => {
    arrived += count;
    wake();
  };
  const watcher = kind.acknowledges
    ? null
    : await server.join(document, { onUpdate: () => arrive(1) });
  // The answer to its first question was an update, too.
  arrived = 0;
  const writer = await server.join(document, kind.acknowledges ? { onAcknowledged: arrive } : {});
  for (const [i, { update }] of strokes.entries()) {
    writer.send(update);
    if (i + 1 - arrived >= window) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    onArrived(arrived);
  }
  await until(
    () => arrived >= strokes.length,
    () => `${strokes.length - arrived} of ${strokes.length} updates`,
  );
  onArrived(arrived);
  writer.close();
  watcher?.close();
}

/** Waits until a server has stored what it stores later, as far as that can be seen from outside: it is idle. */
export async function restStore(kind: ServerKind, server: Server): Promise<void> {
  await wait(kind.storesWithinMs);
  await settled(() => Math.floor(cpuMs(server.pid) / 50), 500, 60_000);
}
