import { hashKey } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { dropPrivateData, queryClient } from "../api/query-client.ts";
import { keepSession, sessionQuery } from "../api/session.ts";
import { announce, type SessionEvent, type SessionEventOrigin, watchSession } from "../api/session-events.ts";
import { words } from "../copy/words.ts";
import { toast } from "../ui/toast.ts";
import { safeNext } from "../ui/way-back.ts";

// Who may see which page, and what the page does when the session changes under it. Where one was is kept in
// the history entry, not in the address: an address can end up in a log.

const OPEN_PATHS = [
  "/sign-in",
  "/sign-in/code",
  "/sign-in/provider",
  "/register",
  "/verify",
  "/forgotten",
  "/forgotten/code",
  "/reset",
  "/new-address",
  "/keep-address",
  "/keep-vault",
  "/keep-account",
  "/farewell",
];

/** True between the end of a session and the page that says so: what is known of it counts no more. */
let isLeaving = false;

const SESSION_HASH = hashKey(sessionQuery.queryKey);

/** The one page behind the door that is open to a person who must add a second factor first. */
const ENROLMENT = "/settings/authenticator";

/** For pages behind the door: sends a person without a session or with a locked vault the right way. */
export async function requireUnlocked({
  location,
}: {
  location: { href: string; pathname: string };
}): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery);
  const state = { next: location.href };
  if (!session.account) redirect({ to: "/sign-in", state, replace: true, throw: true });
  if (!session.vault?.unlocked) redirect({ to: "/unlock", state, replace: true, throw: true });
  if (session.mustEnrol && location.pathname !== ENROLMENT) {
    redirect({ to: ENROLMENT, replace: true, throw: true });
  }
}

/** For the pages of administration: everybody else has nothing to see there. */
export async function requireAdministrator(): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery);
  if (!session.account?.administrator) redirect({ to: "/gallery", replace: true, throw: true });
}

/** For the unlock page: it needs a session whose vault is locked. */
export async function requireLocked(): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery);
  if (!session.account) redirect({ to: "/sign-in", replace: true, throw: true });
  if (session.vault?.unlocked) redirect({ to: "/gallery", replace: true, throw: true });
}

/** For sign-in: somebody who is signed in already goes on. */
export async function requireSignedOut(): Promise<void> {
  if (isLeaving) return;
  const session = await queryClient.ensureQueryData(sessionQuery);
  if (session.account) redirect({ to: "/gallery", replace: true, throw: true });
}

/** The little of the router that is needed here; keeps this file free of the route tree. */
interface Navigator {
  readonly state: { readonly location: { readonly pathname: string; readonly href: string } };
  readonly history: { readonly location: { readonly state: { readonly next?: string } } };
  navigate(to: { href: string; replace: boolean; state?: { next?: string } }): Promise<void>;
}

/** Obeys session events from here, the server and other tabs, for as long as the page lives. */
export function followSession(router: Navigator): void {
  watchSession((event, from) => void obey(router, event, from));
  let wasOpen = false;
  queryClient.getQueryCache().subscribe((change) => {
    if (change.type !== "updated" || change.action.type !== "success") return;
    if (change.query.queryHash !== SESSION_HASH) return;
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    const isOpen = session?.vault?.unlocked === true;
    // The session was asked for again, as when the person comes back to this window: what has ended meanwhile
    // must not stay on the screen. What this page sets itself is no news.
    if (wasOpen && !isOpen && !change.action.manual) {
      announce(session?.account ? "locked" : "signed-out", "server");
    }
    wasOpen = isOpen;
  });
  // A page that the browser kept whole has heard nothing while it lay there.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
  });
}

function isAtDoor(pathname: string): boolean {
  return pathname === "/unlock" || OPEN_PATHS.includes(pathname);
}

function keepSignedOut(): void {
  queryClient.setQueryData(sessionQuery.queryKey, {
    account: null,
    vault: null,
    reauthenticatedUntil: null,
  });
}

async function obey(router: Navigator, event: SessionEvent, from: SessionEventOrigin): Promise<void> {
  // The end of a session is told from several sides, and more than once while the page is going: it goes once.
  if (isLeaving && (event === "signed-out" || event === "locked")) return;
  const { pathname, href } = router.state.location;
  const { account, vault } = queryClient.getQueryData(sessionQuery.queryKey) ?? {};
  const next = pathname === "/unlock" ? safeNext(router.history.location.state.next) : href;
  switch (event) {
    case "signed-out": {
      // What is on its way is not wanted any more. The page goes first, then what it shows: without an account it
      // could not be drawn.
      isLeaving = true;
      try {
        await queryClient.cancelQueries();
        if (!OPEN_PATHS.includes(pathname)) {
          // Who signs out here leaves; who was signed out is told, and comes back to where they were.
          const isSurprise = from !== "here";
          if (isSurprise && account) toast.success(words.shell.signedOutElsewhere);
          const state = isSurprise ? { next } : {};
          await router.navigate({ href: "/sign-in", replace: true, state });
        }
      } finally {
        isLeaving = false;
        dropPrivateData();
        keepSignedOut();
      }
      return;
    }
    case "locked": {
      if (!account || !vault) return;
      await queryClient.cancelQueries();
      const locked = { account, vault: { ...vault, unlocked: false } };
      keepSession(locked);
      try {
        if (!isAtDoor(pathname)) {
          await router.navigate({ href: "/unlock", replace: true, state: { next } });
        }
      } finally {
        dropPrivateData();
        keepSession(locked);
      }
      return;
    }
    case "signed-in":
    case "unlocked": {
      if (from === "here") return;
      // Another tab may have signed in as somebody else: nothing that is known here counts any more.
      dropPrivateData();
      await queryClient.fetchQuery(sessionQuery);
      const waits = pathname.startsWith("/sign-in") || pathname === "/unlock";
      await router.navigate({
        href: waits ? safeNext(router.history.location.state.next) : href,
        replace: true,
      });
    }
  }
}
