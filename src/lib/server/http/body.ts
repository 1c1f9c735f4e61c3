import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { ProblemError } from '../../protocol/index.ts';

/** Largest JSON body, bytes, where the contract names no other limit. */
export const MAX_JSON_BYTES = 16 * 1024;

/** Requests whose sender waits for `100 Continue`; see `expectContinue`. */
const waiting = new WeakSet<IncomingMessage>();

/** Notes that the sender waits for our word before it sends the body, so that a refusal costs it nothing. */
export function expectContinue(req: IncomingMessage): void {
  waiting.add(req);
}

/** The media type of a request without its parameters, in lower case; empty if there is none. */
export function mediaType(req: IncomingMessage): string {
  return (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads a body of at most `limit` bytes and never holds more than that.
 * `too_large` (413) at once when Content-Length says so, else as soon as the limit is passed; what still comes is
 * thrown away unread, so that the sender gets the answer and may use the connection again.
 */
export async function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  limit: number,
): Promise<Uint8Array> {
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    req.resume();
    throw tooLarge(limit);
  }
  if (
    req.headers['content-encoding'] !== undefined &&
    req.headers['content-encoding'] !== 'identity'
  ) {
    req.resume();
    throw new ProblemError('unsupported_type', { detail: 'The body must not be compressed.' });
  }
  if (waiting.delete(req)) res.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let settled = false;
    const fail = (error: ProblemError) => {
      if (settled) return;
      settled = true;
      chunks.length = 0;
      reject(error);
    };
    req.on('data', (chunk: Buffer) => {
      if (settled) return;
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
      else chunks.push(chunk);
    });
    req.on('end', () => {
      if (settled) return;
      settled = true;
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size));
    });
    const gone = (cause?: Error) => {
      // Every request closes; an error, with its stack, is made only for one that did so too early.
      if (settled) return;
      fail(new ProblemError('bad_request', { detail: 'The body ended too early.', cause }));
    };
    req.on('error', gone);
    req.on('close', () => gone());
  });
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('too_large', { detail: `At most ${limit} bytes.` });
}

/**
 * Reads a JSON body and checks it against the schema. 415 for another media type, 400 with the first thing
 * that is wrong.
 */
export async function readJson<T>(
  req: IncomingMessage,
  res: ServerResponse,
  schema: z.ZodType<T>,
  limit = MAX_JSON_BYTES,
): Promise<T> {
  if (mediaType(req) !== 'application/json') {
    req.resume();
    throw new ProblemError('unsupported_type', { detail: 'Send application/json.' });
  }
  const body = await readBody(req, res, limit);
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'not of the expected shape';
  throw new ProblemError('bad_request', { detail: where ? `${where}: ${what}` : what });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ProblemError('bad_request', { detail: 'The body is not JSON in UTF-8.', cause });
  }
}
