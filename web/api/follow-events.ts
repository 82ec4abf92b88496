import { hashKey } from "@tanstack/react-query";
import type { EventKind, LiveEvent } from "../../contract/events.ts";
import { getImage } from "../../contract/images.ts";
import { call } from "./call.ts";
import { keepListening } from "./live-events.ts";
import { doubtLoaded, findLoaded } from "./loaded-pictures.ts";
import { haltLoads, resumeLoads } from "./loads.ts";
import { noteAbsence, noteSeen } from "./picture-changes.ts";
import { imageQuery, monthsQuery } from "./pictures.ts";
import { isProblem } from "./problem-error.ts";
import { queryClient } from "./query-client.ts";
import { sessionQuery } from "./session.ts";
import { announce } from "./session-events.ts";

// What other devices and tabs change appears here: pictures come, change and go without a reload. Only a page that
// is looked at listens; one that comes back into sight looks at everything again.

/** Changes of one moment are taken together. Milliseconds. */
const GATHERED = 250;
/** So many pictures are asked for one by one; with more, lists are asked for anew. */
const ASKED_ONE_BY_ONE = 20;

/** What is shown of pictures, other than single ones and their months. */
const LISTS: ReadonlySet<unknown> = new Set([
  "months",
  "trash",
  "search",
  "albums",
  "album",
  "album-pictures",
  "layout",
]);
const PICTURES: ReadonlySet<unknown> = new Set([...LISTS, "month", "image"]);

const SESSION_HASH = hashKey(sessionQuery.queryKey);

let gathered: LiveEvent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let stop: (() => void) | null = null;
/** The server has told of the end, or this page is about to, and what is known of the session does not say so yet. */
let isOver = false;
/** Something may have been missed while nothing listened. */
let isBehind = false;

/** Follows from now on, whenever there is an open vault and somebody who looks. */
export function startFollowingEvents(): void {
  document.addEventListener("visibilitychange", decide);
  window.addEventListener("pagehide", () => cease());
  window.addEventListener("pageshow", decide);
  queryClient.getQueryCache().subscribe((change) => {
    if (change.query.queryHash === SESSION_HASH) decide();
  });
  decide();
}

function decide(): void {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  const isOpen = session?.vault?.unlocked === true && session.mustEnrol !== true;
  if (!isOpen) {
    cease();
    isBehind = false;
    isOver = false;
    return;
  }
  if (isOver) return;
  resumeLoads();
  if (document.visibilityState !== "visible") cease();
  else stop ??= keepListening({ opened, heard });
}

/**
 * Follows no more, and loads no picture: the person is leaving, and what would be asked for now could only be refused.
 * @returns the way to go on, for somebody who could not leave
 */
export function ceaseFollowingEvents(): () => void {
  isOver = true;
  cease();
  haltLoads();
  return () => {
    isOver = false;
    decide();
  };
}

function cease(): void {
  clearTimeout(timer);
  gathered = [];
  if (stop === null) return;
  stop();
  stop = null;
  isBehind = true;
}

function opened(): void {
  if (isBehind) lookAtEverythingAgain();
  // From the second time on there was a gap.
  isBehind = true;
}

function heard(event: LiveEvent): void {
  if (event.kind === "vault.locked" || event.kind === "session.ended") {
    // Nothing comes after it, and a new line would be refused.
    isOver = true;
    cease();
    haltLoads();
    return announce(event.kind === "vault.locked" ? "locked" : "signed-out", "server");
  }
  gathered.push(event);
  if (gathered.length === 1) timer = setTimeout(() => void take(gathered.splice(0)), GATHERED);
}

function lookAtEverythingAgain(): void {
  doubtLoaded();
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => PICTURES.has(queryKey[0]) });
}

const GONE: ReadonlySet<EventKind> = new Set(["image.trashed", "image.destroyed"]);

async function take(events: readonly LiveEvent[]): Promise<void> {
  const last = new Map<string, EventKind>();
  for (const { id, kind } of events) if (id?.length && kind.startsWith("image.")) last.set(id, kind);
  const there = [...last].filter(([id, kind]) => !GONE.has(kind) && isNews(id, kind)).map(([id]) => id);
  for (const [id, kind] of last) if (GONE.has(kind)) noteAbsence(id);
  if (there.length > ASKED_ONE_BY_ONE) return lookAtEverythingAgain();
  await Promise.all(there.map(lookAt));
  // Who goes on after all looks at everything again.
  if (isOver) return;
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => LISTS.has(queryKey[0]) });
}

/** A picture that this page has just uploaded is there already. */
function isNews(id: string, kind: EventKind): boolean {
  return kind !== "image.created" || (findLoaded(id) ?? known(id)) === null;
}

const known = (id: string) => queryClient.getQueryData(imageQuery(id).queryKey) ?? null;

async function lookAt(id: string): Promise<void> {
  // Nobody sees it: its month is asked for when somebody does.
  if (queryClient.getQueryData(monthsQuery.queryKey) === undefined && known(id) === null) return;
  try {
    noteSeen(await call(getImage, { params: { id } }));
  } catch (error) {
    // Trashed again or destroyed since; anything else shows when it is looked at.
    if (isProblem(error, "not-found")) noteAbsence(id);
  }
}
