// The SDK's clients for a store. The SDK is large, and is loaded only when there is a bucket to open.
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { S3Place } from "../blob-place.ts";
import type { S3Limits } from "./s3-attempts.ts";

/** So many times the rest between two tries. */
const HESITATION = 4;

/** A client, and one that sends bodies late; with what else of the SDK is needed. */
export async function openS3Clients(place: S3Place, limits: S3Limits) {
  const sdk = await import("@aws-sdk/client-s3");
  const { NodeHttpHandler } = await import("@smithy/node-http-handler");
  const agent = { keepAlive: true, maxSockets: limits.connections };
  const region = place.region ?? (place.endpoint === null ? null : "us-east-1");
  const settings: S3ClientConfig = {
    ...(region === null ? {} : { region }),
    // Servers of one's own seldom have a name for each bucket.
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint, forcePathStyle: true }),
    // Every body is signed with its SHA-256, which says the same and which every server checks.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: limits.connectMs,
      socketTimeout: limits.idleMs,
      requestTimeout: limits.tryMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  };
  const client = new sdk.S3Client(settings);
  // For what was tried before. A store that refuses, being full for one, may close the line without having read the
  // body, and its answer is lost under what is still being sent. So the body comes late here.
  const hesitant = new sdk.S3Client(settings);
  hesitant.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body?: unknown; headers: Record<string, string> };
      if (request.body instanceof Uint8Array) {
        request.body = Readable.from(late(request.body, limits.pauseMs * HESITATION));
        // What comes before the body is sent at once.
        request.headers["Expect"] = "100-continue";
      }
      return next(args);
    },
    // The last step: the bytes are signed by now.
    { step: "deserialize", priority: "low", name: "hesitate" },
  );
  return { sdk, client, hesitant };
}

async function* late(bytes: Uint8Array, afterMs: number): AsyncGenerator<Uint8Array> {
  await pause(afterMs);
  yield bytes;
}
