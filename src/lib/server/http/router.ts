import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import { ProblemError } from '../../protocol/index.ts';
import { clientOf } from './client.ts';
import type { Handler, Method, Route } from './exchange.ts';
import { toProblemError, writeProblem } from './problem.ts';

/** The addresses of this router; everything else belongs to the pages. */
const OURS = /^\/(?:api(?:\/|$)|healthz$|readyz$)/;

/**
 * Makes the handler of the plain HTTP addresses. It answers `/api/**`, `/healthz` and `/readyz` and returns
 * true; for any other path it touches nothing and returns false. Every failure under these addresses is a
 * problem in JSON, never a page.
 */
export function createRouter(
  app: App,
  routes: readonly Route[],
): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    const { path, query } = splitTarget(req.url ?? '/');
    if (!OURS.test(path)) return false;
    if (app.logger.debugging) logAnswer(app, req, res, path);
    void answer(app, routes, req, res, path, query);
    return true;
  };
}

function logAnswer(app: App, req: IncomingMessage, res: ServerResponse, path: string): void {
  const started = performance.now();
  res.once('close', () => {
    app.logger.debug('request.answered', {
      method: req.method,
      path,
      status: res.statusCode,
      ms: Math.round(performance.now() - started),
    });
  });
}

async function answer(
  app: App,
  routes: readonly Route[],
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  try {
    const found = find(routes, path);
    if (!found) throw new ProblemError('not_found', { detail: 'There is no such address.' });
    const { route, id, fileId } = found;
    if (req.method === 'OPTIONS') {
      res.writeHead(204, { Allow: allowOf(route) }).end();
      return;
    }
    const handler = handlerOf(route, req.method);
    if (!handler) {
      writeProblem(res, new ProblemError('method_not_allowed'), { Allow: allowOf(route) });
      return;
    }
    await handler({
      app,
      req,
      res,
      id,
      fileId,
      query: new URLSearchParams(query),
      client: clientOf(req, app.config),
    });
  } catch (error) {
    const problem = toProblemError(error);
    if (problem.code === 'internal' || problem.code === 'storage_unavailable') {
      app.logger.error('request.failed', { method: req.method, path, code: problem.code, error });
    }
    if (res.headersSent) res.destroy();
    else writeProblem(res, problem);
  } finally {
    // A body that nobody read must not hold the connection.
    if (!req.readableEnded) req.resume();
  }
}

/** Splits a request target, in origin form or absolute form, without letting `//host` pass for a host. */
function splitTarget(target: string): { path: string; query: string } {
  const relative = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const at = relative.indexOf('?');
  return at < 0
    ? { path: relative || '/', query: '' }
    : { path: relative.slice(0, at) || '/', query: relative.slice(at + 1) };
}

function find(
  routes: readonly Route[],
  path: string,
): { route: Route; id: string; fileId: string } | null {
  for (const route of routes) {
    const match = route.path.exec(path);
    if (match) {
      return { route, id: match.groups?.['id'] ?? '', fileId: match.groups?.['fileId'] ?? '' };
    }
  }
  return null;
}

function handlerOf(route: Route, method: string | undefined): Handler | undefined {
  switch (method) {
    case 'HEAD':
      return route.methods.GET;
    case 'GET':
    case 'POST':
    case 'PATCH':
    case 'DELETE':
      return route.methods[method];
    default:
      return undefined;
  }
}

function allowOf(route: Route): string {
  const methods = Object.keys(route.methods) as Method[];
  return [...methods, ...(route.methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}
