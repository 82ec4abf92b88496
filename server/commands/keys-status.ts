import {
  describeMasterKey,
  type MasterKeyState,
  type VersionState,
} from "../master-key/describe-master-key.ts";
import type { Office } from "../rooms.ts";
import type { Command } from "./command.ts";

const HELD = {
  same: "held",
  another: "ANOTHER KEY",
  missing: "MISSING",
  away: "AWAY",
} as const;

/** Versions that are in use and lie in a file of which nobody has shown a copy. */
export function versionsWithoutCopy({ keys }: Pick<Office, "keys">, state: MasterKeyState): number[] {
  return state.versions
    .filter((one) => one.state !== "retired" && one.copyConfirmedAt === null)
    .map((one) => one.version)
    .filter((version) => keys.where(version)?.kind === "file");
}

export function copyReminder(versions: readonly number[]): string[] {
  if (versions.length === 0) return [];
  const named = versions.length === 1 ? `version ${versions[0]}` : `versions ${versions.join(", ")}`;
  return [
    "",
    `No separate copy of ${named} was ever shown. If the key file is lost, only recovery codes and passkeys`,
    "open vaults, and Safelight does not start. Copy the key folder to a place apart from this machine and from",
    "the backups, then show it:  npm run safelight -- keys confirm <path of the copy>",
  ];
}

function advice(state: MasterKeyState): string[] {
  const lines: string[] = [];
  const inUse = state.versions.filter((one) => one.state !== "retired");
  const wrong = inUse.filter((one) => one.held !== "same" && (one.held !== "missing" || isNeeded(one)));
  for (const { version, held } of wrong) {
    if (held === "another") {
      lines.push(
        "",
        `What is kept as version ${version} is not the key that this database was sealed under: put the right one back.`,
      );
    } else if (held === "missing") {
      lines.push("", `Version ${version} is needed and is not there: put its copy back.`);
    } else lines.push("", `Version ${version} cannot be reached now.`);
  }
  if (state.isRotating)
    lines.push("", "A rotation is not done: `keys rotate` goes on with it, while Safelight serves.");
  if (state.leakedVaults > 0) {
    lines.push(
      "",
      `${state.leakedVaults} vaults still have a key that a leaked master key opens: \`keys rotate --leaked\` goes on.`,
    );
  }
  for (const { version } of inUse.filter((one) => one.state === "former" && !isNeeded(one))) {
    lines.push("", `Nothing lies under version ${version} any more: \`keys retire ${version}\` ends it.`);
  }
  return lines;
}

function isNeeded({ state, secrets, slots }: VersionState): boolean {
  return state === "current" || secrets + slots > 0;
}

export const keysStatus: Command = {
  name: "keys status",
  does: "show each version of the master key, where it is kept, and how much lies under it",
  needs: "database",
  async run(office) {
    const state = await describeMasterKey(office);
    const withoutCopy = versionsWithoutCopy(office, state);
    const rows = state.versions.map((one) => [
      String(one.version),
      one.state,
      HELD[one.held],
      String(one.slots),
      String(one.secrets),
      one.fingerprint,
      one.createdAt.slice(0, 10),
      one.copyConfirmedAt?.slice(0, 10) ?? (office.keys.where(one.version)?.kind === "token" ? "-" : "never"),
      office.keys.where(one.version)?.name ?? "-",
    ]);
    const head = [
      "VERSION",
      "STATE",
      "KEY",
      "VAULTS",
      "SECRETS",
      "FINGERPRINT",
      "MADE",
      "COPY SHOWN",
      "KEPT IN",
    ];
    const table = [head, ...rows];
    const widths = head.map((_, at) => Math.max(...table.map((row) => row[at]!.length)));
    const lines = table.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join("  ")
        .trimEnd(),
    );
    return {
      data: {
        ...state,
        versions: state.versions.map((one) => ({ ...one, keptIn: office.keys.where(one.version) })),
        withoutCopy,
      },
      lines: [...lines, ...advice(state), ...copyReminder(withoutCopy)],
    };
  },
};
