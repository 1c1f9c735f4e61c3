/** A worker thread for the tests of `WorkerClient`. */
import { workerData } from 'node:worker_threads';
import { StorageError } from '../../storage.ts';
import { toStorageError, toWire } from '../errors.ts';
import { dispatch, serve } from './serve.ts';

const handlers = {
  echo: (value: unknown) => value,
  reverse: (bytes: readonly Uint8Array[], note: string) => ({
    note,
    bytes: bytes.map((each) => each.toReversed()),
  }),
  refuse: (): never => {
    throw new StorageError('taken', 'refused', {
      cause: Object.assign(new Error('the cause'), { code: 'E_CAUSE', errcode: 19 }),
    });
  },
  die: (): never => process.exit(7),
  large: (length: number) => ({ rows: [{ data: new Uint8Array(length).fill(3) }] }),
};
export type EchoApi = typeof handlers & { turns(): number };

let turns = 0;

serve(() => {
  if (workerData === 'fail') throw new StorageError('unavailable', 'the fixture was told to fail');
  return {
    run: (requests) => {
      turns++;
      return requests.map((request) => {
        try {
          return [request.id, false, dispatch({ ...handlers, turns: () => turns }, request)];
        } catch (error) {
          return [request.id, true, toWire(toStorageError(error))];
        }
      });
    },
    close: () => undefined,
  };
});
