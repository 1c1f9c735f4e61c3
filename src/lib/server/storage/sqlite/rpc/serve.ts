import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { toStorageError, toWire } from '../errors.ts';
import {
  TRANSFER_FROM,
  unpack,
  type CallMessage,
  type Reply,
  type Request,
  type WorkerMessage,
} from './wire.ts';

/** What a worker thread does. */
export interface Service {
  /** Carries out everything that had arrived; the answers in the same order. */
  run(requests: readonly Request[]): readonly Reply[];
  close(): void;
}

/** Runs a service on the port to the main thread. What has arrived is taken off the port at once, and answered at once. */
export function serve(open: () => Service): void {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a worker thread.');
  const post = (message: WorkerMessage, transfer: ArrayBuffer[] = []) =>
    port.postMessage(message, transfer);

  let service: Service;
  try {
    service = open();
  } catch (error) {
    post({ state: 'failed', error: toWire(toStorageError(error)) });
    port.close();
    return;
  }
  port.on('message', (first: CallMessage) => {
    const requests: Request[] = [];
    let closing = false;
    let message: CallMessage | undefined = first;
    while (message) {
      requests.push(...unpack(message));
      closing ||= message.close === true;
      // The port carries nothing but these messages.
      message = receiveMessageOnPort(port)?.message as CallMessage | undefined;
    }
    if (requests.length > 0) {
      const replies = service.run(requests);
      post({ state: 'replies', replies }, largeBuffers(replies));
    }
    if (closing) {
      service.close();
      port.close();
    }
  });
  post({ state: 'ready' });
}

/** The large byte arrays in some answers that own their buffer. */
export function largeBuffers(value: unknown): ArrayBuffer[] {
  const found: ArrayBuffer[] = [];
  const visit = (each: unknown) => {
    if (typeof each !== 'object' || each === null) return;
    if (each instanceof Uint8Array) {
      const { buffer, byteLength } = each;
      if (byteLength < TRANSFER_FROM || byteLength !== buffer.byteLength) return;
      if (buffer instanceof ArrayBuffer) found.push(buffer);
    } else for (const child of Object.values(each)) visit(child);
  };
  visit(value);
  return found;
}

/** Handlers by name, as a service calls them. */
export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Calls the handler of a request. */
export function dispatch(handlers: Handlers, { method, args }: Request): unknown {
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (!handler) throw new Error(`There is no method ${method}.`);
  // The client's types tie the arguments to the method.
  return (handler as (...args: readonly unknown[]) => unknown)(...args);
}
