// The only place that turns a text into a script's address: the content policy allows no other.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

/** At the root, so that it stands before every page; the build writes it there. */
const SERVICE_WORKER = "/service-worker.js";

/** Only our own built files may become scripts. @throws Error for anything else */
export function ownScript(address: string, origin: string): string {
  const { origin: from, pathname } = new URL(address, origin);
  const isOurs = pathname.startsWith("/assets/") || address === SERVICE_WORKER;
  if (from !== origin || !isOurs) throw new Error("not a script of ours");
  return address;
}

let policy: { createScriptURL(address: string): string } | undefined;

/** What may be given to a browser as a script's address. */
function scriptUrl(address: string): string {
  const rules = { createScriptURL: (text: string) => ownScript(text, window.location.origin) };
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  // Browsers without Trusted Types take the address as it is, checked by the same rule.
  policy ??= trustedTypes?.createPolicy("safelight", rules) ?? rules;
  return policy.createScriptURL(address);
}

/** Starts a worker from an address that the build wrote (`?worker&url`). */
export function startWorker(address: string): Worker {
  return new Worker(scriptUrl(address), { type: "module" });
}

/** Installs the service worker, or looks whether there is a newer one. @throws where the browser will not */
export async function installServiceWorker(): Promise<void> {
  await navigator.serviceWorker.register(scriptUrl(SERVICE_WORKER), { updateViaCache: "none" });
}
