import type { Config } from "../config.ts";
import type { Office } from "../rooms.ts";

// What a command is, and how it is told that it was misused.

export interface CommandOption {
  readonly type: "string" | "boolean";
  /** Shown in the help, after the name: `<days>`. */
  readonly value?: string;
  readonly does: string;
}

/** What a command was called with. */
export interface Called {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** Shows how far it is, on a terminal. */
  readonly progress: (done: string) => void;
}

/** What a command answers with: lines for people, or the same as data for `--json`. */
export interface Answer {
  readonly lines: readonly string[];
  readonly data: unknown;
}

interface About {
  /** As it is typed: `accounts list`. */
  readonly name: string;
  /** What comes after the name: `<address>`. */
  readonly takes?: string;
  readonly does: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
}

/** A command, with or without the database; none touches the data folder's lock, so it works beside a server. */
export type Command =
  | (About & { readonly needs: "settings"; run(config: Config, called: Called): Promise<Answer> })
  | (About & { readonly needs: "database"; run(office: Office, called: Called): Promise<Answer> });

/** The command was called in a way that it does not understand: exit code 2. */
export class Misused extends Error {
  override readonly name = "Misused";
}

/** It could not be done, for a reason that the operator understands: exit code 1. */
export class Failed extends Error {
  override readonly name = "Failed";
}
