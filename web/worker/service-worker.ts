// Stands between the pages and the network: keeps the built files and one page for when there is no connection, and
// takes what a phone shares. It never keeps a page, a picture or an answer: those pass it by.

/** The built files of this version, written in by the build. */
declare const SAFELIGHT_ASSETS: readonly string[];

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface QuestionEvent extends LastingEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
interface Scope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LastingEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
  addEventListener(type: "message", listener: (event: QuestionEvent) => void): void;
}

// Safe because this file runs as a service worker only; the types of pages know no such thing.
const scope = self as unknown as Scope;

const ASSETS: ReadonlySet<string> = new Set(SAFELIGHT_ASSETS);
const CACHE = "safelight";
const OFFLINE_PAGE = "/offline.html";
/** What the offline page is made of. */
const OFFLINE = [OFFLINE_PAGE, "/offline.css", "/icon.svg"];
/** Browsers end a worker whose work takes longer than about five minutes. */
const HOLD_MILLISECONDS = 4 * 60_000;

scope.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage());
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlderVersions().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/share") {
    event.respondWith(takeShared(event));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => keptOr(OFFLINE_PAGE, Response.error())));
  } else if (request.method === "GET" && ASSETS.has(pathname)) {
    event.respondWith(assetOf(event, pathname));
  } else if (request.method === "GET" && OFFLINE.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => keptOr(pathname, Response.error())));
  }
});

async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(OFFLINE.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  await scope.skipWaiting();
}

async function forgetOlderVersions(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (!ASSETS.has(pathname) && !OFFLINE.includes(pathname)) await cache.delete(url);
  }
}

async function keptOr(path: string, otherwise: Response): Promise<Response> {
  return (await caches.match(path)) ?? otherwise;
}

/** A built file: its name changes with its content, so what is kept is right. */
async function assetOf(event: RequestEvent, path: string): Promise<Response> {
  const kept = await caches.match(path);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(path, answer.clone()));
  return answer;
}

async function keep(path: string, answer: Response): Promise<void> {
  try {
    await (await caches.open(CACHE)).put(path, answer);
  } catch {
    // A full disk is no reason to go without the file.
  }
}

/** Files that were shared and that no page has asked for yet: in memory only. */
let shared: File[] = [];
let letGo: () => void = () => undefined;

/** Holds what a phone shares, for the page that asks for it once the vault is open. */
async function takeShared(event: RequestEvent): Promise<Response> {
  const form = await event.request.formData();
  shared.push(...form.getAll("pictures").filter((part) => part instanceof File));
  letGo();
  event.waitUntil(
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => letGo(), HOLD_MILLISECONDS);
      letGo = () => {
        clearTimeout(timer);
        resolve();
      };
    }),
  );
  return Response.redirect("/share", 303);
}

scope.addEventListener("message", (event) => {
  if (event.data !== "give-shared") return;
  event.ports[0]?.postMessage(shared);
  shared = [];
  letGo();
});
