/**
 * Every setting of the server, from environment variables, checked at start.
 *
 * A wrong setting stops the start with a sentence that names it; a misspelt one does too, so that nobody
 * runs a server whose setting was silently ignored.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { MAX_FILE_BYTES, MAX_UPDATE_BYTES } from '../protocol/index.ts';
import { emailProblem, normalizeEmail } from './auth/email.ts';
import { passwordProblem } from './auth/password-rules.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './logger.ts';

export interface Config {
  /** TCP port; 0 lets the system choose one. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The public address as a browser's `Origin` header writes it; null: the address of each request. */
  readonly origin: string | null;
  /** How many proxies in front are believed (`X-Forwarded-For`, `X-Forwarded-Proto`); 0: none. */
  readonly trustProxy: number;
  /** The owner's account, made at a first start without a browser. */
  readonly owner: { readonly email: string; readonly password: string } | null;
  /** Largest body of a push, bytes. */
  readonly maxUpdateBytes: number;
  /** Largest file that is kept beside a document, bytes. */
  readonly maxFileBytes: number;
  /** Files of one document together, bytes. */
  readonly documentFilesBytes: number;
  /** Memory for documents that are kept merged and ready, bytes. */
  readonly residentBytes: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/** One or more settings are wrong; `message` has one sentence a line for the person who starts the server. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad_config';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A setting as the documentation shows it. */
export interface SettingDescription {
  readonly name: string;
  readonly fallback: string;
  readonly description: string;
}

interface Setting<T> {
  readonly fallback: T;
  /** The fallback in words, where the value alone says little. */
  readonly shown?: string;
  readonly description: string;
  readonly schema: z.ZodType<T, string>;
}

const setting = <T>(each: Setting<T>): Setting<T> => each;

const integer = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((n) => n >= from && n <= to, `must be a whole number from ${from} to ${to}`);

const MIB = 1024 * 1024;

const SETTINGS = {
  PORT: setting<number>({
    fallback: 3000,
    description: 'TCP port to listen on. 0 takes a free one.',
    schema: integer(0, 65535),
  }),
  HOST: setting<string>({
    fallback: '127.0.0.1',
    description:
      'Address to listen on. `0.0.0.0` or `::` opens the server to other machines; the first account is then made with a code that the server prints.',
    schema: z
      .string()
      .refine(
        (host) => isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host),
        'must be an IP address or a host name, without port or http://',
      ),
  }),
  RUNNEL_DATA_DIR: setting<string>({
    fallback: './data',
    description: 'Folder for the database. Made if it is not there.',
    schema: z.string().refine((path) => !path.includes('\0'), 'must be a folder’s path'),
  }),
  RUNNEL_ORIGIN: setting<string | null>({
    fallback: null,
    shown: 'the address of each request',
    description:
      'Public address when behind a proxy, such as `https://docs.example.com`. Requests from other origins are refused.',
    schema: z.string().transform((text, context) => {
      const url = URL.parse(text);
      if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
        return refuse(context, 'must be an address such as https://docs.example.com');
      }
      if (url.pathname !== '/' || url.search || url.hash) {
        return refuse(context, `must be scheme and host only, such as ${url.origin}`);
      }
      return url.origin;
    }),
  }),
  RUNNEL_TRUST_PROXY: setting<number>({
    fallback: 0,
    shown: '0 (no proxy)',
    description:
      'How many proxies in front of the server set `X-Forwarded-For` and `X-Forwarded-Proto`: a number, or `true` for 1. Only these are believed.',
    schema: z
      .string()
      .toLowerCase()
      .regex(/^(true|false|yes|no|\d)$/, 'must be true, false or the number of proxies (0 to 9)')
      .transform((text) =>
        /^\d$/.test(text) ? Number(text) : text === 'true' || text === 'yes' ? 1 : 0,
      ),
  }),
  RUNNEL_OWNER_EMAIL: setting<string | null>({
    fallback: null,
    shown: 'none: use the browser',
    description:
      'With `RUNNEL_OWNER_PASSWORD`: makes the owner’s account at a first start. Later starts ignore it.',
    schema: z.string().transform((text, context) => {
      const email = normalizeEmail(text);
      const problem = emailProblem(email);
      return problem ? refuse(context, 'must be an email address such as you@example.com') : email;
    }),
  }),
  RUNNEL_OWNER_PASSWORD: setting<string | null>({
    fallback: null,
    shown: 'none: use the browser',
    description: 'The owner’s first password. It can be changed under Settings afterwards.',
    schema: z.string().transform((text, context) => {
      const problem = passwordProblem(text, null);
      return problem ? refuse(context, `is not accepted: ${problem}`) : text;
    }),
  }),
  RUNNEL_MAX_UPDATE_BYTES: setting<number>({
    fallback: MAX_UPDATE_BYTES,
    shown: '4194304 (4 MiB)',
    description: 'Largest single edit that the server takes, in bytes.',
    schema: integer(64 * 1024, 64 * MIB),
  }),
  RUNNEL_MAX_FILE_BYTES: setting<number>({
    fallback: MAX_FILE_BYTES,
    shown: '10485760 (10 MiB)',
    description: 'Largest picture that can be put on a board, in bytes.',
    schema: integer(64 * 1024, 64 * MIB),
  }),
  RUNNEL_DOCUMENT_FILES_BYTES: setting<number>({
    fallback: 256 * MIB,
    shown: '268435456 (256 MiB)',
    description:
      'How much the pictures of one board may be together, in bytes, with those taken off it again.',
    schema: integer(64 * 1024, 64 * 1024 * MIB),
  }),
  RUNNEL_RESIDENT_BYTES: setting<number>({
    fallback: 256 * MIB,
    shown: '268435456 (256 MiB)',
    description:
      'Memory, in bytes, for documents that are kept merged and ready. Others are loaded when they are needed.',
    schema: integer(MIB, 4096 * MIB),
  }),
  RUNNEL_LOG_LEVEL: setting<LogLevel>({
    fallback: 'info',
    description: `How much is logged: ${LOG_LEVELS.map((each) => `\`${each}\``).join(', ')}.`,
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`) as z.ZodType<
      LogLevel,
      string
    >,
  }),
  RUNNEL_LOG_FORMAT: setting<LogFormat>({
    fallback: 'text',
    description: 'Log lines for people (`text`) or for machines (`json`).',
    schema: z.enum(LOG_FORMATS, `must be one of ${LOG_FORMATS.join(', ')}`) as z.ZodType<
      LogFormat,
      string
    >,
  }),
};

