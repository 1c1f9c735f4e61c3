/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Opens the app without a network. The shell and every asset are kept when the worker is installed; pages come
 * from the network first and from what was kept of them only when that fails, and so do the pictures on boards. All else
 * below `/api` is never touched.
 *
 * A new worker waits until every tab of the old version is closed, so an open tab never loses its files. What the old
 * version kept is served until the new one has fetched it anew: those pages, and the files that belong to them.
 */
import { build, files, version } from '$service-worker';
import type { WorkerMessage } from '$lib/components/shell/worker';

declare const self: ServiceWorkerGlobalScope;

const ALL_ASSETS = 'runnel-assets-';
const ALL_PAGES = 'runnel-pages-';
const ASSETS = ALL_ASSETS + version;
/** Pages belong to the person who is signed in, and to this version's assets. */
const PAGES = ALL_PAGES + version;
/** Files whose names change with their content: any version's will do. */
const IMMUTABLE = '/_app/immutable/';
/** Pictures on boards, whose addresses change with their content. They belong to the person as pages do. */
const FILES = 'runnel-files';
const FILE = /^\/api\/documents\/[\w-]+\/files\/[\w-]+$/;
const MAX_FILES = 300;
const MAX_FILES_BYTES = 100 * 1024 * 1024;
const SHELL = '/offline';
const MAX_PAGES = 60;
/** A kept page younger than this is not fetched again for being opened inside the app. */
const FRESH_MS = 60_000;
/** A server that has not answered by then is as good as gone, if there is a kept page. */
const PATIENCE_MS = 4_000;
/** Addresses whose forms change who is signed in. */
const DOORS = ['/login', '/logout', '/setup', '/settings'];

const assets = new Set([...build, ...files]);
/** Alphabets and fonts that this person may never need are kept when they are first used. */
const ON_USE = /(-(latin-ext|cyrillic|greek|vietnamese)|\/shantell-sans)[\w-]*\.[\w-]+\.woff2?$/;

self.addEventListener('install', (event) => {
  event.waitUntil(precache());
});

self.addEventListener('activate', (event) => {
  // The first visit counts as a visit too.
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  const message = event.data as WorkerMessage;
  if (message.type === 'forget') event.waitUntil(forget());
  if (message.type === 'keep') event.waitUntil(keep(message.path).then(succeed));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'GET' && FILE.test(url.pathname)) event.respondWith(file(request, event));
  if (url.pathname.startsWith('/api/')) return;
  if (request.method === 'POST' && isDoor(url.pathname)) {
    event.respondWith(throughDoor(request));
  } else if (request.method !== 'GET') {
    return;
  } else if (assets.has(url.pathname) || url.pathname.startsWith(IMMUTABLE)) {
    event.respondWith(asset(request, url.pathname));
  } else if (request.mode === 'navigate') {
    event.respondWith(page(request, url, event));
  } else if (url.pathname.endsWith('/__data.json')) {
    event.respondWith(data(request));
  }
});

function isDoor(path: string): boolean {
  return DOORS.includes(path) || path.startsWith('/signup/') || path.startsWith('/reset/');
}

/** Whoever signs in or out: the pages kept so far were somebody's, perhaps not theirs. */
async function throughDoor(request: Request): Promise<Response> {
  const response = await fetch(request);
  await forget();
  return response;
}

let forgotten = 0;

async function forget(): Promise<void> {
  forgotten++;
  for (const name of await namesOf(ALL_PAGES)) await caches.delete(name);
  await caches.delete(FILES);
}

/** The caches of every version, this one's first. */
async function namesOf(kind: typeof ALL_ASSETS | typeof ALL_PAGES): Promise<string[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith(kind));
  return [kind + version, ...names.filter((name) => name !== kind + version)];
}

async function match(kind: typeof ALL_ASSETS | typeof ALL_PAGES, path: string) {
  for (const cacheName of await namesOf(kind)) {
    const found = await caches.match(path, { cacheName });
    if (found) return found;
  }
  return undefined;
}

async function precache(): Promise<void> {
  const cache = await caches.open(ASSETS);
  await cache.addAll([...assets].filter((path) => !ON_USE.test(path)));
}

async function asset(request: Request, path: string): Promise<Response> {
  const kept = await match(ALL_ASSETS, path);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && assets.has(path)) {
    await (await caches.open(ASSETS)).put(path, response.clone());
  }
  return response;
}

async function page(request: Request, url: URL, event: FetchEvent): Promise<Response> {
  const kept = await match(ALL_PAGES, url.pathname);
  try {
    const response = await (kept ? inTime(request) : fetch(request));
    if (isKeepable(url.pathname, response)) {
      event.waitUntil(store(url.pathname, response.clone()));
    }
    // A proxy's word that the server behind it is away, which for the reader is the same as no network.
    if (kept && [502, 503, 504].includes(response.status)) return kept;
    return response;
  } catch (cause) {
    const fallback = kept ?? (isShown(url.pathname) ? await match(ALL_PAGES, SHELL) : undefined);
    if (fallback) return fallback;
    throw cause;
  }
}

/** A picture on a board; what was shown once is shown again without a network. */
async function file(request: Request, event: FetchEvent): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok && response.type === 'basic') {
      event.waitUntil(keepFile(request.url, response.clone()));
    }
    return response;
  } catch (cause) {
    const kept = await caches.match(request.url, { cacheName: FILES });
    if (kept) return kept;
    throw cause;
  }
}

async function keepFile(url: string, response: Response): Promise<void> {
  const before = forgotten;
  const cache = await caches.open(FILES);
  if (await cache.match(url)) return;
  await cache.put(url, response);
  let room = MAX_FILES_BYTES;
  const kept = [...(await cache.keys())];
  // The order of the keys is the order in which they were put: the latest have the room.
  for (const [i, key] of kept.reverse().entries()) {
    const size = Number((await cache.match(key))?.headers.get('content-length') ?? 0);
    room -= size;
    if (i >= MAX_FILES || room < 0) await cache.delete(key);
  }
  // Whoever left meanwhile leaves nothing behind.
  if (before !== forgotten) await caches.delete(FILES);
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
  for (const each of [SHELL, path]) if (!(await isFresh(each))) await fetchAnew(each);
}

/** False if the server did not say what this page is now: then an older one is still worth having. */
async function fetchAnew(path: string): Promise<boolean> {
  const before = forgotten;
  try {
    const response = await fetch(path, { headers: { accept: 'text/html' } });
    // Whoever left meanwhile leaves nothing behind.
    if (before !== forgotten) return true;
    if (isKeepable(path, response)) await store(path, response);
    return !response.redirected && response.status < 500;
  } catch (cause) {
    // The network has gone meanwhile: then this page is not at hand, which is no failure of the page.
    if (!(cause instanceof TypeError)) throw cause;
    return false;
  }
}

/** Takes over what earlier versions kept. What cannot be had yet stays with them until another time. */
async function succeed(): Promise<void> {
  // The next version is at the door, and its files are not to be taken for an old one's.
  if (self.registration.installing ?? self.registration.waiting) return;
  for (const name of await namesOf(ALL_PAGES)) {
    if (name === PAGES) continue;
    const old = await caches.open(name);
    for (const { url } of await old.keys()) {
      const path = new URL(url).pathname;
      if (await caches.match(path, { cacheName: PAGES })) continue;
      if (!(await fetchAnew(path))) return;
    }
    await caches.delete(name);
  }
  for (const name of await namesOf(ALL_ASSETS)) if (name !== ASSETS) await caches.delete(name);
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
