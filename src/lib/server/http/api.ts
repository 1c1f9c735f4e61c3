import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import { ProblemError } from '../../protocol/index.ts';
import * as documents from './document-routes.ts';
import type { Exchange, Route } from './exchange.ts';
import * as files from './file-routes.ts';
import { writeJson } from './problem.ts';
import { createRouter } from './router.ts';
import * as session from './session-routes.ts';
import * as sync from './sync-routes.ts';

/** Every address outside the pages. */
export const ROUTES: readonly Route[] = [
  // Every edit comes here, so it is looked for first.
  { path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/updates$/, methods: { POST: sync.push } },
  { path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/presence$/, methods: { POST: sync.presence } },
  { path: /^\/api\/session$/, methods: { POST: session.login, DELETE: session.logout } },
  { path: /^\/api\/documents$/, methods: { GET: documents.list, POST: documents.create } },
  {
    path: /^\/api\/documents\/(?<id>[\w-]{1,64})$/,
    methods: { GET: documents.get, PATCH: documents.change, DELETE: documents.remove },
  },
  { path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/events$/, methods: { GET: sync.events } },
  { path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/snapshot$/, methods: { GET: sync.snapshot } },
  { path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/files$/, methods: { POST: files.store } },
  {
    path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/files\/(?<fileId>[\w-]{43})$/,
    methods: { GET: files.read },
  },
  {
    path: /^\/api\/documents\/(?<id>[\w-]{1,64})\/thumbnail\.svg$/,
    methods: { GET: files.thumbnail },
  },
  { path: /^\/healthz$/, methods: { GET: healthz } },
  { path: /^\/readyz$/, methods: { GET: readyz } },
];

/** The handler of the plain HTTP addresses: true if it takes the request, false if a page should. */
export function createApi(app: App): (req: IncomingMessage, res: ServerResponse) => boolean {
  return createRouter(app, ROUTES);
}

/** `GET /healthz`: 200 while the process lives. */
function healthz({ res }: Exchange): void {
  writeJson(res, 200, { status: 'ok' });
}

/** `GET /readyz`: 200 while it takes work; 503 while starting, draining, or when the storage fails. */
async function readyz({ app, res }: Exchange): Promise<void> {
  if (!(await app.ready())) throw new ProblemError('unavailable');
  writeJson(res, 200, { status: 'ready' });
}
