import type { CustomFetch } from "openid-client";

// The only way out to a provider: to hosts that were configured, without following redirects, and no further than
// a bounded answer. The discovery document names addresses; it does not get to choose hosts.

const MAX_ANSWER_BYTES = 512 * 1024;

export class HostRefused extends Error {
  override readonly name = "HostRefused";
  readonly host: string;
  constructor(host: string) {
    super("a host that is not configured");
    this.host = host.slice(0, 200);
  }
}

/** @throws HostRefused, RangeError for an answer that is too long, TypeError without one */
export function providerFetch(hosts: readonly string[]): CustomFetch {
  return async (url, options) => {
    const { host } = new URL(url);
    if (!hosts.includes(host)) throw new HostRefused(host);
    const response = await fetch(url, { ...(options as RequestInit), redirect: "manual" });
    const body = await readBounded(response);
    const { status, headers } = response;
    return new Response(body.length === 0 ? null : body, { status, headers });
  };
}

async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return Buffer.alloc(0);
  // Leaving the loop early ends the connection.
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new RangeError("a provider's answer is too long");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
