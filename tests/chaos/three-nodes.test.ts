// Three servers behind a balancer, over one database and one bucket, while people upload and look at pictures and every
// part of it is killed and comes back. Nothing that was acknowledged is lost, and nobody sees anybody else's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, type ApiReply, apiClient } from "../support/api-client.ts";
import { type EventStream, listen } from "../support/event-stream.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { until } from "../support/until.ts";
import { SERVERS, type ServerName } from "./balancer.ts";
import { startThreeNodes, type ThreeNodes } from "./three-nodes.ts";
import { listAll, newVisitor, RENDITIONS, type Visitor } from "./visitor.ts";

const PASSWORD = "Violet7!harbour-Quilt";
const PEOPLE = ["ada", "ben", "cleo"] as const;
const SEED = 20_261_128;
/** Acknowledged for each person before, during and after each fault, at most. */
const UPLOADS = 2;

let nodes: ThreeNodes;
let visitors: readonly Visitor[];

before(async () => {
  nodes = await startThreeNodes();
  await register();
  visitors = await Promise.all(
    PEOPLE.map((name, n) =>
      newVisitor(nodes.origin, n, { email: `${name}@example.org`, password: PASSWORD }),
    ),
  );
  for (const [n, visitor] of visitors.entries()) visitor.beside(visitors[(n + 1) % visitors.length]!);
});
after(async () => {
  await nodes.stop();
});

