// P7 and P12: how long somebody who looks at a gallery waits while others upload, or sign in.

import { setTimeout as pause } from "node:timers/promises";
import { photographs } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { fresh, signIn, uploaded } from "./member.ts";
import { pacedRequests } from "./paced-requests.ts";
import { type Bench, type Findings, type Row, roundsOf } from "./part.ts";
import { figuresOf, interleave, quantile, ratiosOf, type Sample, spreadOf } from "./rounds.ts";
import { withThumbs } from "./thumbs.ts";

const EVERY_MS = 15;
const SIGN_INS = 8;
const LONG_SIDE = 4032;
const EMAIL = "bench@example.org";
const PASSWORD = "Violet7!harbour-Quilt";

export async function measureUnderLoad(bench: Bench): Promise<Findings> {
  const seconds = bench.isQuick ? 1.5 : 6;
  const [photo] = await photographs(1, { longSide: LONG_SIDE });
  if (photo === undefined) throw new Error("there is no photograph");
  await using server = await startSafelight({ env: { SAFELIGHT_TRUST_PROXY: "127.0.0.1,::1" } });
  const { origin, paths, cookie } = await withThumbs(server, 12);
  const client = await signIn(origin, EMAIL, PASSWORD);
  let number = 0;
  const waiting = async (work: () => Promise<unknown>): Promise<Sample> => {
    const delays = await pacedRequests(
      { origin, paths: [...paths, "/api/timeline"], cookie: cookie ?? "", everyMs: EVERY_MS },
      work,
    );
    return { p50Ms: quantile(delays, 0.5), p99Ms: quantile(delays, 0.99) };
  };
  const uploadFor = async (milliseconds: number): Promise<void> => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      number += 1;
      await uploaded(client, fresh(photo.bytes, number), `${number}.jpg`);
    }
  };
  const signInMany = async (): Promise<void> => {
    const all = Array.from({ length: SIGN_INS }, () => signInFrom(origin));
    await Promise.all(all);
  };
  await uploadFor(1);
  const rounds = await interleave(bench.rounds, {
    idle: () => waiting(() => pause(seconds * 1000)),
    uploading: () => waiting(() => Promise.all([uploadFor(seconds * 1000), uploadFor(seconds * 1000)])),
    signingIn: () => waiting(signInMany),
  });
  const row = (target: string, what: string, kind: "idle" | "uploading" | "signingIn"): Row => ({
    target,
    what,
    unit: "ms",
    safelight: spreadOf(figuresOf(rounds, kind, "p99Ms")),
    yardstick: null,
    ratio: null,
    wanted: null,
    ...roundsOf(rounds),
  });
  const idle = { name: "idle", figure: spreadOf(figuresOf(rounds, "idle", "p99Ms")) };
  return {
    rows: [
      {
        ...row("P7", "gallery p99 while two people upload", "uploading"),
        wanted: { of: "figure", atMost: 25 },
      },
      {
        ...row("P7", "the same, against an idle server", "uploading"),
        yardstick: idle,
        ratio: spreadOf(ratiosOf(rounds, "p99Ms", "uploading", "idle")),
        wanted: { of: "ratio", atMost: 4 },
      },
      {
        ...row("P12", `gallery p99 while ${SIGN_INS} people sign in`, "signingIn"),
        wanted: { of: "figure", atMost: 50 },
      },
    ],
  };
}

let network = 0;

/** Each from a network of its own: limits are not what is measured. */
async function signInFrom(origin: string): Promise<void> {
  network += 1;
  const reply = await fetch(`${origin}/api/sessions`, {
    method: "POST",
    headers: {
      origin,
      "content-type": "application/json",
      "x-forwarded-for": `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`,
    },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  if (reply.status !== 201) throw new Error(`sign-in: ${reply.status} ${await reply.text()}`);
}
