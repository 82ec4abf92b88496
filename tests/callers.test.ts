import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Route } from "#contract/route.ts";
import type { ApiClient, ApiReply } from "./support/api-client.ts";
import { type LyingProvider, startLyingProvider } from "./support/lying-provider.ts";
import { type MemoryApp, PASSWORD, setupToken, startMemoryApp } from "./support/memory-app.ts";
import { REFUSAL_ROWS } from "./support/refusal-rows.ts";

// The matrix: every route by every kind of caller, and what each must get at the door. What a route itself
// answers to those who may enter is not looked at here, only that it was the route which answered.

type Person =
  | "anonymous"
  | "unverified"
  | "locked"
  | "unlocked"
  | "disabled"
  | "administrator"
  | "reading token"
  | "writing token"
  | "scraper";

let app: MemoryApp;
let provider: LyingProvider;
const ask = new Map<Person, (route: Route) => Promise<ApiReply>>();

const METRICS_TOKEN = "v3Rk-0pQ9x7LmZt2Wb8_YcJ4hNsD6uFa";
const ABSENT_ID = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

function pathOf(route: Route): string {
  return route.path
    .replace("{month}", "2026-11")
    .replace("{rendition}", "thumb")
    .replaceAll(/\{\w+\}/g, ABSENT_ID);
}

function asker(client: ApiClient, headers: Record<string, string> = {}): (route: Route) => Promise<ApiReply> {
  return (route) => {
    const row = REFUSAL_ROWS[`${route.method} ${route.path}`];
    assert.ok(row, `${route.method} ${route.path} has no row in tests/support/refusal-rows.ts`);
    // A body that the schema refuses: those who may enter are then told so by the route, and nothing is done.
    const json = row.badBody ?? undefined;
    return client.request(route.method, pathOf(route), { headers, ...(json === undefined ? {} : { json }) });
  };
}

before(async () => {
  provider = await startLyingProvider();
  app = await startMemoryApp({ env: { ...provider.env, SAFELIGHT_METRICS: METRICS_TOKEN } });
  const administrator = app.client();
  const invitation = await setupToken(app);
  const email = "administrator@example.org";
  await administrator.post("/api/accounts", { email, password: PASSWORD, invitation });
  await administrator.post("/api/sessions", { email, password: PASSWORD });
  ask.set("administrator", asker(administrator));

  ask.set("anonymous", asker(app.client()));
  const unverified = app.client();
  const waiting = { email: "waiting@example.org", password: PASSWORD };
  assert.equal((await unverified.post("/api/accounts", waiting)).status, 202);
  assert.equal((await unverified.post("/api/sessions", waiting)).code, "credentials.wrong");
  ask.set("unverified", asker(unverified));

  const locked = await app.member();
  await locked.client.post("/api/vault/lock");
  ask.set("locked", asker(locked.client));

  const disabled = await app.member();
  assert.equal((await disabled.client.get("/api/account")).status, 200);
  const disabling = await administrator.patch(`/api/admin/accounts/${disabled.accountId}`, {
    disabled: true,
  });
  assert.equal(disabling.status, 200, disabling.text);
  ask.set("disabled", asker(disabled.client));

  const owner = await app.member();
  for (const [person, scope] of [
    ["reading token", "images:read"],
    ["writing token", "images:write"],
  ] as const) {
    const made = await owner.client.post("/api/tokens", { name: scope, scopes: [scope], expiresInDays: 30 });
    assert.equal(made.status, 201, made.text);
    const { token } = made.body as { token: string };
    ask.set(person, asker(app.client(), { authorization: `Bearer ${token}` }));
  }
  ask.set("unlocked", asker(owner.client));
  ask.set("scraper", asker(app.client(), { authorization: `Bearer ${METRICS_TOKEN}` }));
});
after(async () => {
  await app.close();
  await provider.close();
});

const AT_THE_DOOR = new Set([
  "session.required",
  "vault.locked",
  "access.denied",
  "token.not-allowed",
  "reauthentication.required",
  "factor.enrolment-required",
]);

/** To a route that is for people, a scraper is as good as nobody. */
const NOBODY_HERE: ReadonlySet<Person> = new Set(["anonymous", "unverified", "disabled", "scraper"]);

/** The code that stops a person at the door of a route; null where the route itself answers. */
function expectedFor(person: Person, route: Route): string | null {
  if (route.access === "scraper") return person === "scraper" ? null : "not-found";
  if (person === "reading token" || person === "writing token") {
    const scope = person === "reading token" ? "images:read" : "images:write";
    return route.scope === scope ? null : "token.not-allowed";
  }
  if (route.access === "anyone") return null;
  if (NOBODY_HERE.has(person)) return "session.required";
  if (route.access === "signed-in") return null;
  if (person === "locked") return "vault.locked";
  return route.access === "administrator" && person !== "administrator" ? "access.denied" : null;
}

// What would end the very session that asks comes last, and is asked only by those whom it must refuse.
const ENDINGS = /sessions\/current$|vault\/lock$|end-others|account\/deletion|accounts?$/;

const PEOPLE: readonly Person[] = [
  "anonymous",
  "unverified",
  "locked",
  "disabled",
  "reading token",
  "writing token",
  "scraper",
  "unlocked",
  "administrator",
];

for (const person of PEOPLE) {
  test(`every route treats the caller "${person}" as its rule says`, async () => {
    const routes = app.routes.toSorted((a, b) => Number(ENDINGS.test(a.path)) - Number(ENDINGS.test(b.path)));
    assert.ok(routes.length > 60, `${routes.length} routes`);
    for (const route of routes) {
      if (ENDINGS.test(route.path) && route.method === "DELETE" && person !== "anonymous") continue;
      if (/vault\/lock$|end-others$/.test(route.path) && !["anonymous", "disabled"].includes(person))
        continue;
      const reply = await ask.get(person)?.(route);
      const isStopped =
        reply?.code !== undefined && (AT_THE_DOOR.has(reply.code) || route.access === "scraper");
      const stopped = isStopped ? reply.code : null;
      assert.equal(
        stopped,
        expectedFor(person, route),
        `${route.method} ${route.path}: ${reply?.status} ${reply?.text.slice(0, 200)}`,
      );
    }
  });
}
