// Buckets for tests, in a Ceph cluster that ends with this process, however this ends. The credentials come to the store as they do to everybody: by the environment.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { type CephCluster, type CephStore, limitBucket } from "./ceph.ts";

export type S3Server = Omit<CephCluster, "stop">;

let shared: Promise<S3Server> | null = null;

export function s3Server(): Promise<S3Server> {
  shared ??= startServer("memory").then((server) => {
    process.env["AWS_ACCESS_KEY_ID"] = server.accessKey;
    process.env["AWS_SECRET_ACCESS_KEY"] = server.secretKey;
    return server;
  });
  return shared;
}

/** One that nobody else uses, whose store may be killed: it keeps what it has on the disk. */
export const ownS3Server = (): Promise<S3Server> => startServer("disk");

async function startServer(keeps: CephStore): Promise<S3Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve-ceph.ts"), keeps], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout);
  const ask = async (line?: "kill" | "start"): Promise<string> => {
    const answer = Promise.race([once(lines, "line"), once(child, "exit")]);
    if (line !== undefined) child.stdin.write(`${line}\n`);
    const said: unknown = (await answer)[0];
    if (typeof said !== "string") throw new Error("Ceph could not be started");
    return said;
  };
  const place = JSON.parse(await ask()) as Omit<S3Server, "store">;
  child.unref();
  // Safe because both are sockets, whose open ends would keep this process alive; they close with it.
  (child.stdin as unknown as { unref(): void }).unref();
  (child.stdout as unknown as { unref(): void }).unref();
  const store = {
    kill9: async () => void (await ask("kill")),
    start: async () => void (await ask("start")),
  };
  return { ...place, store };
}

let made = 0;

/** With a size: no more than that fits in. */
export type BucketKind = "plain" | "versioned" | "locked" | "4 MiB";

export interface NewBucket {
  readonly bucket: string;
  readonly server: S3Server;
  /** Not the store's own. */
  readonly client: S3Client;
}

export async function newBucket(
  kind: BucketKind = "plain",
  at: Promise<S3Server> = s3Server(),
): Promise<NewBucket> {
  const server = await at;
  made += 1;
  const bucket = `t${process.pid}-${made}`;
  const client = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
  });
  await client.send(
    new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: kind === "locked" }),
  );
  if (kind === "versioned") {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  }
  if (kind === "4 MiB") await limitBucket(server.folder, bucket, 4 * 1024 ** 2);
  return { bucket, server, client };
}
