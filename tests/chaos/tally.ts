// What is left in the end, counted by opening it.

import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { SERVERS, type ServerName } from "./balancer.ts";
import { across, type ThreeNodes } from "./three-nodes.ts";
import { listAll, RENDITIONS, type Visitor } from "./visitor.ts";

/** What one node opens of a visitor's pictures. */
interface Opened {
  /** Acknowledged, listed under their id, and opened byte for byte. */
  readonly whole: number;
  /** The others that were acknowledged: why each is lost. */
  readonly lost: readonly string[];
  /** There although nobody had been told of them. */
  readonly untold: number;
}

/** Whether every node lists the same pictures of the visitor, and each that was acknowledged. */
async function isListedEverywhere(nodes: ThreeNodes, { client, acknowledged }: Visitor): Promise<boolean> {
  const lists = await Promise.all(SERVERS.map((name) => listAll(across(nodes, client, name))));
  const everyFile = new Set([...acknowledged.keys(), ...lists.flatMap((listed) => [...listed.keys()])]);
  return lists.every((listed) => [...everyFile].every((file) => listed.has(file)));
}

async function openEverything(nodes: ThreeNodes, visitor: Visitor, name: ServerName): Promise<Opened> {
  const client = across(nodes, visitor.client, name);
  const listed = await listAll(client);
  const lost: string[] = [];
  for (const [file, id] of visitor.acknowledged) {
    if (listed.get(file) !== id) lost.push(`${file} is not listed at ${name}`);
  }
  let whole = 0;
  for (const [file, id] of listed) {
    const isKnown = visitor.acknowledged.has(file);
    assert.ok(isKnown || visitor.unacknowledged.has(file), `${file} was never sent by ${visitor.name}`);
    // What nobody was told of is whole, or it would not be listed.
    for (const rendition of isKnown ? RENDITIONS.slice(0, 1) : RENDITIONS) {
      const reply = await client.get(`/api/images/${id}/renditions/${rendition}`);
      if (!isKnown) visitor.check(reply, rendition, `${file} at ${name}`);
      else if (visitor.isRight(reply, rendition)) whole += 1;
      else lost.push(`${file} does not open at ${name}: ${reply.status}`);
    }
  }
  return { whole, lost, untold: listed.size - visitor.acknowledged.size };
}

export interface Tally {
  readonly acknowledged: number;
  /** Opened byte for byte, at each node. */
  readonly opened: readonly number[];
  readonly lost: readonly string[];
  readonly words: string;
}

/**
 * Opens everything at every node, once the nodes agree about what there is: each lists from its memory until it hears
 * of what another one took.
 */
export async function tally(nodes: ThreeNodes, visitors: readonly Visitor[]): Promise<Tally> {
  const sum = (count: (visitor: Visitor) => number, of = visitors): number =>
    of.reduce((total, visitor) => total + count(visitor), 0);
  const acknowledged = sum((visitor) => visitor.acknowledged.size);
  await until(async () => {
    const agreed = await Promise.all(visitors.map((visitor) => isListedEverywhere(nodes, visitor)));
    return agreed.every(Boolean);
    // What stays unlisted is named below.
  }).catch(() => undefined);
  const lost: string[] = [];
  const opened: number[] = [];
  const untold = new Set<number>();
  for (const name of SERVERS) {
    const seen = await Promise.all(visitors.map((visitor) => openEverything(nodes, visitor, name)));
    lost.push(...seen.flatMap((one) => one.lost));
    opened.push(seen.reduce((total, { whole }) => total + whole, 0));
    untold.add(seen.reduce((total, one) => total + one.untold, 0));
  }
  assert.equal(untold.size, 1, `nodes disagree about what nobody was told of: ${[...untold].join(" ")}`);
  const [whole = 0] = untold;
  const sealed = visitors.filter(({ vault }) => vault === "sealed");
  const words =
    `${acknowledged} images acknowledged ` +
    `(${sum((visitor) => visitor.acknowledged.size, sealed)} of them in sealed vaults; ` +
    `${sum((visitor) => visitor.pieced)} sent in pieces, gone on with ` +
    `${sum((visitor) => visitor.resumed)} times after an outage), ` +
    `${opened.join(" / ")} opened at the nodes, ${lost.length} lost; ` +
    `of those not acknowledged ${whole} whole and ${sum((visitor) => visitor.unacknowledged.size) - whole} absent; ` +
    `${sum((visitor) => visitor.looks)} looks while it went on`;
  return { acknowledged, opened, lost, words };
}
