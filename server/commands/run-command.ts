import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { accountsCreate } from "./accounts-create.ts";
import { accountsDisable, accountsEnable } from "./accounts-disable.ts";
import { accountsList } from "./accounts-list.ts";
import { auditExport } from "./audit-export.ts";
import { auditVerify } from "./audit-verify.ts";
import { backup } from "./backup.ts";
import { backupsCollect } from "./backups-collect.ts";
import { blobsMove } from "./blobs-move.ts";
import { type Answer, type Called, type Command, Misused } from "./command.ts";
import { explain } from "./explain.ts";
import { keysConfirm } from "./keys-confirm.ts";
import { keysRetire } from "./keys-retire.ts";
import { keysRotate } from "./keys-rotate.ts";
import { keysStatus } from "./keys-status.ts";
import { migrate } from "./migrate.ts";
import { openDepot, openOffice } from "./open-office.ts";
import { restore } from "./restore.ts";
import { showConfig } from "./show-config.ts";
import type { Terminal } from "./terminal.ts";
import { verify } from "./verify.ts";

// From words on the command line to an answer, what is printed where, and an exit code: 0 done, 1 failed, 2 misused.

const COMMANDS: readonly Command[] = [
  accountsCreate,
  accountsList,
  accountsDisable,
  accountsEnable,
  keysStatus,
  keysRotate,
  keysRetire,
  keysConfirm,
  verify,
  backup,
  restore,
  backupsCollect,
  blobsMove,
  auditVerify,
  auditExport,
  migrate,
  showConfig,
];

const COMMON = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
} as const;

export interface Outcome {
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = "npm run safelight --";

function usageOf(command: Command): string {
  const takes = command.takes === undefined ? "" : ` ${command.takes}`;
  const options = Object.entries(command.options ?? {}).map(([name, option]) => {
    const typed = `--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
    return `  ${typed.padEnd(20)} ${option.does}\n`;
  });
  return `${PROGRAM} ${command.name}${takes}\n\n  ${command.does}\n\n${options.join("")}  ${"--json".padEnd(20)} print data\n`;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}\n`);
  return `${PROGRAM} <command> [--json] [--help]\n\n${lines.join("")}`;
}

function findCommand(words: readonly string[]): Command | undefined {
  const typed = words.join(" ");
  return COMMANDS.find(({ name }) => typed === name || typed.startsWith(`${name} `));
}

function parse(command: Command, words: readonly string[]): Omit<Called, keyof Terminal> {
  const options = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, { type }]) => [name, { type }]),
  );
  const args = words.slice(command.name.split(" ").length);
  try {
    const parsed = parseArgs({
      args,
      options: { ...options, ...COMMON },
      allowPositionals: true,
      strict: true,
    });
    return { positionals: parsed.positionals, values: parsed.values };
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error));
  }
}

async function answerOf(command: Command, config: Config, called: Called): Promise<Answer> {
  if (command.takes === undefined && called.positionals.length > 0) {
    throw new Misused(`${command.name} takes no ${JSON.stringify(called.positionals[0])}`);
  }
  if (command.needs === "settings") return await command.run(config, called);
  if (command.needs === "everything") {
    const depot = await openDepot(config);
    try {
      return await command.run(depot, called);
    } finally {
      await depot.close();
    }
  }
  const office = await openOffice(config);
  try {
    return await command.run(office, called);
  } finally {
    await office.close();
  }
}

/** Nobody looks: what is said early comes with the rest. */
function silent(written: string[]): Terminal {
  return { write: async (text) => void written.push(text), progress: () => undefined };
}

/**
 * Runs one command. Never throws: whatever goes wrong is an exit code and a sentence.
 * @param terminal takes what is said early; without one it is part of the outcome
 */
export async function runCommand(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal?: Terminal,
): Promise<Outcome> {
  const command = findCommand(words);
  if (command === undefined) {
    const isAsked = words.length === 1 && ["--help", "-h", "help"].includes(words[0] ?? "");
    if (isAsked) return { exitCode: 0, stdout: overview(), stderr: "" };
    return { exitCode: 2, stdout: "", stderr: overview() };
  }
  try {
    const written: string[] = [];
    const called = { ...parse(command, words), ...(terminal ?? silent(written)) };
    if (called.values["help"] === true) return { exitCode: 0, stdout: usageOf(command), stderr: "" };
    const answer = await answerOf(command, readConfig(env), called);
    const text =
      called.values["json"] === true ? JSON.stringify(answer.data, null, 2) : answer.lines.join("\n");
    const stdout = `${written.join("")}${text}${text === "" ? "" : "\n"}`;
    return { exitCode: answer.isBad === true ? 1 : 0, stdout, stderr: "" };
  } catch (error) {
    if (error instanceof Misused) {
      return { exitCode: 2, stdout: "", stderr: `${error.message}\n\n${usageOf(command)}` };
    }
    return { exitCode: 1, stdout: "", stderr: `${explain(error)}\n` };
  }
}
