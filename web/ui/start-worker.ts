// The only place that turns a text into a script's address: the content policy allows no other.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

/** Only our own built files may become scripts. @throws Error for anything else */
export function ownScript(address: string, origin: string): string {
  const { origin: from, pathname } = new URL(address, origin);
  if (from !== origin || !pathname.startsWith("/assets/")) throw new Error("not a script of ours");
  return address;
}

let policy: { createScriptURL(address: string): string } | undefined;

/** Starts a worker from an address that the build wrote (`?worker&url`). */
export function startWorker(address: string): Worker {
  const rules = { createScriptURL: (text: string) => ownScript(text, window.location.origin) };
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  // Browsers without Trusted Types take the address as it is, checked by the same rule.
  policy ??= trustedTypes?.createPolicy("safelight", rules) ?? rules;
  return new Worker(policy.createScriptURL(address), { type: "module" });
}
