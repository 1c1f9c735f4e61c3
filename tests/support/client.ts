import { SseReader } from './sse.ts';
import type { Kind, Problem } from '../../src/lib/protocol/index.ts';

/** A person with a session, speaking plain HTTP to a server. */
export class Client {
  readonly url: string;
  readonly token: string;
  readonly user: { readonly id: string; readonly name: string; readonly color: number };

  constructor(url: string, signed: { token: string; user: Client['user'] }) {
    this.url = url;
    this.token = signed.token;
    this.user = signed.user;
  }

  /** The same person by another way, a proxy for instance. */
  at(url: string): Client {
    return new Client(url, this);
  }

  /** Any request with the session's bearer token. A plain object as body is sent as JSON. */
  async request(
    method: string,
    path: string,
    options: {
      body?: object | Uint8Array<ArrayBuffer> | string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Response> {
    const { body, headers = {} } = options;
    const json = typeof body === 'object' && !(body instanceof Uint8Array);
    return fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(json ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    });
  }

  /** Pushes one update; resolves with the answer, whatever it is. */
  async post(documentId: string, update: Uint8Array, connection?: string): Promise<Response> {
    const query = connection === undefined ? '' : `?connection=${encodeURIComponent(connection)}`;
    return this.request('POST', `/api/documents/${documentId}/updates${query}`, {
      body: new Uint8Array(update),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
  }

  /** Pushes one update that must be accepted; resolves with its cursor. */
  async push(documentId: string, update: Uint8Array, connection?: string): Promise<string> {
    const response = await this.post(documentId, update, connection);
    if (response.status !== 200)
      throw new Error(`push: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { cursor: string }).cursor;
  }

  /** Posts presence; resolves with the answer. */
  async presence(
    documentId: string,
    message: { connection: string; clientID?: number; state?: unknown },
  ): Promise<Response> {
    return this.request('POST', `/api/documents/${documentId}/presence`, {
      body: { clientID: 1, state: {}, ...message },
    });
  }

  /** Opens the document's stream. */
  async events(
    documentId: string,
    options: { lastEventId?: string; cursor?: string; poll?: boolean } = {},
  ): Promise<SseReader> {
    const query = new URLSearchParams({
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
      ...(options.poll ? { poll: '1' } : {}),
    }).toString();
    return SseReader.open(
      `${this.url}/api/documents/${documentId}/events${query === '' ? '' : `?${query}`}`,
      {
        Authorization: `Bearer ${this.token}`,
        ...(options.lastEventId === undefined ? {} : { 'Last-Event-ID': options.lastEventId }),
      },
    );
  }

  /** Makes a document, of text unless said otherwise; resolves with its id. */
  async createDocument(title = 'Notes', kind: Kind = 'text'): Promise<string> {
    const response = await this.request('POST', '/api/documents', {
      body: { kind, title },
    });
    if (response.status !== 201)
      throw new Error(`create: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}

/** Reads a problem answer, checking that it is one. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type');
  if (type !== 'application/problem+json') {
    throw new Error(`${response.status} ${type}: ${await response.text()}`);
  }
  const problem = (await response.json()) as Problem;
  if (problem.status !== response.status) throw new Error('the problem names another status');
  return problem;
}
