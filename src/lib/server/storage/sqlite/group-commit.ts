import { StorageError } from '../storage.ts';
import type { Database } from './database.ts';
import { toStorageError, toWire } from './errors.ts';
import { dispatch, type Handlers } from './rpc/serve.ts';
import type { Reply, Request } from './rpc/wire.ts';

/** The one method that runs without a savepoint: see its own comment for why it may. */
const WITHOUT_SAVEPOINT = 'append';

/**
 * Carries out writing calls: all that arrived together share one transaction, and so one wait for the disk.
 * The answers exist only after the commit.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #handlers: Handlers;
  readonly #statements;
  #commits = 0;
  #calls = 0;

  constructor(db: Database, handlers: Handlers) {
    this.#db = db;
    this.#handlers = handlers;
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
      savepoint: db.prepare('SAVEPOINT one_call'),
      release: db.prepare('RELEASE one_call'),
      undo: db.prepare('ROLLBACK TO one_call'),
    };
  }

  /** Commits and the calls that they carried, since the start. */
  get stats(): { readonly commits: number; readonly calls: number } {
    return { commits: this.#commits, calls: this.#calls };
  }

  run(requests: readonly Request[]): readonly Reply[] {
    const replies: Reply[] = [];
    try {
      if (requests.length > 1) {
        const together = this.#transaction(requests, (request) => this.#guarded(request));
        if ('replies' in together) return together.replies;
        // The disk refused the whole. Tried one by one, what does not fit takes nothing else with it.
      }
      for (const request of requests) replies.push(this.#alone(request));
      return replies;
    } catch (error) {
      // A transaction that cannot even be rolled back: only a new connection helps, so let the thread end.
      if (this.#db.isTransaction) throw error;
      // Another program holds the database. Each further try would wait for it as long again.
      const rest = requests.slice(replies.length);
      return [...replies, ...rest.map((request) => failure(request, error))];
    }
  }

  #alone(request: Request): Reply {
    const result = this.#transaction([request], (each) => [
      each.id,
      false,
      dispatch(this.#handlers, each),
    ]);
    if ('error' in result) return failure(request, result.error);
    return result.replies[0] ?? failure(request, new Error('The call had no answer.'));
  }

  /** Throws only if no transaction could be begun. */
  #transaction(
    requests: readonly Request[],
    carryOut: (request: Request) => Reply,
  ): { readonly replies: readonly Reply[] } | { readonly error: unknown } {
    const { begin, commit, rollback } = this.#statements;
    begin.run();
    try {
      const replies = requests.map(carryOut);
      commit.run();
      this.#commits++;
      this.#calls += requests.length;
      return { replies };
    } catch (error) {
      // On a full disk SQLite may have rolled back by itself.
      if (this.#db.isTransaction) rollback.run();
      return { error };
    }
  }

  /** One call among others: a refusal undoes this call only; trouble with the database is thrown. */
  #guarded(request: Request): Reply {
    if (request.method === WITHOUT_SAVEPOINT) {
      try {
        return [request.id, false, dispatch(this.#handlers, request)];
      } catch (error) {
        if (error instanceof StorageError) return failure(request, error);
        throw error;
      }
    }
    const { savepoint, release, undo } = this.#statements;
    savepoint.run();
    try {
      const value = dispatch(this.#handlers, request);
      release.run();
      return [request.id, false, value];
    } catch (error) {
      if (toStorageError(error).code === 'unavailable') throw error;
      undo.run();
      release.run();
      return failure(request, error);
    }
  }
}

function failure({ id }: Request, error: unknown): Reply {
  return [id, true, toWire(toStorageError(error))];
}
