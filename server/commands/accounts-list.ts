import type { Person } from "#contract/people.ts";
import { listAllPeople } from "../people/list-people.ts";
import type { Command } from "./command.ts";

function stateOf(person: Person): string {
  const words = [
    person.administrator ? "administrator" : "",
    person.disabledAt === null ? "" : "disabled",
    person.deletionAt === null ? "" : `to be deleted ${person.deletionAt.slice(0, 10)}`,
  ];
  return words.filter((word) => word !== "").join(", ");
}

function inMiB(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

export const accountsList: Command = {
  name: "accounts list",
  does: "show every account: address, id, day it was made, last use, space, state",
  needs: "database",
  async run(office) {
    const people = await listAllPeople(office);
    const rows = people.map((person) => [
      person.email,
      person.id,
      person.createdAt.slice(0, 10),
      person.seenAt?.slice(0, 10) ?? "never",
      inMiB(person.usedBytes),
      stateOf(person),
    ]);
    const table = [["ADDRESS", "ID", "MADE", "SEEN", "SPACE", "STATE"], ...rows];
    const widths = table[0]!.map((_, at) => Math.max(...table.map((row) => row[at]!.length)));
    return {
      data: people,
      lines: table.map((row) =>
        row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join("  ")
          .trimEnd(),
      ),
    };
  },
};
