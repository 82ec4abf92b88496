// Whether the time of an answer tells that an address has an account: a real server is asked about known and unknown
// addresses by turns, and the two heaps of times are compared. Run: node_modules/.bin/node bench/sign-in-timing.ts [forgotten-password] [sign-in] [register]
import { apiClient } from "../tests/support/api-client.ts";
import { type RunningServer, startSafelight } from "../tests/support/running-server.ts";
import { compareTimes, type TimeComparison } from "./compare-times.ts";

const ACCOUNTS = 16;
const PASSWORD = "Violet7!harbour-Quilt";
const WRONG = "Wrong7!harbour-Quilt";

/** Each request comes from a network of its own, as far as the server can tell: limits are not what is measured. */
let network = 0;
function client(origin: string) {
  network += 1;
  const from = `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;
  const asking = apiClient(origin);
  return (path: string, json: unknown) =>
    asking.request("POST", path, { json, headers: { "x-forwarded-for": from } });
}

const known = (index: number) => `known${String(index).padStart(4, "0")}@example.org`;
const unknown = (index: number) => `other${String(index).padStart(4, "0")}@example.org`;

async function makeAccounts(server: RunningServer): Promise<void> {
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const email = known(index);
    await client(server.origin)("/api/accounts", { email, password: PASSWORD, vault: "managed" });
  }
  const tokens = new Set<string>();
  while (tokens.size < ACCOUNTS) {
    for (const { text } of await server.mails()) {
      const token = /verify#([\w-]+)/.exec(text)?.[1];
      if (token === undefined || tokens.has(token)) continue;
      tokens.add(token);
      const reply = await client(server.origin)("/api/accounts/verify", { token });
      if (reply.status !== 200) throw new Error(`verify: ${reply.status} ${reply.text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function timeOf(
  origin: string,
  asked: { readonly path: string; readonly body: object; readonly status: number },
): Promise<number> {
  const ask = client(origin);
  const begun = performance.now();
  const reply = await ask(asked.path, asked.body);
  const took = performance.now() - begun;
  if (reply.status !== asked.status) throw new Error(`${asked.path}: ${reply.status} ${reply.text}`);
  return took;
}

/** Asks about a known and an unknown address by turns, now the one first and now the other. */
async function sample(
  origin: string,
  rounds: number,
  asked: (email: string) => { readonly path: string; readonly body: object; readonly status: number },
  strangerOf: (round: number) => string,
): Promise<TimeComparison> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
    for (const kind of order) {
      const email = kind === "known" ? known(round % ACCOUNTS) : strangerOf(round);
      times[kind].push(await timeOf(origin, asked(email)));
    }
  }
  return compareTimes(times.known, times.unknown);
}

const dataOfProxy = { SAFELIGHT_TRUST_PROXY: "127.0.0.1,::1" };
await using server = await startSafelight({ env: dataOfProxy });
await makeAccounts(server);

const measured: Record<string, () => Promise<TimeComparison>> = {
  // Three links an hour for each account: beyond them nothing is mailed.
  "forgotten-password": () =>
    sample(
      server.origin,
      ACCOUNTS * 3,
      (email) => ({ path: "/api/password/forgot", body: { email }, status: 202 }),
      (round) => unknown(round % ACCOUNTS),
    ),
  "sign-in": () =>
    sample(
      server.origin,
      ACCOUNTS * 8,
      (email) => ({ path: "/api/sessions", body: { email, password: WRONG }, status: 401 }),
      (round) => unknown(round % ACCOUNTS),
    ),
  register: () =>
    sample(
      server.origin,
      ACCOUNTS * 4,
      (email) => ({ path: "/api/accounts", body: { email, password: PASSWORD }, status: 202 }),
      (round) => unknown(1000 + round),
    ),
};

const milliseconds = (value: number) => `${value.toFixed(2)} ms`.padStart(11);
const wanted = process.argv.slice(2);
process.stdout.write(
  "Median times, and the chance that a known address takes longer (50 %: nothing is told)\n",
);
for (const [what, measure] of Object.entries(measured)) {
  if (wanted.length > 0 && !wanted.includes(what)) continue;
  const { medianKnown, medianUnknown, chance, deviations, samples } = await measure();
  process.stdout.write(
    `${what.padEnd(20)} known ${milliseconds(medianKnown)}   unknown ${milliseconds(medianUnknown)}   ` +
      `${(chance * 100).toFixed(1).padStart(5)} %   z ${deviations.toFixed(1).padStart(5)}   n ${samples}\n`,
  );
}