async function signIn(name: string, at: string): Promise<ApiClient> {
  const client = apiClient(nodes.origin, at);
  const reply = await client.post("/api/sessions", { email: `${name}@example.org`, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

/** The same browser, at one of the nodes. */
function across(client: ApiClient, name: ServerName): ApiClient {
  const other = apiClient(nodes.origin, nodes.at(name));
  for (const cookie of client.cookies) other.cookies.set(...cookie);
  return other;
}

/** The first by the link of the node that started last, the others by invitation. */
async function register(): Promise<void> {
  const anybody = apiClient(nodes.origin);
  const [first, ...others] = PEOPLE;
  const make = async (name: string, link: string): Promise<number> => {
    const body = { email: `${name}@example.org`, password: PASSWORD, invitation: link.split("#")[1] };
    return (await anybody.post("/api/accounts", body)).status;
  };
  const statuses: number[] = [];
  for (const name of SERVERS) statuses.push(await make(first, await nodes.node(name).link("register")));
  assert.ok(statuses.includes(202), `${statuses.join(" ")} by the links for the first account`);
  const administrator = await signIn(first, nodes.origin);
  for (const name of others) {
    const { body } = await administrator.post("/api/admin/invitations", {});
    assert.equal(await make(name, (body as { link: string }).link), 202);
  }
}

/** Waits, but not for somebody who has seen what must not be. */
async function met(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  await until(async () => {
    for (const { failure } of visitors) if (failure !== null) throw failure;
    return await isTrue();
  });
}

/** Until each of them has had another upload acknowledged. */
async function everybodyUploads(): Promise<void> {
  const had = visitors.map(({ acknowledged }) => acknowledged.size);
  for (const visitor of visitors) visitor.allow(UPLOADS);
  await met(() => visitors.every(({ acknowledged }, n) => acknowledged.size > had[n]!));
}

async function somebodyIsRefused(): Promise<void> {
  const had = visitors.map(({ refusals }) => refusals);
  for (const visitor of visitors) visitor.allow(UPLOADS);
  await met(() => visitors.some(({ refusals }, n) => refusals > had[n]!));
}

interface Fault {
  readonly kind: string;
  readonly strike: () => Promise<void>;
  /** What people then notice, or do not. */
  readonly during: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

const killed = (...names: readonly ServerName[]): Fault => ({
  kind: names.length === 1 ? "a server killed" : "two servers killed at once",
  strike: async () => void (await Promise.all(names.map((name) => nodes.node(name).kill9()))),
  during: everybodyUploads,
  mend: () => nodes.start(...names),
});

const databaseEnds = (mode: "fast" | "immediate"): Fault => ({
  kind: mode === "fast" ? "PostgreSQL stopped" : "PostgreSQL cut off without finishing its files",
  strike: () => nodes.postgres.end(mode),
  during: somebodyIsRefused,
  mend: () => nodes.postgres.start(),
});

const gatewayKilled: Fault = {
  kind: "the bucket's gateway killed",
  strike: () => nodes.gateway.kill9(),
  during: somebodyIsRefused,
  mend: () => nodes.gateway.start(),
};

const FAULTS: readonly Fault[] = [
  killed("one"),
  killed("two"),
  killed("three", "one"),
  databaseEnds("fast"),
  databaseEnds("immediate"),
  databaseEnds("immediate"),
  gatewayKilled,
  gatewayKilled,
  {
    kind: "a server stopped",
    strike: async () => assert.equal(await nodes.node("two").stop(), 0),
    during: everybodyUploads,
    mend: () => nodes.start("two"),
  },
  {
    kind: "a server taken out by the balancer",
    strike: () => nodes.balancer.set("three", "maint"),
    during: everybodyUploads,
    mend: () => nodes.balancer.set("three", "ready"),
  },
  {
    kind: "the balancer killed",
    strike: () => nodes.balancer.kill9(),
    during: somebodyIsRefused,
    mend: () => nodes.balancer.start(),
  },
];

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** Strikes while somebody uploads, and waits until everybody can again. */
async function survive({ kind, strike, during, mend }: Fault): Promise<void> {
  try {
    for (const visitor of visitors) visitor.allow(UPLOADS);
    await met(() => visitors.some(({ isUploading }) => isUploading));
    await strike();
    await during();
    await mend();
    await met(() => nodes.isWhole());
    await everybodyUploads();
  } catch (error) {
    throw new Error(`${kind}:\n${nodes.logged().slice(-4_000)}`, { cause: error });
  }
}

/** Opens all that a visitor has, at one node. Gives how many were there that nobody had been told of. */
async function openEverything(visitor: Visitor, name: ServerName): Promise<number> {
  const client = across(visitor.client, name);
  const listed = await listAll(client);
  for (const [file, id] of visitor.acknowledged) {
    assert.equal(listed.get(file), id, `${file} was acknowledged, and node ${name} does not list it`);
  }
  for (const [file, id] of listed) {
    const isKnown = visitor.acknowledged.has(file);
    assert.ok(isKnown || visitor.unacknowledged.has(file), `${file} was never sent by ${visitor.name}`);
    // What nobody was told of is whole, or it would not be listed.
    for (const rendition of isKnown ? RENDITIONS.slice(0, 1) : RENDITIONS) {
      visitor.check(
        await client.get(`/api/images/${id}/renditions/${rendition}`),
        rendition,
        `${file} at ${name}`,
      );
    }
  }
  return listed.size - visitor.acknowledged.size;
}

test("while servers, database, gateway and balancer are killed and come back, nothing acknowledged is lost", async (t) => {
  for (const visitor of visitors) visitor.start();
  const survived = new Map<string, number>();
  try {
    for (const fault of shuffled(FAULTS, seededRandom(SEED))) {
      await survive(fault);
      survived.set(fault.kind, (survived.get(fault.kind) ?? 0) + 1);
    }
  } finally {
    await Promise.allSettled(visitors.map((visitor) => visitor.stop()));
  }
  for (const visitor of visitors) await visitor.stop();
  let untold = 0;
  for (const visitor of visitors) {
    const counts: number[] = [];
    for (const name of SERVERS) counts.push(await openEverything(visitor, name));
    assert.equal(new Set(counts).size, 1, `nodes disagree about ${visitor.name}: ${counts.join(" ")}`);
    untold += counts[0]!;
  }
  const sum = (count: (visitor: Visitor) => number): number =>
    visitors.reduce((total, visitor) => total + count(visitor), 0);
  const acknowledged = sum((visitor) => visitor.acknowledged.size);
  const absent = sum((visitor) => visitor.unacknowledged.size) - untold;
  const faults = [...survived].map(([kind, times]) => `${kind} ${times}×`).join(", ");
  t.diagnostic(
    `three nodes: ${acknowledged} images acknowledged, ${acknowledged} opened at each node, 0 lost; ` +
      `of those not acknowledged ${untold} whole and ${absent} absent; ` +
      `${sum((visitor) => visitor.looks)} looks while it went on; faults survived: ${faults}`,
  );
});

/** A session of its own with a picture in it, which every other node has in its memory, and listens for. */
async function known(): Promise<{
  readonly client: ApiClient;
  readonly others: readonly ApiClient[];
  readonly streams: readonly EventStream[];
  readonly thumb: string;
  readonly id: string;
}> {
  const client = await signIn("ada", nodes.at("one"));
  const id = visitors[0]!.acknowledged.get("ada-0.jpg")!;
  const thumb = `/api/images/${id}/renditions/thumb`;
  const others = [across(client, "two"), across(client, "three")];
  for (const other of others) assert.equal((await other.get(thumb)).status, 200);
  return { client, others, streams: await Promise.all(others.map(listen)), thumb, id };
}

async function refusedAt(others: readonly ApiClient[], path: string, status: number): Promise<void> {
  for (const other of others) assert.equal((await other.get(path)).status, status);
}

test("from the moment a node has heard of a sign-out, a lock or a revoked session, it serves that session nothing", async () => {
  const cases = [
    { end: (client: ApiClient) => client.delete("/api/sessions/current"), status: 401 },
    { end: (client: ApiClient) => client.post("/api/vault/lock"), status: 423 },
    {
      async end(client: ApiClient) {
        const { items } = (await client.get("/api/sessions")).body as {
          items: { id: string; current: boolean }[];
        };
        const own = items.find(({ current }) => current) ?? assert.fail("its session is not listed");
        return await visitors[0]!.client.delete(`/api/sessions/${own.id}`);
      },
      status: 401,
    },
  ];
  for (const { end, status } of cases) {
    const { client, others, streams, thumb } = await known();
    const reply = await end(client);
    assert.ok(reply.status < 300, reply.text);
    await Promise.all(streams.map(({ ended }) => ended));
    await refusedAt(others, thumb, status);
  }
});

test("a node that stood still while a vault was locked elsewhere serves nothing of it when it goes on", async () => {
  const { client, others, streams, thumb } = await known();
  const { pid } = nodes.node("three");
  process.kill(pid, "SIGSTOP");
  let asked: Promise<ApiReply>;
  try {
    assert.equal((await client.post("/api/vault/lock")).status, 200);
    await streams[0]!.ended;
    await until(async () => !(await nodes.balancer.isUsed("three")));
    // It is answered by what the node remembers, before or after what it has missed comes in.
    asked = others[1]!.get(thumb);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  const { status, text } = await asked;
  assert.ok(status === 423 || status === 503, `${status} ${text.slice(0, 300)}`);
  await streams[1]!.ended;
  await until(() => nodes.isWhole());
  await refusedAt(others, thumb, 423);
});

test("from the moment a node has heard that a picture is deleted, it serves nobody a byte of it", async () => {
  const { client, others, streams, thumb, id } = await known();
  assert.equal((await client.delete(`/api/images/${id}`)).status, 204);
  await Promise.all(streams.map((stream) => stream.expect(({ kind }) => kind === "image.trashed")));
  assert.equal((await client.delete(`/api/trash/${id}`)).status, 200);
  await Promise.all(
    streams.map((stream) => stream.expect((event) => event.kind === "image.destroyed" && event.id === id)),
  );
  await refusedAt(others, thumb, 404);
  for (const stream of streams) stream.leave();
});
