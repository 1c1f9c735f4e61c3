/**
 * Takes pictures of every main page into screenshots/: at 1440 × 900 and 390 × 844, light and dark, of the
 * production entry on a demo workspace. Build the pages first. `node scripts/screenshots.ts [NAME…]` takes only
 * the named scenes.
 */
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromiumFlags, ensureChromium } from './browser.mjs';
import { DEMO_PEOPLE, type DemoName } from './demo/pages.ts';
import { startProxy, type Proxy } from '../tests/support/proxy.ts';
import { SCENES, type Scene, type Site } from './demo/scenes.ts';

const OUT = resolve(import.meta.dirname, '..', 'screenshots');
const THEMES = ['light', 'dark'] as const;
const SIZES = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
} as const;

const wanted = process.argv.slice(2);
const scenes = SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const { DEMO_PASSWORD } = await import('./demo.ts');

await mkdir(OUT, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'runnel-pictures-'));
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  for (const data of ['full', 'people', 'none'] as const) {
    const ofThis = scenes.filter((scene) => scene.data === data);
    if (ofThis.length === 0) continue;
    const server = await start(join(folder, data), data);
    const network = await startProxy(server.port);
    try {
      for (const scene of ofThis) await take(scene, network);
    } finally {
      await network.close();
      server.child.kill('SIGTERM');
    }
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function take(scene: Scene, network: Proxy): Promise<void> {
  for (const theme of THEMES) {
    for (const [width, size] of Object.entries(SIZES)) {
      const contexts: BrowserContext[] = [];
      const site: Site = {
        open: async (who, path) => {
          const context = await contextFor(browser, network.url, size, theme);
          contexts.push(context);
          if (who) await signIn(context, who);
          const page = await context.newPage();
          await page.goto(path, { waitUntil: 'load' });
          await page.evaluate(() => document.fonts.ready.then(() => undefined));
          if (await page.locator('.app').count()) await page.locator('[data-live=true]').waitFor();
          return page;
        },
        phone: width === '390',
        cut() {
          network.set('refuse');
          network.cut();
        },
      };
      const page = await scene.stage(site);
      await settle(page);
      await page.screenshot({ path: join(OUT, `${scene.name}-${width}-${theme}.png`) });
      for (const context of contexts) await context.close();
      network.set('pass');
      console.log(`${scene.name}-${width}-${theme}`);
    }
  }
}

function contextFor(
  from: Browser,
  baseURL: string,
  size: (typeof SIZES)[keyof typeof SIZES],
  theme: 'light' | 'dark',
): Promise<BrowserContext> {
  return from.newContext({
    ...size,
    baseURL,
    colorScheme: theme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
}

async function signIn(context: BrowserContext, who: DemoName): Promise<void> {
  const { email } = DEMO_PEOPLE[who];
  const response = await context.request.post('/api/session', {
    data: { email, password: DEMO_PASSWORD },
    headers: { origin: new URL('/', await baseOf(context)).origin },
  });
  if (!response.ok()) throw new Error(`Signing in as ${email}: ${response.status()}`);
}

/** The address that the context's relative paths belong to. */
async function baseOf(context: BrowserContext): Promise<string> {
  return (await context.request.get('/healthz')).url();
}

/** Nothing moves any more and the pointer is nowhere. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** The production entry on a folder that holds the whole demo, its people only, or nothing. */
async function start(
  dataDir: string,
  data: Scene['data'],
): Promise<{ port: number; child: ChildProcess }> {
  if (data !== 'none') {
    const demo = join(import.meta.dirname, 'demo.ts');
    await promisify(execFile)(process.execPath, [
      demo,
      dataDir,
      ...(data === 'people' ? ['--no-pages'] : []),
    ]);
  }
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '..', 'server.ts')], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      RUNNEL_DATA_DIR: dataDir,
      RUNNEL_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((found, failed) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Runnel is at http:\/\/[^\s:]+:(\d+)/.exec(output)?.[1];
      if (address) found(Number(address));
    });
    child.on('exit', (code) => failed(new Error(`The server ended with ${code}:\n${output}`)));
  });
  return { port, child };
}
