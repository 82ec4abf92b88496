// What an operator sees of a bucket when the server starts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { getReadiness } from "#contract/instance.ts";
import { apiClient } from "../support/api-client.ts";
import { cephGateway } from "../support/ceph.ts";
import { startSafelight } from "../support/running-server.ts";
import { type NewBucket, newBucket, s3Server } from "../support/s3-server.ts";
import { until } from "../support/until.ts";

async function settingsFor(bucket: string, endpoint: string): Promise<Record<string, string>> {
  const { accessKey, secretKey } = await s3Server();
  return {
    SAFELIGHT_BLOBS: `s3://${bucket}/pictures?endpoint=${endpoint}`,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
  };
}

const readinessOf = async (origin: string) =>
  (await apiClient(origin).get("/readyz")).as(getReadiness.replies[200]);

async function assertSaid(
  kind: "plain" | "versioned" | "locked",
  warnings: readonly string[],
): Promise<void> {
  const { bucket, server }: NewBucket = await newBucket(kind);
  const env = await settingsFor(bucket, server.endpoint);
  await using safelight = await startSafelight({ env });
  const { parts, warnings: told } = await readinessOf(safelight.origin);
  assert.equal(parts.blobs, "ok");
  assert.deepEqual(
    told,
    warnings.map((warning) => `blobs.${warning}`),
  );
  const said = safelight.stdout();
  assert.match(said, new RegExp(`Pictures s3://${bucket}/pictures/ at 127\\.0\\.0\\.1:\\d+ \\(sealed\\)`));
  assert.equal(/WARNING {2}The bucket keeps versions/.test(said), warnings.includes("versioned"));
  assert.equal(/WARNING {2}The bucket locks/.test(said), warnings.includes("locked"));
  const secret = env["AWS_SECRET_ACCESS_KEY"] ?? "";
  assert.ok(!`${said}${safelight.stderr()}`.includes(secret));
}

test("a plain bucket is named, and nothing is warned of", () => assertSaid("plain", []));

test("a bucket that keeps versions is warned of at the start and by /readyz", () =>
  assertSaid("versioned", ["versioned"]));

test("a bucket that locks what it holds is warned of at the start and by /readyz", () =>
  assertSaid("locked", ["versioned", "locked"]));

test("a bucket that does not exist, or a wrong secret, stops the start with a sentence", async () => {
  const { bucket, server } = await newBucket();
  const absent = await settingsFor("absent-bucket", server.endpoint);
  await assert.rejects(startSafelight({ env: absent }), /Safelight cannot start\. .*NoSuchBucket/);
  const stranger = { ...(await settingsFor(bucket, server.endpoint)), AWS_SECRET_ACCESS_KEY: "heron-secret" };
  await assert.rejects(startSafelight({ env: stranger }), (error: Error) => {
    assert.match(error.message, /Safelight cannot start\. .*SignatureDoesNotMatch/);
    assert.doesNotMatch(error.message, /heron-secret/);
    return true;
  });
});

test("a server starts while its bucket is away, says so, and is ready when the bucket is back", async (t) => {
  const { bucket, server } = await newBucket();
  const gateway = await cephGateway(server.folder);
  t.after(() => gateway.kill9());
  await using safelight = await startSafelight({ env: await settingsFor(bucket, gateway.endpoint) });
  assert.equal((await readinessOf(safelight.origin)).parts.blobs, "failing");
  await until(() => safelight.stdout().includes("the picture store is not ready yet"));
  // What could not be made without it is tried again as a job.
  await until(() => safelight.stdout().includes('"job":"canary"'));
  await gateway.start();
  await until(async () => (await readinessOf(safelight.origin)).parts.blobs === "ok");
});
