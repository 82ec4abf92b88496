import type { StorageWarning } from "#contract/instance.ts";
import type { Rooms } from "../rooms.ts";

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
    ask(rooms.keys.derive(rooms.keys.currentVersion, "safelight/v1/ready")),
  ]);
  const { isConfined } = await rooms.darkroom.status();
  const decoders: Part = isConfined === null ? "starting" : isConfined ? "ok" : "failing";
  const parts = { database, blobs, keys, decoders };
  const ready = Object.values(parts).every((part) => part !== "failing");
  return { status: ready ? "ready" : "not-ready", parts, warnings };
}
