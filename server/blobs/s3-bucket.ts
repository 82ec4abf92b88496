// One bucket, one prefix: the requests that a blob store makes of them.
import type { Readable } from "node:stream";
import type { CompletedPart } from "@aws-sdk/client-s3";
import type { S3Place } from "../blob-place.ts";
import { sha256 } from "../crypto/digest.ts";
import { BlobDamaged, BlobExists, BlobMissing, type ListedBlob } from "./blob-store.ts";
import { attempt, isAbsent, refusalOf, type S3Limits, S3Nonsense } from "./s3-attempts.ts";
import { openS3Clients } from "./s3-clients.ts";

export interface S3Window {
  readonly bytes: Buffer;
  /** Of the whole blob. */
  readonly sizeBytes: number;
  /** What was put, in hexadecimal; null where it was put in parts, or by something else. */
  readonly sha256: string | null;
}

export interface S3Head {
  readonly sizeBytes: number;
  readonly sha256: string | null;
}

export type S3Bucket = Awaited<ReturnType<typeof openBucket>>;

/** The blob's hash travels with it as metadata of its own: not every server keeps S3's own checksums. */
const HASH = "sha256";

export async function openBucket(place: S3Place, limits: S3Limits) {
  const { sdk, client, hesitant } = await openS3Clients(place, limits);
  const sender = (before: number): typeof client => (before === 0 ? client : hesitant);
  const Bucket = place.bucket;
  const nameOf = (key: string): { Bucket: string; Key: string } => ({ Bucket, Key: place.prefix + key });

  async function head(key: string): Promise<S3Head | null> {
    return await attempt<S3Head | null>(
      limits,
      async (abortSignal) => {
        const reply = await client.send(new sdk.HeadObjectCommand(nameOf(key)), { abortSignal });
        return { sizeBytes: reply.ContentLength ?? 0, sha256: reply.Metadata?.[HASH] ?? null };
      },
      // Without a body a missing bucket looks the same.
      (error) => {
        if (refusalOf(error)?.status === 404) return null;
        throw error;
      },
    );
  }

  return {
    head,

    /** @throws BlobExists; BlobStoreFull; BlobStoreUnavailable */
    async put(key: string, bytes: Uint8Array): Promise<void> {
      const hash = sha256(bytes).toString("hex");
      const command = { ...nameOf(key), Body: bytes, IfNoneMatch: "*", Metadata: { [HASH]: hash } };
      await attempt(limits, async (abortSignal, before) => {
        try {
          await sender(before).send(new sdk.PutObjectCommand(command), { abortSignal });
        } catch (error) {
          if (refusalOf(error)?.status !== 412) throw error;
          // It may be ours: put by a try whose answer was lost.
          if (before > 0 && (await head(key))?.sha256 === hash) return;
          throw new BlobExists(key, { cause: error });
        }
      });
    },

    /**
     * So many bytes from there, or as many as there are.
     * @throws BlobMissing; BlobDamaged when it is the whole blob and not what was put; BlobStoreUnavailable
     */
    async get(key: string, start: number, maxBytes: number): Promise<S3Window> {
      const asked = { ...nameOf(key), Range: `bytes=${start}-${start + maxBytes - 1}` };
      return await attempt<S3Window>(
        limits,
        async (abortSignal) => {
          const reply = await client.send(new sdk.GetObjectCommand(asked), { abortSignal });
          const body = reply.Body as Readable;
          const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(reply.ContentRange ?? "");
          const [first, last, sizeBytes] = [Number(range?.[1]), Number(range?.[2]), Number(range?.[3])];
          const length = Math.min(maxBytes, sizeBytes - start);
          if (range === null || first !== start || last !== start + length - 1) {
            body.destroy();
            throw new S3Nonsense("other bytes came than were asked for");
          }
          const bytes = await gather(body, length);
          const hash = reply.Metadata?.[HASH] ?? null;
          if (hash !== null && length === sizeBytes && sha256(bytes).toString("hex") !== hash) {
            throw new BlobDamaged(key);
          }
          return { bytes, sizeBytes, sha256: hash };
        },
        (error) => {
          if (isAbsent(error)) throw new BlobMissing(key, { cause: error });
          if (refusalOf(error)?.status !== 416) throw error;
          return { bytes: Buffer.alloc(0), sizeBytes: start, sha256: null };
        },
      );
    },

    async delete(key: string): Promise<void> {
      const { keepsVersions } = await attempt(limits, async (abortSignal) => {
        const reply = await client.send(new sdk.DeleteObjectCommand(nameOf(key)), { abortSignal });
        return { keepsVersions: reply.DeleteMarker === true || reply.VersionId !== undefined };
      });
      if (keepsVersions) await deleteVersions(key);
    },

    /** A page of the blobs under a prefix, whatever else lies there left in. */
    async list(prefix: string, after: string | null): Promise<{ listed: ListedBlob[]; next: string | null }> {
      return await attempt(limits, async (abortSignal) => {
        const { Key: Prefix } = nameOf(prefix);
        const asked = { Bucket, Prefix, ...(after === null ? {} : { ContinuationToken: after }) };
        const reply = await client.send(new sdk.ListObjectsV2Command(asked), { abortSignal });
        const listed = (reply.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({
          key: Key.slice(place.prefix.length),
          sizeBytes: Size,
          modifiedAt: LastModified ?? new Date(0),
        }));
        return { listed, next: reply.IsTruncated === true ? (reply.NextContinuationToken ?? null) : null };
      });
    },

    async beginParts(key: string): Promise<string> {
      return await attempt(limits, async (abortSignal) => {
        const reply = await client.send(new sdk.CreateMultipartUploadCommand(nameOf(key)), { abortSignal });
        if (reply.UploadId === undefined) throw new S3Nonsense("an upload in parts got no name");
        return reply.UploadId;
      });
    },

    async putPart(
      key: string,
      UploadId: string,
      PartNumber: number,
      Body: Uint8Array,
    ): Promise<CompletedPart> {
      const command = { ...nameOf(key), UploadId, PartNumber, Body };
      return await attempt(limits, async (abortSignal, before) => {
        const reply = await sender(before).send(new sdk.UploadPartCommand(command), { abortSignal });
        if (reply.ETag === undefined) throw new S3Nonsense("a part got no name");
        return { PartNumber, ETag: reply.ETag };
      });
    },

    /** @throws BlobExists, as far as the server can tell: not every one takes a condition here */
    async completeParts(
      key: string,
      UploadId: string,
      Parts: CompletedPart[],
      sizeBytes: number,
    ): Promise<void> {
      if ((await head(key)) !== null) throw new BlobExists(key);
      const command = { ...nameOf(key), UploadId, IfNoneMatch: "*", MultipartUpload: { Parts } };
      await attempt(limits, async (abortSignal, before) => {
        try {
          await client.send(new sdk.CompleteMultipartUploadCommand(command), { abortSignal });
        } catch (error) {
          const status = refusalOf(error)?.status;
          const isOver = status === 412 || status === 404;
          // It may be ours: completed by a try whose answer was lost.
          if (before > 0 && isOver && (await head(key))?.sizeBytes === sizeBytes) return;
          throw status === 412 ? new BlobExists(key, { cause: error }) : error;
        }
      });
    },

    async abortParts(key: string, UploadId: string): Promise<void> {
      const command = new sdk.AbortMultipartUploadCommand({ ...nameOf(key), UploadId });
      await attempt(
        limits,
        async (abortSignal) => void (await client.send(command, { abortSignal })),
        (error) => {
          if (!isAbsent(error)) throw error;
        },
      );
    },

    /** Parts of uploads that were never completed, in no particular order. */
    async listUnfinished(prefix: string): Promise<{ key: string; uploadId: string; begunAt: Date }[]> {
      const { Key: Prefix } = nameOf(prefix);
      return await attempt(limits, async (abortSignal) => {
        // One page: what a thousand were not enough for is found when these are gone.
        const reply = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix }), {
          abortSignal,
        });
        return (reply.Uploads ?? []).map(({ Key = "", UploadId = "", Initiated }) => ({
          key: Key.slice(place.prefix.length),
          uploadId: UploadId,
          begunAt: Initiated ?? new Date(),
        }));
      });
    },

    async isVersioned(): Promise<boolean> {
      return await attempt(limits, async (abortSignal) => {
        const reply = await client.send(new sdk.GetBucketVersioningCommand({ Bucket }), { abortSignal });
        return reply.Status !== undefined;
      });
    },

    async isLocked(): Promise<boolean> {
      return await attempt<boolean>(
        limits,
        async (abortSignal) => {
          const command = new sdk.GetObjectLockConfigurationCommand({ Bucket });
          const reply = await client.send(command, { abortSignal });
          return reply.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
        },
        (error) => {
          if (isAbsent(error)) return false;
          throw error;
        },
      );
    },

    close(): void {
      client.destroy();
      hesitant.destroy();
    },
  };

  /** Everything of that name: in a bucket that keeps versions a deletion only adds one. */
  async function deleteVersions(key: string): Promise<void> {
    const { Key } = nameOf(key);
    const deleted = new Set<string | undefined>();
    for (;;) {
      const versions = await attempt(limits, async (abortSignal) => {
        const command = new sdk.ListObjectVersionsCommand({ Bucket, Prefix: Key });
        const reply = await client.send(command, { abortSignal });
        const listed = [...(reply.Versions ?? []), ...(reply.DeleteMarkers ?? [])];
        const left = listed.filter((one) => one.Key === Key);
        // Else a store that says so and does not would be asked for ever.
        if (left.some(({ VersionId }) => deleted.has(VersionId)))
          throw new S3Nonsense("what it said it had deleted is there");
        return left;
      });
      if (versions.length === 0) return;
      for (const { VersionId } of versions) {
        await attempt(limits, async (abortSignal) => {
          await client.send(new sdk.DeleteObjectCommand({ Bucket, Key, VersionId }), { abortSignal });
        });
        deleted.add(VersionId);
      }
    }
  }
}

/** Exactly so many bytes. Anything else is refused as soon as it is noticed, and never kept in memory. */
async function gather(body: Readable, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    if (at + piece.length > length) throw new S3Nonsense("more bytes came than were announced");
    piece.copy(bytes, at);
    at += piece.length;
  }
  if (at < length) throw new S3Nonsense("fewer bytes came than were announced");
  return bytes;
}
