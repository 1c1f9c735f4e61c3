/**
 * The server's log: one line per event, on standard output.
 *
 * An event is a dotted name (`session.started`) with fields. Secrets and people's content never belong
 * in a log: fields whose names say that they hold one are hidden here, as a second line of defence.
 */
import { styleText } from 'node:util';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  /** Events of this level are written; for what is not worth preparing otherwise. */
  readonly debugging: boolean;
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds these fields to every event. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one line without its newline. Standard output by default. */
  readonly write?: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly colors?: boolean;
}

/** Makes a logger. Events below `level` cost a comparison. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, format, write = toStdout, now = Date.now, colors = false } = options;
  const threshold = LOG_LEVELS.indexOf(level);
  const encode = format === 'json' ? jsonLine : (entry: Entry) => textLine(entry, colors);

  const make = (inherited: LogFields): Logger => {
    const at = (own: LogLevel) => {
      if (LOG_LEVELS.indexOf(own) < threshold) return () => undefined;
      return (event: string, fields: LogFields = {}) => {
        write(
          encode({ time: now(), level: own, event, fields: clean({ ...inherited, ...fields }) }),
        );
      };
    };
    return {
      debugging: threshold <= LOG_LEVELS.indexOf('debug'),
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => make({ ...inherited, ...fields }),
    };
  };
  return make({});
}

/** A logger that says nothing, for tests and tools. */
export const silentLogger: Logger = createLogger({ level: 'silent', format: 'text' });

interface Entry {
  readonly time: number;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

function jsonLine({ time, level, event, fields }: Entry): string {
  return JSON.stringify({ time: new Date(time).toISOString(), level, event, ...fields });
}

const COLORS = {
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  silent: 'dim',
} as const;

function textLine({ time, level, event, fields }: Entry, colors: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colors ? styleText(style, text, { validateStream: false }) : text;
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`,
  );
  return [
    paint('dim', new Date(time).toISOString()),
    paint(COLORS[level], level.padEnd(5)),
    event,
    ...pairs,
  ].join(' ');
}

/** Bare if it cannot be taken for anything else; JSON escapes line breaks, so that a value cannot forge a line. */
function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

// ── What may not be logged ───────────────────────────────────────────────────

const SECRET =
  /token|cookie|password|passwd|secret|authorization|credential|^(body|content|update|state|html|text|title)$/i;
const LONGEST = 2000;
const DEEPEST = 4;

function clean(fields: LogFields): Record<string, unknown> {
  return cleanObject(fields, 0);
}

function cleanObject(value: object, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    result[key] = SECRET.test(key) ? '[hidden]' : cleanValue(each, depth + 1);
  }
  return result;
}

function cleanValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    case 'bigint':
    case 'symbol':
      return value.toString();
    case 'function':
      return '[function]';
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > DEEPEST) return '[…]';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return cleanError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 20).map((each) => cleanValue(each, depth + 1));
  return cleanObject(value, depth);
}

function cleanError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: cleanValue(error.message, depth),
    stack: cleanValue(error.stack ?? '', depth),
    ...(error.cause === undefined ? {} : { cause: cleanValue(error.cause, depth + 1) }),
  };
}

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
