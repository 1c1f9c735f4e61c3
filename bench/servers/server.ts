// What the scenarios know of a server, whichever it is.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as Y from 'yjs';

/** A kind of server that can be measured. */
export interface ServerKind {
  readonly name: string;
  /** What it means that an edit is acknowledged, for the table. */
  readonly acknowledgement: string;
  /** False: it never tells a writer anything, so another client has to see an edit. */
  readonly acknowledges: boolean;
  /** It has stored an edit this long after it has answered, if nothing more comes. */
  readonly storesWithinMs: number;
  /** Starts a process that keeps its documents in this folder. */
  launch(folder: string): Promise<Server>;
}

/** A running server, in a process of its own. */
export interface Server {
  readonly pid: number;
  /** A new empty document. */
  createDocument(): Promise<string>;
  /** A client as people use it: brings itself up to date, then writes and reads. */
  join(document: string, handlers: Handlers): Promise<Joined>;
  /** A client of which only the bytes are counted, once it is up to date. */
  watch(document: string): Promise<Watcher>;
  /** Gets a document as a client does that has nothing, until `clock` of client `writer` is in it. */
  fetchState(document: string, writer: number, clock: number): Promise<FetchedState>;
  /** Comes back after a cut, with what a client keeps; resolves when it has all of `writer` up to `clock`. */
  rejoin(document: string, position: Position, writer: number, clock: number): Promise<Watcher>;
  /** Ends the process in good order. */
  stop(): Promise<void>;
  /** Sends SIGKILL and waits until the process is gone. */
  kill(): Promise<void>;
}

export interface Handlers {
  /** One update of others, perhaps of several edits. */
  onUpdate?: (update: Uint8Array) => void;
  /** The server has acknowledged this many edits of this client, in their order. */
  onAcknowledged?: (edits: number) => void;
  /** A connection that fails in the middle. Without it the failure ends the measurement. */
  onFailure?: (error: Error) => void;
}

export interface Joined extends Watcher {
  /** Queues one edit; what waits while another is on its way may be merged. */
  send(update: Uint8Array): void;
  /** Shows a caret to the others. */
  showCaret(at: number): void;
  /** Where a client would go on that is cut off now. */
  position(): Position;
}

export interface Watcher {
  /** Bytes that came over the wire since it connected. */
  readonly bytes: number;
  close(): void;
}

/** What a client keeps over a cut. */
export interface Position {
  /** Last event id or offset, for those who have that. */
  readonly cursor: string;
  /** Encoded Yjs state vector, for the others. */
  readonly stateVector: Uint8Array;
}

export interface FetchedState {
  readonly bytes: number;
  /** Decodes what was fetched into a doc, as a client would. */
  apply(doc: Y.Doc): void;
}

/** Whether an update reaches this clock of a client. */
export function reaches(update: Uint8Array, client: number, clock: number): boolean {
  return (Y.parseUpdateMeta(update).to.get(client) ?? 0) >= clock;
}

/** Gathers updates until a client's edits up to a clock are among them. */
export function gatherState(writer: number, clock: number) {
  const updates: Uint8Array[] = [];
  const complete = Promise.withResolvers<void>();
  return {
    complete: complete.promise,
    take(update: Uint8Array): void {
      updates.push(update);
      if (reaches(update, writer, clock)) complete.resolve();
    },
    apply(doc: Y.Doc): void {
      for (const update of updates) Y.applyUpdate(doc, update);
      if (Y.getState(doc.store, writer) < clock) throw new Error('the state is not complete');
    },
  };
}

export const CARET_NAME = 'Somebody Writing';

/** Starts a program; resolves with its port once it has printed one. */
export async function launchProcess(
  command: readonly string[],
  env: Record<string, string>,
  port: RegExp,
  cwd?: string,
): Promise<{ readonly child: ChildProcess; readonly pid: number; readonly port: number }> {
  const child = spawn(process.execPath, command, {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NODE_OPTIONS: process.env['BENCH_NODE_OPTIONS'] ?? '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let output = '';
  const take = (chunk: Buffer): void => {
    // Later output is of no use, and some of them are talkative.
    if (output.length > 20_000) return;
    output += chunk.toString();
    const found = port.exec(output)?.[1];
    if (found !== undefined) resolve(Number(found));
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.on('error', reject);
  child.on('exit', (code) =>
    reject(new Error(`${command.join(' ')} ended with ${code}:\n${output}`)),
  );
  const found = await promise;
  if (child.pid === undefined) throw new Error('it has no process id');
  return { child, pid: child.pid, port: found };
}

/** Sends a signal and waits until the process is gone; SIGKILL after ten seconds. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill(signal);
  await gone;
  clearTimeout(timer);
}
