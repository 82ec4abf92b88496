import { useState } from "react";

/**
 * The secret behind `#` of a mailed link, or null. It is taken out of the address bar at once, so that it stays
 * neither in the history nor on the screen; only this page holds it.
 */
export function useLinkToken(): string | null {
  const [token] = useState(takeToken);
  return token;
}

// Kept here as well, because a component may be made twice for one visit.
let taken: { readonly path: string; readonly token: string } | null = null;

function takeToken(): string | null {
  const { hash, pathname, search } = window.location;
  if (hash.length > 1) {
    taken = { path: pathname, token: decodeURIComponent(hash.slice(1)) };
    window.history.replaceState(window.history.state, "", pathname + search);
  }
  return taken?.path === pathname ? taken.token : null;
}

/** Forgets the secret once it was used. */
export function forgetLinkToken(): void {
  taken = null;
}