type Settings = typeof SETTINGS;
type Name = keyof Settings;
type Values = { [N in Name]: Settings[N] extends Setting<infer T> ? T : never };

const NAMES = Object.keys(SETTINGS) as Name[];

/** Names of other tools and later versions, which must not be taken for settings that work. */
const NOT_YET: Readonly<Record<string, string>> = {
  DATABASE_URL:
    'DATABASE_URL is set, but this version stores in SQLite only (see RUNNEL_DATA_DIR). Remove DATABASE_URL to start.',
  REDIS_URL:
    'REDIS_URL is set, but this version runs as one process without Redis. Remove REDIS_URL to start.',
};

/** Variables of the tests and benchmarks, which a server started by them inherits. */
const IGNORED = /^RUNNEL_(TEST|BENCH)_/;

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 * Throws a `ConfigError` with a sentence for every wrong setting; values are never repeated, as they may be secret.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const given = (name: string) => env[name]?.trim() || undefined;

  for (const [name, sentence] of Object.entries(NOT_YET)) if (given(name)) problems.push(sentence);
  for (const name of Object.keys(env)) {
    if (!name.startsWith('RUNNEL_') || IGNORED.test(name) || NAMES.some((each) => each === name))
      continue;
    const near = nearest(name);
    problems.push(
      `${name} is not a setting of this version.${near ? ` Did you mean ${near}?` : ''}`,
    );
  }

  const read = <N extends Name>(name: N): Values[N] => {
    const { schema, fallback } = SETTINGS[name] as Setting<Values[N]>;
    const text = given(name);
    if (text === undefined) return fallback;
    // A password may begin or end with a space.
    const result = schema.safeParse(name === 'RUNNEL_OWNER_PASSWORD' ? env[name] : text);
    if (result.success) return result.data;
    problems.push(
      `${name} ${result.error.issues[0]?.message ?? 'is not valid'}.`.replace(/\.\.$/, '.'),
    );
    return fallback;
  };

  const email = read('RUNNEL_OWNER_EMAIL');
  const password = read('RUNNEL_OWNER_PASSWORD');
  if (given('RUNNEL_OWNER_EMAIL') && !given('RUNNEL_OWNER_PASSWORD')) {
    problems.push('RUNNEL_OWNER_EMAIL is set without RUNNEL_OWNER_PASSWORD. Set both, or neither.');
  }
  if (given('RUNNEL_OWNER_PASSWORD') && !given('RUNNEL_OWNER_EMAIL')) {
    problems.push('RUNNEL_OWNER_PASSWORD is set without RUNNEL_OWNER_EMAIL. Set both, or neither.');
  }
  if (email !== null && password !== null && passwordProblem(password, email)) {
    problems.push(`RUNNEL_OWNER_PASSWORD is not accepted: ${passwordProblem(password, email)}`);
  }

  const config: Config = {
    port: read('PORT'),
    host: read('HOST'),
    dataDir: read('RUNNEL_DATA_DIR'),
    origin: read('RUNNEL_ORIGIN'),
    trustProxy: read('RUNNEL_TRUST_PROXY'),
    owner: email !== null && password !== null ? { email, password } : null,
    maxUpdateBytes: read('RUNNEL_MAX_UPDATE_BYTES'),
    maxFileBytes: read('RUNNEL_MAX_FILE_BYTES'),
    documentFilesBytes: read('RUNNEL_DOCUMENT_FILES_BYTES'),
    residentBytes: read('RUNNEL_RESIDENT_BYTES'),
    logLevel: read('RUNNEL_LOG_LEVEL'),
    logFormat: read('RUNNEL_LOG_FORMAT'),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Every setting with its fallback and meaning, in the order of the documentation. */
export function describeSettings(): SettingDescription[] {
  return NAMES.map((name) => {
    const each: Setting<unknown> = SETTINGS[name];
    return { name, fallback: each.shown ?? String(each.fallback), description: each.description };
  });
}

/** True if only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

function refuse(context: { addIssue(issue: string): void }, message: string): never {
  context.addIssue(message);
  return z.NEVER;
}

/** The setting that was probably meant: within three typing errors, the prefix not counted. */
function nearest(name: string): Name | null {
  const ranked = NAMES.map((each) => ({ each, distance: editDistance(name, each) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= 3 ? best.each : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
