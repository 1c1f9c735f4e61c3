/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Opens the app without a network. The shell and every asset are kept when the worker is installed; pages come
 * from the network first and from what was kept of them only when that fails. `/api` is never touched.
 *
 * A new worker waits until every tab of the old version is closed, so an open tab never loses its files.
 */
import { build, files, version } from '$service-worker';
import type { WorkerMessage } from '$lib/components/shell/worker';

declare const self: ServiceWorkerGlobalScope;

const ASSETS = `runnel-assets-${version}`;
/** Pages belong to the person who is signed in, and to this version's assets. */
const PAGES = `runnel-pages-${version}`;
const SHELL = '/offline';
const MAX_PAGES = 60;
/** A kept page younger than this is not fetched again for being opened inside the app. */
const FRESH_MS = 60_000;
/** A server that has not answered by then is as good as gone, if there is a kept page. */
const PATIENCE_MS = 4_000;
/** Addresses whose forms change who is signed in. */
const DOORS = ['/login', '/logout', '/setup', '/settings'];

const assets = new Set([...build, ...files]);
/** Alphabets that this person may never need are kept when they are first used. */
const ON_USE = /-(latin-ext|cyrillic|greek|vietnamese)[\w-]*\.[\w-]+\.woff2$/;

self.addEventListener('install', (event) => {
  event.waitUntil(precache());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name !== ASSETS && name !== PAGES) await caches.delete(name);
      }
      // The first visit counts as a visit too.
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('message', (event) => {
  const message = event.data as WorkerMessage;
  if (message.type === 'forget') event.waitUntil(caches.delete(PAGES));
  if (message.type === 'keep') event.waitUntil(keep(message.path));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.method === 'POST' && isDoor(url.pathname)) {
    event.respondWith(throughDoor(request));
  } else if (request.method !== 'GET') {
    return;
  } else if (assets.has(url.pathname)) {
    event.respondWith(asset(request, url.pathname));
  } else if (request.mode === 'navigate') {
    event.respondWith(page(request, url, event));
  } else if (url.pathname.endsWith('/__data.json')) {
    event.respondWith(data(request));
  }
});

function isDoor(path: string): boolean {
  return DOORS.includes(path) || path.startsWith('/signup/');
}

/** Whoever signs in or out: the pages kept so far were somebody's, perhaps not theirs. */
async function throughDoor(request: Request): Promise<Response> {
  const response = await fetch(request);
  await caches.delete(PAGES);
  return response;
}

async function precache(): Promise<void> {
  const cache = await caches.open(ASSETS);
  await cache.addAll([...assets].filter((path) => !ON_USE.test(path)));
}

async function asset(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(path);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(path, response.clone());
  return response;
}

async function page(request: Request, url: URL, event: FetchEvent): Promise<Response> {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(url.pathname);
  try {
    const response = await (kept ? inTime(request) : fetch(request));
    if (isKeepable(url.pathname, response)) {
      event.waitUntil(store(url.pathname, response.clone()));
    }
    // A proxy's word that the server behind it is away, which for the reader is the same as no network.
    if (kept && [502, 503, 504].includes(response.status)) return kept;
    return response;
  } catch (cause) {
    const fallback = kept ?? (isShown(url.pathname) ? await cache.match(SHELL) : undefined);
    if (fallback) return fallback;
    throw cause;
  }
}

/** As fetch, but rejects when the server takes too long. */
function inTime(request: Request): Promise<Response> {
  return Promise.race([
    fetch(request),
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('the server takes too long')), PATIENCE_MS),
    ),
  ]);
}

/** The data of a step inside the app. Without a network the page says so, and is then opened as a whole. */
async function data(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return Response.json({ message: 'Offline', code: 'offline' }, { status: 503 });
  }
}

/** Pages for which the shell stands in. */
function isShown(path: string): boolean {
  return path === '/' || path.startsWith('/d/') || path === '/trash' || path === '/settings';
}

/** Home and documents as this person sees them; never a redirect to the door, never an error. */
function isKeepable(path: string, response: Response): boolean {
  const isPage = path === '/' || path === SHELL || path.startsWith('/d/');
  return isPage && response.ok && !response.redirected && response.type === 'basic';
}

/** Has a page at hand that was opened inside the app, and the shell with it. */
async function keep(path: string): Promise<void> {
  for (const each of [SHELL, path]) {
    if (await isFresh(each)) continue;
    try {
      const response = await fetch(each, { headers: { accept: 'text/html' } });
      if (isKeepable(each, response)) await store(each, response);
    } catch (cause) {
      // The network has gone meanwhile: then this page is not at hand, which is no failure of the page.
      if (!(cause instanceof TypeError)) throw cause;
    }
  }
}

async function isFresh(path: string): Promise<boolean> {
  const kept = await caches.match(path, { cacheName: PAGES });
  const date = Date.parse(kept?.headers.get('date') ?? '');
  return Date.now() - date < FRESH_MS;
}

async function store(path: string, response: Response): Promise<void> {
  const cache = await caches.open(PAGES);
  // Deleted and put again, so that the order of the keys is the order of use.
  await cache.delete(path);
  await cache.put(path, response);
  const paths = (await cache.keys()).filter((each) => new URL(each.url).pathname !== SHELL);
  for (const old of paths.slice(0, Math.max(0, paths.length - MAX_PAGES))) await cache.delete(old);
}
