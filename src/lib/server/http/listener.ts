import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { App } from '../app.ts';
import { ERRORS, ProblemError, type Problem } from '../../protocol/index.ts';
import { securityHeaders } from '../security-headers.ts';
import { createApi } from './api.ts';
import { expectContinue } from './body.ts';
import { clientOf } from './client.ts';
import { writeJson, writeProblem } from './problem.ts';

/** SvelteKit's handler, as adapter-node builds it. */
export type Pages = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** Headers by which we tell the pages what is believed of a request; what a client sends in them is overwritten. */
export const PAGE_HEADERS = {
  protocol: 'x-runnel-protocol',
  address: 'x-runnel-address',
} as const;

/** A request must have come within these times, milliseconds. An answer, and so a stream, may take for ever. */
export interface RequestTimes {
  readonly headersMs: number;
  /** Headers and body. */
  readonly wholeMs: number;
  /** How often connections are looked at. */
  readonly checkMs: number;
}

const TIMES: RequestTimes = { headersMs: 15_000, wholeMs: 120_000, checkMs: 5_000 };
/** Whoever was refused gets so long to take the answer and go. */
const LINGER_MS = 2_000;
/** Longer than the idle time of usual load balancers (60 s), so that it is they who close. */
const KEEP_ALIVE_MS = 65_000;
/** A reader whose machine vanished without a word is found by TCP after some minutes. */
const TCP_PROBE_MS = 30_000;

/** The HTTP server of the process. */
export interface Listener {
  readonly server: Server;
  /** From now on requests are taken; before, `/healthz` answers and everything else is 503. */
  serve(app: App, pages: Pages | null): void;
}

/** Makes the HTTP server. It is not yet listening. Other times than the usual ones are for tests. */
export function createListener(times: RequestTimes = TIMES): Listener {
  let handle: RequestListener = answerStarting;
  const server = createServer(
    {
      headersTimeout: times.headersMs,
      requestTimeout: times.wholeMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: times.checkMs,
      keepAlive: true,
      keepAliveInitialDelay: TCP_PROBE_MS,
      noDelay: true,
      // We refuse that ourselves, with a problem.
      requireHostHeader: false,
    },
    (req, res) => {
      if (req.headers.host !== undefined || req.httpVersion === '1.0') handle(req, res);
      else refuseWithoutHost(req, res);
    },
  );
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    // Our own addresses say whether they want the body; the pages always do.
    if (/^\/api\//.test(req.url ?? '')) expectContinue(req);
    else res.writeContinue();
    server.emit('request', req, res);
  });
  server.on('clientError', answerBadRequest);
  return {
    server,
    serve(app, pages) {
      handle = createHandler(app, pages);
    },
  };
}

/** Plain addresses first, everything else to the pages; 404 without them. */
function createHandler(app: App, pages: Pages | null): RequestListener {
  const api = createApi(app);
  return (req, res) => {
    if (api(req, res)) return;
    const client = clientOf(req, app.config);
    req.headers[PAGE_HEADERS.protocol] = client.secure ? 'https' : 'http';
    req.headers[PAGE_HEADERS.address] = client.address;
    // Here and not in the hooks: redirects, refusals and files are guarded too.
    for (const [name, value] of Object.entries(securityHeaders(client.secure))) {
      res.setHeader(name, value);
    }
    const nothing = () => {
      req.resume();
      if (!res.headersSent) res.writeHead(404, { 'Content-Type': 'text/plain' });
      res.end('There is nothing here.\n');
    };
    if (pages) pages(req, res, nothing);
    else nothing();
  };
}

const STARTING_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Runnel is starting</title>
<p>Runnel is starting. This page opens by itself in a moment.</p></html>
`;

function wantsPage({ url = '', headers }: IncomingMessage): boolean {
  return !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html');
}

function answerStarting(req: IncomingMessage, res: ServerResponse): void {
  req.resume();
  if (req.url === '/healthz') writeJson(res, 200, { status: 'ok' });
  else if (wantsPage(req)) {
    // `Refresh` opens the wanted page by itself as soon as there is one.
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': 1, Refresh: '1' };
    res.writeHead(503, { ...headers, ...securityHeaders(false), 'Cache-Control': 'no-store' });
    res.end(STARTING_PAGE);
  } else writeProblem(res, new ProblemError('unavailable', { retryAfter: 1 }));
}

function refuseWithoutHost(req: IncomingMessage, res: ServerResponse): void {
  req.resume();
  const problem = new ProblemError('bad_request', { detail: 'The Host header is missing.' });
  writeProblem(res, problem, { Connection: 'close' });
}

/** Answers what is not HTTP, or came too slowly, with a problem too; node would send an empty 400. */
function answerBadRequest(error: Error & { code?: string }, socket: Socket): void {
  // With an answer under way on this connection, another one would be read as part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || answerBegun(socket)) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const problem: Problem = {
    type: 'about:blank',
    title: ERRORS.bad_request[1],
    status,
    code: 'bad_request',
    detail: STATUS_CODES[status] ?? 'Bad Request',
  };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
  // Not at once, or what was sent meanwhile could cost it the answer; but whether it hangs up is not its choice.
  const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(linger));
}

function answerBegun(socket: Socket): boolean {
  const current: unknown = '_httpMessage' in socket ? socket._httpMessage : null;
  return (
    typeof current === 'object' &&
    current !== null &&
    'headersSent' in current &&
    current.headersSent === true
  );
}

function statusOf(code: string | undefined): number {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
