import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Route } from "#contract/route.ts";
import type { ApiClient } from "./support/api-client.ts";
import { type LyingProvider, startLyingProvider } from "./support/lying-provider.ts";
import { type Member, type MemoryApp, startMemoryApp } from "./support/memory-app.ts";

// Secrets that go through every route, in every field that takes one, right or wrong: no log line, no answer and no
// address that the server gives out repeats them.

const CANARY = {
  password: "Canary1!password-Finch",
  newPassword: "Canary2!password-Finch",
  recoveryCode: "CANA-RY3C".repeat(6) + "-CANA-RY3C",
  token: "canary4-token-finch-canary4-token-finch-cana",
  ticket: "canary5-ticket-finch-canary5-ticket-finch-ca",
  invitation: "canary6-invitation-finch-canary6-invitation",
  backupCode: "CANARY7BACKUP",
  totp: "735193",
  prf: "canary8-prf-finch-canary8-prf-finch-canary8",
  code: "735193",
} as const;

const STRAY = { clientDataJSON: "e30", authenticatorData: "AA", signature: "Y2FuYXJ5OQ" };
const CREDENTIAL = { id: "Y2FuYXJ5", rawId: "Y2FuYXJ5", type: "public-key", response: STRAY };

let app: MemoryApp;
let provider: LyingProvider;
let member: Member;
before(async () => {
  provider = await startLyingProvider();
  app = await startMemoryApp({ env: { ...provider.env }, logLevel: "trace" });
  member = await app.member({ vault: "sealed" });
});
after(async () => {
  await app.close();
  await provider.close();
});

/** Bodies that hold the canaries by themselves, by twos and all at once: schemas let only some of them through. */
const BODIES: readonly object[] = [
  { ...CANARY, passkey: { credential: CREDENTIAL, prf: CANARY.prf }, credential: CREDENTIAL },
  { email: "nobody@example.org", password: CANARY.password },
  { email: "nobody@example.org", password: CANARY.password, invitation: CANARY.invitation },
  { email: "nobody@example.org", password: CANARY.password, recoveryCode: CANARY.recoveryCode },
  { token: CANARY.token },
  { token: CANARY.token, password: CANARY.password },
  { ticket: CANARY.ticket, totp: CANARY.totp },
  { ticket: CANARY.ticket, backupCode: CANARY.backupCode },
  { ticket: CANARY.ticket, recoveryCode: CANARY.recoveryCode },
  { code: CANARY.code },
  { password: CANARY.password },
  { password: CANARY.password, totp: CANARY.totp },
  { password: CANARY.password, recoveryCode: CANARY.recoveryCode },
  { mode: "sealed", password: CANARY.password, recoveryCode: CANARY.recoveryCode },
  { recoveryCode: CANARY.recoveryCode },
  { recoveryCode: CANARY.recoveryCode, newPassword: CANARY.newPassword },
  { passkey: { credential: CREDENTIAL, prf: CANARY.prf } },
  { ticket: CANARY.ticket, passkey: { credential: CREDENTIAL, prf: CANARY.prf } },
  { credential: CREDENTIAL, prf: CANARY.prf },
];

/** What ends or locks the session that asks, or answers with a secret that was asked for. */
const LAST = /sessions\/current$|vault\/lock$|end-others|account\/deletion|\/account$/;

function pathOf(route: Route): string {
  return route.path
    .replace("{month}", "2026-11")
    .replace("{rendition}", "thumb")
    .replaceAll(/\{\w+\}/g, "a".repeat(26));
}

/** One body that the schema refuses, and those that it lets through to the feature. */
function bodiesFor(route: Route): readonly (object | undefined)[] {
  const { body } = route;
  if (typeof body !== "object") return [undefined];
  const taken = BODIES.filter((one) => body.safeParse(one).success);
  const refused = BODIES.find((one) => !taken.includes(one));
  return refused === undefined ? taken : [refused, ...taken];
}

async function sendThrough(client: ApiClient, headers: Record<string, string>): Promise<string[]> {
  const told: string[] = [];
  for (const route of app.routes) {
    if (LAST.test(route.path)) continue;
    for (const json of bodiesFor(route)) {
      const options = json === undefined ? { headers } : { headers, json };
      const reply = await client.request(route.method, pathOf(route), options);
      const answer = reply.text + JSON.stringify([...reply.headers]);
      for (const [name, secret] of Object.entries(CANARY)) {
        if (secret.length > 6 && answer.includes(secret)) told.push(`${route.method} ${route.path}: ${name}`);
      }
    }
  }
  return told;
}

test("no secret that goes through any route comes back in an answer, or stands in a log line, a mail or a Referer", async () => {
  const visitor = app.client();
  assert.deepEqual(await sendThrough(visitor, {}), []);
  assert.deepEqual(await sendThrough(member.client, {}), []);
  const bearer = { authorization: `Bearer ${CANARY.token}` };
  const presented = await app.client().get("/api/account", bearer);
  const stranger = app.client();
  stranger.cookies.set("safelight", CANARY.token);
  stranger.cookies.set("safelight-browser", CANARY.ticket);
  const kept = await stranger.get("/api/account");
  assert.ok(!`${presented.text}${kept.text}`.includes(CANARY.token));
  await app.rooms.mail.deliverDue();
  const heaps = { logs: app.logged(), mails: JSON.stringify(app.mails) };
  assert.ok(heaps.logs.includes("/api/sessions/factor"), "something was logged at all");
  const own = [...member.client.cookies.values(), member.recoveryCode ?? "", member.password];
  for (const [heap, text] of Object.entries(heaps)) {
    for (const [name, secret] of Object.entries(CANARY)) {
      // Six digits turn up by chance in numbers of every kind.
      if (secret.length > 6) assert.ok(!text.includes(secret), `${name} in the ${heap}`);
      else assert.doesNotMatch(text, new RegExp(`"${secret}"`), `${name} in the ${heap}`);
    }
    for (const secret of own) assert.ok(!text.includes(secret), `the member's own secret in the ${heap}`);
  }
});

test("no route takes a secret in its address", () => {
  for (const route of app.routes) {
    const query =
      route.query === undefined
        ? []
        : Object.keys((route.query as { def?: { shape?: object } }).def?.shape ?? {});
    const names = [...query, ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")];
    for (const name of names) {
      assert.doesNotMatch(
        name,
        /password|secret|token|ticket|recovery|totp|prf/i,
        `${route.method} ${route.path}`,
      );
    }
  }
});
