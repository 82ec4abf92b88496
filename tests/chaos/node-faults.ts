// What befalls three nodes, and how each is mended.

import assert from "node:assert/strict";
import type { ServerName } from "./balancer.ts";
import type { ThreeNodes } from "./three-nodes.ts";

export interface Fault {
  readonly kind: string;
  readonly strike: () => Promise<void>;
  /** What people notice until it is mended; null where it is mended before they need. */
  readonly during: "all goes on" | "somebody is refused" | null;
  readonly mend: () => Promise<void>;
}

/** Every fault of a run, in no order. */
export function faultsOf(nodes: ThreeNodes): readonly Fault[] {
  const { postgres, gateway, store, balancer } = nodes;
  const killed = (...names: readonly ServerName[]): Fault => ({
    kind: names.length === 1 ? "a server killed" : "two servers killed at once",
    strike: async () => void (await Promise.all(names.map((name) => nodes.node(name).kill9()))),
    during: "all goes on",
    mend: () => nodes.start(...names),
  });
  const databaseEnds = (mode: "fast" | "immediate"): Fault => ({
    kind: mode === "fast" ? "PostgreSQL stopped" : "PostgreSQL cut off without finishing its files",
    strike: () => postgres.end(mode),
    during: "somebody is refused",
    mend: () => postgres.start(),
  });
  return [
    killed("one"),
    killed("three", "two"),
    databaseEnds("fast"),
    databaseEnds("immediate"),
    {
      kind: "PostgreSQL killed, all its processes at once",
      strike: () => postgres.kill9(),
      during: "somebody is refused",
      mend: () => postgres.start(),
    },
    {
      kind: "a process of PostgreSQL killed in the middle of its work",
      // It then cuts everybody off, and recovers by itself.
      strike: () => postgres.kill9Backend(),
      during: "all goes on",
      mend: async () => undefined,
    },
    {
      kind: "the bucket's gateway killed",
      strike: () => gateway.kill9(),
      during: "somebody is refused",
      mend: () => gateway.start(),
    },
    {
      kind: "the bucket's store killed",
      strike: () => store.kill9(),
      // Its gateway holds every request until the store is back: nobody need be refused.
      during: null,
      mend: () => store.start(),
    },
    {
      kind: "a server stopped",
      strike: async () => assert.equal(await nodes.node("two").stop(), 0),
      during: "all goes on",
      mend: () => nodes.start("two"),
    },
    {
      kind: "a server taken out by the balancer",
      strike: () => balancer.set("three", "maint"),
      during: "all goes on",
      mend: () => balancer.set("three", "ready"),
    },
    {
      kind: "the balancer killed",
      strike: () => balancer.kill9(),
      during: "somebody is refused",
      mend: () => balancer.start(),
    },
  ];
}
