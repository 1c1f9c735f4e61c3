/**
 * The production entry: `node server.ts`. Reads the settings, opens the storage, serves pages and plain HTTP,
 * and goes away in good order. Nothing that needs a new Node is imported before the version check.
 */
import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { App } from './src/lib/server/app.ts';
import type { Config } from './src/lib/server/config.ts';
import type { Listener, Pages } from './src/lib/server/http/listener.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  fail(
    `Runnel needs Node 24 or later; this is ${process.version}. "npm start" uses the Node that "npm ci" installed.`,
  );
}

const HANDLER = resolve(fileURLToPath(new URL('.', import.meta.url)), 'build/handler.js');

await main();

async function main(): Promise<void> {
  const { loadConfig } = await import('./src/lib/server/config.ts');
  const { createApp } = await import('./src/lib/server/app.ts');
  const { setCurrentApp } = await import('./src/lib/server/current-app.ts');
  const { createListener } = await import('./src/lib/server/http/listener.ts');

  const config = attempt(() => loadConfig(process.env));
  if (!existsSync(HANDLER)) {
    fail('The pages are not built yet. Start with "npm start", or run "npm run build" first.');
  }
  const listener = createListener();
  const stop = watchSignals(listener);
  // First of all the port: a second start must not touch the database of the first.
  await listen(listener, config);
  const app = await createApp(config).catch((error: unknown) =>
    fail(`Runnel could not open its data in ${config.dataDir}: ${reasons(error)}`),
  );
  stop.serving(app);
  setCurrentApp(app);
  listener.serve(app, await loadPages(config));
  await greet(app, addressOf(listener, config));
}

/** Tells the pages' handler, before it is loaded, what to believe of a request. */
async function loadPages(config: Config): Promise<Pages> {
  const { PAGE_HEADERS } = await import('./src/lib/server/http/listener.ts');
  process.env['PROTOCOL_HEADER'] = PAGE_HEADERS.protocol;
  process.env['ADDRESS_HEADER'] = PAGE_HEADERS.address;
  process.env['BODY_SIZE_LIMIT'] ??= '512K';
  delete process.env['HOST_HEADER'];
  delete process.env['PORT_HEADER'];
  if (config.origin === null) delete process.env['ORIGIN'];
  else process.env['ORIGIN'] = config.origin;
  const { handler } = (await import(pathToFileURL(HANDLER).href)) as { handler: Pages };
  return handler;
}

/** Listens, or ends the process with a sentence that says why it cannot. */
async function listen({ server }: Listener, { host, port }: Config): Promise<void> {
  await new Promise<void>((done) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(whyNotListening(error, host, port)),
    );
    server.listen(port, host, done);
  });
}

function whyNotListening(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose one above 1023 with PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is ${host}, which is no address of this machine.`;
    default:
      return `Runnel cannot listen on ${host}, port ${port}: ${error.message}`;
  }
}

/** The address that a person on this machine opens. */
function addressOf({ server }: Listener, config: Config): string {
  if (config.origin !== null) return config.origin;
  const { port } = server.address() as AddressInfo;
  const anyHost = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(config.host);
  const host = isIPv6(config.host) ? `[${config.host}]` : config.host;
  return `http://${anyHost ? 'localhost' : host}${port === 80 ? '' : `:${port}`}`;
}

async function greet(app: App, address: string): Promise<void> {
  const setup = (await app.accounts.needsSetup()) ? app.accounts.gate.link(address) : undefined;
  if (app.config.logFormat === 'json') {
    app.logger.info('server.listening', { address, ...(setup ? { setup } : {}) });
    return;
  }
  console.log(`\n  Runnel is at ${address}`);
  if (setup) {
    console.log(`\n  Nobody has an account yet. Make the owner's account here:\n  ${setup}`);
  }
  console.log(`\n  Data in ${resolve(app.config.dataDir)}. Stop with Ctrl-C.\n`);
}

/** SIGTERM and SIGINT end the process in good order, a second one at once; a bug that nobody caught does too. */
function watchSignals({ server }: Listener): { serving(app: App): void } {
  let app: App | null = null;
  let stopping = false;
  const stop = async (code: number) => {
    stopping = true;
    // Whatever hangs, the process does not.
    setTimeout(() => process.exit(code), 1_900).unref();
    if (app) {
      const { shutDown } = await import('./src/lib/server/http/shutdown.ts');
      await shutDown(server, app);
    }
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      app?.logger.info('server.stopping', { signal });
      void stop(0);
    });
  }
  process.on('uncaughtException', (error) => {
    if (app) app.logger.error('server.crashed', { error });
    else console.error(error);
    if (!stopping) void stop(1);
  });
  return {
    serving(started) {
      app = started;
    },
  };
}

function attempt<T>(fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    return fail(reasons(error));
  }
}

/** The messages of an error and of what caused it. */
function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.message} (${reasons(error.cause)})`
    : error.message;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
