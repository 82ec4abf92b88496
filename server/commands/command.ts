import type { Config } from "../config.ts";
import type { Depot, Office } from "../rooms.ts";
import type { Terminal } from "./terminal.ts";

// What a command is, and how it is told that it was misused.

export interface CommandOption {
  readonly type: "string" | "boolean";
  /** Shown in the help, after the name: `<days>`. */
  readonly value?: string;
  readonly does: string;
}

/** What a command was called with. */
export interface Called extends Terminal {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** What a command answers with: lines for people, or the same as data for `--json`. */
export interface Answer {
  readonly lines: readonly string[];
  readonly data: unknown;
  /** It was done, and what it found is bad news: exit code 1. */
  readonly isBad?: boolean;
}

interface About {
  /** As it is typed: `accounts list`. */
  readonly name: string;
  /** What comes after the name: `<address>`. */
  readonly takes?: string;
  readonly does: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
}

/**
 * A command, with what it needs: settings alone, the database, or also the sealed bytes and the master key. None
 * touches the data folder's lock, so it works beside a server; one that must not says so itself.
 */
export type Command =
  | (About & {
      readonly needs: "settings";
      run(config: Config, called: Called): Promise<Answer>;
    })
  | (About & {
      readonly needs: "database";
      run(office: Office, called: Called): Promise<Answer>;
    })
  | (About & {
      readonly needs: "everything";
      run(depot: Depot, called: Called): Promise<Answer>;
    });

/** The command was called in a way that it does not understand: exit code 2. */
export class Misused extends Error {
  override readonly name = "Misused";
}

/** It could not be done, for a reason that the operator understands: exit code 1. */
export class Failed extends Error {
  override readonly name = "Failed";
}
