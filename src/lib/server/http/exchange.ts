import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import type { Client } from './client.ts';

/** One request with its answer, as a handler gets it. */
export interface Exchange {
  readonly app: App;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** `:id` of the path; empty where the path has none. */
  readonly id: string;
  /** `:fileId` of the path; empty where the path has none. */
  readonly fileId: string;
  readonly query: URLSearchParams;
  readonly client: Client;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Answers the request, or throws a `ProblemError` before anything was written. */
export type Handler = (exchange: Exchange) => Promise<void> | void;

/** What one address takes. HEAD is GET without the body; OPTIONS is answered from the methods. */
export interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Partial<Record<Method, Handler>>>;
}
