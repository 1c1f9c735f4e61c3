import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COMPILE_CACHE } from '../../scripts/node.mjs';
import { Client } from './client.ts';

export const OWNER = {
  email: 'owner@example.com',
  password: 'correct horse in the tests',
} as const;

/** The production entry as a process of its own. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  readonly output: string;
  /** Signs the owner in over HTTP. */
  owner(): Promise<Client>;
  /** Sends SIGKILL and waits until the process is gone. */
  kill(): Promise<void>;
  /** Sends a signal; resolves with the exit code when the process is gone by itself. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts again on the same data and the same port. */
  restart(): Promise<void>;
  /** Kills it if it runs and deletes its data. */
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly env?: Record<string, string>;
  /** Data of another server; a folder of its own, deleted at the end, by default. */
  readonly dataDir?: string;
  readonly port?: number;
}

/** Starts `node server.ts` with an owner's account on a free port of 127.0.0.1. The pages must have been built. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'runnel-test-')));
  const launch = (port: number) => launchServer(dataDir, port, options.env ?? {});
  let running = await launch(options.port ?? 0);

  const gone = async () => {
    if (running.child.exitCode === null && running.child.signalCode === null) {
      await once(running.child, 'exit');
    }
    return running.child.exitCode;
  };
  return {
    dataDir,
    get url() {
      return running.url;
    },
    get port() {
      return running.port;
    },
    get child() {
      return running.child;
    },
    get output() {
      return running.output();
    },
    async owner() {
      const response = await fetch(`${running.url}/api/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(OWNER),
      });
      if (response.status !== 200) throw new Error(`login: ${response.status}`);
      return new Client(
        running.url,
        (await response.json()) as ConstructorParameters<typeof Client>[1],
      );
    },
    async kill() {
      running.child.kill('SIGKILL');
      await gone();
    },
    async stop(signal = 'SIGTERM') {
      running.child.kill(signal);
      return gone();
    },
    async restart() {
      running = await launch(running.port);
    },
    async close() {
      running.child.kill('SIGKILL');
      await gone();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly output: () => string;
}

/** Runs the entry and resolves when it has printed its address; rejects with its output if it ends before. */
export function launchServer(
  dataDir: string,
  port: number,
  env: Record<string, string> = {},
): Promise<Running> {
  return spawnServer(dataDir, port, env).ready;
}

/** Runs the entry without waiting for it; `ready` is what `launchServer` gives. */
export function spawnServer(
  dataDir: string,
  port: number,
  env: Record<string, string> = {},
): { readonly child: ChildProcess; readonly ready: Promise<Running> } {
  const child = spawn(process.execPath, [resolve('server.ts')], {
    env: {
      PATH: process.env['PATH'],
      // Stripping and compiling the code anew is most of the work of a start.
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      PORT: String(port),
      RUNNEL_DATA_DIR: dataDir,
      RUNNEL_OWNER_EMAIL: OWNER.email,
      RUNNEL_OWNER_PASSWORD: OWNER.password,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<Running>((done, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Runnel is at http:\/\/[^\s:]+:(\d+)/.exec(output)?.[1];
      if (found === undefined) return;
      const actual = Number(found);
      done({ child, url: `http://127.0.0.1:${actual}`, port: actual, output: () => output });
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return { child, ready };
}
