import { useEffect, useState } from "react";

// The secret behind `#` of a mailed link. It is taken out of the address bar at once, so that it stays neither in
// the history nor on the screen; only this page holds it.

// Kept outside the component as well, because that may be made twice for one visit.
let taken: { readonly path: string; readonly token: string } | null = null;

/** The secret of the link that led here, or null. A second link opened in the same tab replaces the first. */
export function useLinkToken(): string | null {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    const look = () => setToken(takeToken());
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return token;
}

function takeToken(): string | null {
  const { hash, pathname, search } = window.location;
  if (hash.length > 1) {
    taken = { path: pathname, token: hash.slice(1) };
    window.history.replaceState(window.history.state, "", pathname + search);
  }
  return taken?.path === pathname ? taken.token : null;
}

/** Forgets the secret once it was used. */
export function forgetLinkToken(): void {
  taken = null;
}
