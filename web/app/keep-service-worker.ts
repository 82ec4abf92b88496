import { watchSession } from "../api/session-events.ts";
import { installServiceWorker } from "../ui/start-worker.ts";

/**
 * Installs the service worker once the page is there, and again after each sign-out: with all that a browser holds
 * of this site, that clears the worker as well. Browsers have none on addresses that anybody can listen to.
 */
export function keepServiceWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  if (document.readyState === "complete") install();
  else window.addEventListener("load", install, { once: true });
  watchSession((event) => {
    if (event === "signed-out") install();
  });
}

function install(): void {
  // A browser that will not (a private window, a full disk) goes without.
  void installServiceWorker().catch(() => {});
}
