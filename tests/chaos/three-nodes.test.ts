// Three servers behind a balancer, over one database and one bucket, while people upload and look at pictures and every
// part of it is killed and comes back. Nothing that was acknowledged is lost, and nobody sees anybody else's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, type ApiReply, apiClient } from "../support/api-client.ts";
import { type EventStream, listen } from "../support/event-stream.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { until } from "../support/until.ts";
import { SERVERS } from "./balancer.ts";
import { type Fault, faultsOf } from "./node-faults.ts";
import { tally } from "./tally.ts";
import { across, startThreeNodes, type ThreeNodes } from "./three-nodes.ts";
import { newVisitor, type Visitor } from "./visitor.ts";
import { everybodyUploads, met, somebodyIsRefused, UPLOADS } from "./wait-for-visitors.ts";

const PASSWORD = "Violet7!harbour-Quilt";
const PEOPLE = [
  { name: "ada", vault: "managed" },
  { name: "ben", vault: "sealed" },
  { name: "cleo", vault: "sealed" },
] as const;
type Person = (typeof PEOPLE)[number];
const SEED = 20_261_128;

let nodes: ThreeNodes;
let visitors: readonly Visitor[];

before(async () => {
  nodes = await startThreeNodes();
  await register();
  visitors = await Promise.all(
    PEOPLE.map(({ name, vault }, n) =>
      newVisitor(nodes.origin, n, { email: `${name}@example.org`, password: PASSWORD, vault }),
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

/** The first by the link of the node that started last, the others by invitation. */
async function register(): Promise<void> {
  const anybody = apiClient(nodes.origin);
  const [first, ...others] = PEOPLE;
  const make = async ({ name, vault }: Person, link: string): Promise<number> => {
    const invitation = link.split("#")[1];
    const body = { email: `${name}@example.org`, password: PASSWORD, vault, invitation };
    return (await anybody.post("/api/accounts", body)).status;
  };
  const statuses: number[] = [];
  for (const name of SERVERS) statuses.push(await make(first, await nodes.node(name).link("register")));
  assert.ok(statuses.includes(202), `${statuses.join(" ")} by the links for the first account`);
  const administrator = await signIn(first.name, nodes.origin);
  for (const person of others) {
    const { body } = await administrator.post("/api/admin/invitations", {});
    assert.equal(await make(person, (body as { link: string }).link), 202);
  }
}

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
    await met(visitors, () => visitors.some(({ isUploading }) => isUploading));
    await strike();
    if (during === "all goes on") await everybodyUploads(visitors);
    if (during === "somebody is refused") await somebodyIsRefused(visitors);
    await mend();
    await met(visitors, () => nodes.isWhole());
    await everybodyUploads(visitors);
  } catch (error) {
    throw new Error(`${kind}:\n${nodes.logged().slice(-4_000)}`, { cause: error });
  }
}

test("while servers, database, gateway and balancer are killed and come back, nothing acknowledged is lost", async (t) => {
  for (const visitor of visitors) visitor.start();
  const survived = new Map<string, number>();
  try {
    for (const fault of shuffled(faultsOf(nodes), seededRandom(SEED))) {
      await survive(fault);
      survived.set(fault.kind, (survived.get(fault.kind) ?? 0) + 1);
    }
  } finally {
    await Promise.allSettled(visitors.map((visitor) => visitor.stop()));
  }
  for (const visitor of visitors) await visitor.stop();
  const { words, lost, opened, acknowledged } = await tally(nodes, visitors);
  const faults = [...survived].map(([kind, times]) => `${kind} ${times}×`).join(", ");
  t.diagnostic(`three nodes: ${words}; faults survived: ${faults}`);
  assert.deepEqual(lost, []);
  for (const count of opened) assert.equal(count, acknowledged);
  for (const visitor of visitors) assert.ok(visitor.pieced > 0, `${visitor.name} sent nothing in pieces`);
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
  const others = [across(nodes, client, "two"), across(nodes, client, "three")];
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
