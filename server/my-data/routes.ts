import { Readable } from "node:stream";
import * as contract from "#contract/my-data.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { deleteAccount, leaveLater } from "./delete-account.ts";
import { createExport, type ExportSource, exportEverything, requireExport } from "./export-everything.ts";

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Taking everything along, and leaving. */
export function mountMyData(door: Door, rooms: Rooms, source: ExportSource): void {
  door.serve(contract.deleteAccount, async ({ caller, body, origin, cookies }) => {
    if (body?.now !== true) {
      const deletionAt = await leaveLater(rooms, caller.accountId, origin);
      return { status: 202, body: { deletionAt: instant(deletionAt) } };
    }
    const receipt = await deleteAccount(rooms, caller.accountId);
    cookies.clearSession();
    cookies.clearSiteData();
    return { status: 200, body: receipt };
  });

  door.serve(contract.createExport, async ({ caller }) => {
    const prepared = await createExport(source, caller);
    return { status: 201, body: { ...prepared, expiresAt: instant(prepared.expiresAt) } };
  });

  door.serve(contract.getExport, async ({ caller, params, isHeadersOnly }) => {
    requireExport(source, caller, params.id);
    const day = instant(rooms.clock()).slice(0, 10);
    return {
      status: 200,
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="safelight-${day}.zip"`,
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "cache-control": "no-store",
      },
      body: isHeadersOnly ? Readable.from([]) : exportEverything(source, caller),
    };
  });
}
