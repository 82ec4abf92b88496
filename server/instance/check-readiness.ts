import type { StorageWarning } from "#contract/instance.ts";
import { readyLabel } from "../crypto/master-fingerprint.ts";
import type { Rooms } from "../rooms.ts";
import { findCurrentMasterVersion } from "../vault/master-version-store.ts";

type Part = "ok" | "starting" | "failing";

/** Asks each part whether it can serve. */
export async function checkReadiness(rooms: Rooms): Promise<{
  status: "ready" | "not-ready";
  parts: { database: Part; blobs: Part; keys: Part; decoders: Part };
  warnings: StorageWarning[];
}> {
  const warnings: StorageWarning[] = [];
  const askBlobs = async (): Promise<void> => {
    for (const warning of await rooms.blobs.status()) warnings.push(`blobs.${warning}`);
  };
  const ask = async (question: Promise<unknown>): Promise<Part> => {
    try {
      await question;
      return "ok";
    } catch {
      return "failing";
    }
  };
  const [database, blobs, keys] = await Promise.all([
    ask(rooms.database.ping()),
    ask(askBlobs()),
    ask(deriveForNothing(rooms)),
  ]);
  const { isConfined } = await rooms.darkroom.status();
  const decoders: Part = isConfined === null ? "starting" : isConfined ? "ok" : "failing";
  const parts = { database, blobs, keys, decoders };
  const ready = Object.values(parts).every((part) => part !== "failing");
  return { status: ready ? "ready" : "not-ready", parts, warnings };
}

/** Under the version that new things are sealed under; without the database to say which, under the highest. */
async function deriveForNothing({ database, keys }: Rooms): Promise<void> {
  const current = await findCurrentMasterVersion(database.db).catch(() => null);
  await keys.derive(current ?? keys.currentVersion, readyLabel);
}
