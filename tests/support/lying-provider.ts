// An OpenID Connect provider that tells any lie it is asked to. Without one it is honest, so that a test can show
// that the lie is what was refused.

import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CLIENT_ID, CLIENT_SECRET } from "./real-provider.ts";

type Json = Record<string, unknown>;

export interface Lie {
  /** Changes the claims of the ID token; undefined values leave. */
  readonly claims?: Json;
  /** Changes the header of the ID token. */
  readonly header?: Json;
  /** How the ID token is signed. */
  readonly signature?: "own" | "stranger" | "none" | "secret" | "public-key";
  /** Changes the token answer; undefined values leave. */
  readonly answer?: Json;
  /** Answers the token request like this instead. */
  readonly token?: (response: ServerResponse) => void;
  readonly userInfo?: Json;
  readonly discovery?: Json;
  readonly keys?: (response: ServerResponse) => void;
  /** Takes any PKCE verifier, and any code as often as it comes. */
  readonly careless?: boolean;
}

export interface LyingProvider {
  readonly issuer: string;
  readonly env: Readonly<Record<string, string>>;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** What it says from now on. */
  lie: Lie;
  /** A code for a person who has just gone through `url`, as the start route gave it. */
  codeFor(url: string, subject: string): string;
  /** The address that the browser is sent back to. */
  backFrom(url: string, subject: string, changes?: Readonly<Record<string, string | null>>): string;
  /** Stops answering; and answers again. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

interface Visit {
  readonly subject: string;
  readonly nonce: string;
  readonly challenge: string;
  used: boolean;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function without(changes: Json): Json {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += String(part);
  return text;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export async function startLyingProvider(): Promise<LyingProvider> {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...own.publicKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "k1" };
  const visits = new Map<string, Visit>();
  const asked: string[] = [];
  let lie: Lie = {};
  let issuer = "";

  const idToken = (visit: Visit): string => {
    const now = Math.floor(Date.now() / 1000);
    const payload = without({
      iss: issuer,
      aud: CLIENT_ID,
      sub: visit.subject,
      nonce: visit.nonce,
      iat: now,
      exp: now + 60,
      auth_time: now,
      email: `${visit.subject}@example.net`,
      email_verified: true,
      ...lie.claims,
    });
    const signature = lie.signature ?? "own";
    const alg = { own: "ES256", stranger: "ES256", none: "none", secret: "HS256", "public-key": "HS256" };
    const header = { alg: alg[signature], typ: "JWT", kid: "k1", ...lie.header };
    const body = `${base64url(header)}.${base64url(payload)}`;
    const es256 = (key: KeyObject) =>
      sign("sha256", Buffer.from(body), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
    const hs256 = (key: string) => createHmac("sha256", key).update(body).digest("base64url");
    switch (signature) {
      case "own":
        return `${body}.${es256(own.privateKey)}`;
      case "stranger":
        return `${body}.${es256(stranger.privateKey)}`;
      case "none":
        return `${body}.`;
      case "secret":
        return `${body}.${hs256(CLIENT_SECRET)}`;
      case "public-key":
        return `${body}.${hs256(own.publicKey.export({ format: "pem", type: "spki" }) as string)}`;
    }
  };

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await textOf(request));
    if (lie.token !== undefined) {
      lie.token(response);
      return;
    }
    const visit = visits.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isGood = visit !== undefined && !visit.used && challenge === visit.challenge;
    if (visit === undefined || (!isGood && lie.careless !== true)) {
      reply(response, 400, { error: "invalid_grant" });
      return;
    }
    visit.used = true;
    const answer = { access_token: "access", token_type: "Bearer", expires_in: 60, id_token: idToken(visit) };
    reply(response, 200, without({ ...answer, ...lie.answer }));
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", issuer).pathname;
    asked.push(path);
    switch (path) {
      case "/.well-known/openid-configuration":
        reply(
          response,
          200,
          without({
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            userinfo_endpoint: `${issuer}/userinfo`,
            jwks_uri: `${issuer}/keys`,
            response_types_supported: ["code"],
            subject_types_supported: ["public"],
            // It says yes to everything.
            id_token_signing_alg_values_supported: ["ES256", "HS256", "none"],
            token_endpoint_auth_methods_supported: ["client_secret_post"],
            ...lie.discovery,
          }),
        );
        return;
      case "/authorize": {
        const back = backFrom(`${issuer}${request.url}`, `visitor-${randomBytes(4).toString("hex")}`);
        const redirect = new URL(request.url ?? "/", issuer).searchParams.get("redirect_uri") ?? "";
        response.writeHead(302, { location: new URL(back, redirect).href }).end();
        return;
      }
      case "/keys":
        if (lie.keys === undefined) reply(response, 200, { keys: [jwk] });
        else lie.keys(response);
        return;
      case "/userinfo":
        reply(response, 200, { sub: [...visits.values()].at(-1)?.subject, ...lie.userInfo });
        return;
      case "/token":
        void token(request, response);
        return;
      default:
        reply(response, 404, {});
    }
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  issuer = `http://127.0.0.1:${port}`;

  const codeFor = (url: string, subject: string): string => {
    const sent = new URL(url).searchParams;
    const code = randomBytes(16).toString("hex");
    visits.set(code, {
      subject,
      nonce: sent.get("nonce") ?? "",
      challenge: sent.get("code_challenge") ?? "",
      used: false,
    });
    return code;
  };

  const backFrom = (
    url: string,
    subject: string,
    changes: Readonly<Record<string, string | null>> = {},
  ): string => {
    const sent = new URL(url).searchParams;
    const back = new URL(sent.get("redirect_uri") ?? "");
    const brought: Record<string, string | null> = {
      code: codeFor(url, subject),
      state: sent.get("state"),
      ...changes,
    };
    for (const [name, value] of Object.entries(brought)) {
      if (value !== null) back.searchParams.set(name, value);
    }
    return back.pathname + back.search;
  };

  return {
    issuer,
    env: {
      SAFELIGHT_OIDC_LIAR_ISSUER: issuer,
      SAFELIGHT_OIDC_LIAR_CLIENT_ID: CLIENT_ID,
      SAFELIGHT_OIDC_LIAR_CLIENT_SECRET: CLIENT_SECRET,
      SAFELIGHT_OIDC_LIAR_ACR: "urn:example:two-factors",
    },
    asked,
    get lie() {
      return lie;
    },
    set lie(told: Lie) {
      lie = told;
    },
    codeFor,
    backFrom,
    pause: stop,
    resume: () => listen(port),
    close: stop,
  };
}
