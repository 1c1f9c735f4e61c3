import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface SpawnOptions {
  /** Kept over restarts and after `stop`; a new one, deleted by `stop`, if not given. */
  readonly dataDir?: string;
  /** Kept over restarts; a free one if not given. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The production entry as a process of its own, on one port and one data folder for as long as it is used. */
export class ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #ownsData: boolean;
  #child: ChildProcess | null = null;
  #log = '';

  private constructor(
    port: number,
    dataDir: string,
    ownsData: boolean,
    env: Readonly<Record<string, string>>,
  ) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#ownsData = ownsData;
    this.#env = env;
  }

  /** Starts a server and waits until it takes work. The pages must have been built. */
  static async start(options: SpawnOptions = {}): Promise<ServerProcess> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'runnel-data-')));
    const port = options.port ?? (await freePort());
    const server = new ServerProcess(
      port,
      dataDir,
      options.dataDir === undefined,
      options.env ?? {},
    );
    await server.run();
    return server;
  }

  /** Everything that the server printed, over all its lives. */
  get log(): string {
    return this.#log;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process without waiting for it to take work. */
  launch(): void {
    if (this.#child) throw new Error('the server runs already');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server.ts'], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.port),
        RUNNEL_DATA_DIR: this.dataDir,
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
    child.on('exit', () => {
      if (this.#child === child) this.#child = null;
    });
  }

  /** Resolves when the server takes work; rejects with its output if it ends before. */
  async untilReady(): Promise<void> {
    const child = this.#child;
    while (child && this.#child === child) {
      if (await this.#isReady()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the server ended before it was ready:\n${this.#log}`);
  }

  async run(): Promise<void> {
    this.launch();
    await this.untilReady();
  }

  /** Sends a signal and resolves with exit code and signal when the process is gone. */
  async end(
    signal: NodeJS.Signals,
  ): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const child = this.#child;
    if (!child) return { code: null, signal: null };
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    this.#child = null;
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** Kills it as a power cut would: nothing is finished, nobody is told. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it in good order and starts it again. */
  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.run();
  }

  /** Ends it for good, and deletes its data if it made the folder. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.#ownsData) await rm(this.dataDir, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch (error) {
      // Nobody listens yet.
      if (error instanceof TypeError) return false;
      throw error;
    }
  }
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
