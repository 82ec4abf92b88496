// A real OpenID Connect provider on 127.0.0.1, with a login page that takes any name, and a browser just good enough
// to get through it. To the application on "localhost" it is another site.

import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

/** The little of oidc-provider that is used here; it brings no types. */
interface ProviderModule {
  readonly default: new (
    issuer: string,
    configuration: object,
  ) => { callback(): (request: IncomingMessage, response: ServerResponse) => void };
}

const { default: Provider } = quietly(
  // Safe because that is what the package exports.
  () => createRequire(import.meta.url)("oidc-provider") as ProviderModule,
);

export const CLIENT_ID = "safelight";
export const CLIENT_SECRET = "Zk3-9fT_qLw2-xV8b-canary-secret";

/** What the provider says of a person besides the name they log in with. */
export interface ProviderPerson {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface RealProvider {
  readonly issuer: string;
  /** Settings that make it the provider `test`. */
  readonly env: Readonly<Record<string, string>>;
  /** People by login name; somebody who is not listed has a verified address `<login>@example.net`. */
  readonly people: Map<string, ProviderPerson>;
  /** Starts answering, for an application at that origin. */
  open(origin: string): void;
  /** Logs in as that person, and gives the address that the provider sends the browser back to. */
  visit(url: string, login: string): Promise<string>;
  close(): Promise<void>;
}

export async function startRealProvider(): Promise<RealProvider> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, ProviderPerson>();
  return {
    issuer,
    people,
    env: {
      SAFELIGHT_OIDC_TEST_ISSUER: issuer,
      SAFELIGHT_OIDC_TEST_CLIENT_ID: CLIENT_ID,
      SAFELIGHT_OIDC_TEST_CLIENT_SECRET: CLIENT_SECRET,
      SAFELIGHT_OIDC_TEST_LABEL: "Example Login",
    },
    open: (origin) => {
      server.on(
        "request",
        quietly(() => new Provider(issuer, configuration(origin, people)).callback()),
      );
    },
    visit,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The package warns on the console of an odd Node, and that its login pages are for development: which they are. */
function quietly<T>(make: () => T): T {
  const { warn, info } = console;
  console.warn = () => undefined;
  console.info = () => undefined;
  try {
    return make();
  } finally {
    console.warn = warn;
    console.info = info;
  }
}

function configuration(origin: string, people: ReadonlyMap<string, ProviderPerson>): object {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${origin}/api/oidc/test/callback`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "k1" }] },
    cookies: { keys: ["only for tests, only for tests, only"] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    findAccount: async (_context: unknown, login: string) => ({
      accountId: login,
      claims: async () => ({
        sub: login,
        ...(people.get(login) ?? { email: `${login}@example.net`, email_verified: true, name: login }),
      }),
    }),
    features: { devInteractions: { enabled: true } },
  };
}

/** Follows redirects and fills in the forms, with a cookie jar of its own; ends where the provider sends it away. */
async function visit(url: string, login: string): Promise<string> {
  const home = new URL(url).origin;
  const jar = new Map<string, string>();
  let at = url;
  let form: string | null = null;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(at, {
      method: form === null ? "GET" : "POST",
      redirect: "manual",
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(form === null ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(form === null ? {} : { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get("location");
    form = null;
    if (location !== null) {
      at = new URL(location, at).href;
      if (!at.startsWith(`${home}/`)) return at;
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined)
      throw new Error(`the provider shows no form: ${response.status} ${page.slice(0, 300)}`);
    at = new URL(action, at).href;
    form =
      prompt === "login" ? `prompt=login&login=${encodeURIComponent(login)}&password=x` : "prompt=consent";
  }
  throw new Error("the provider goes round in circles");
}
