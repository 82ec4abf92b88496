import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english, translations } from "@zxcvbn-ts/language-en";
import { classicFaults, nistFaults, type PasswordFault } from "#contract/password-policy.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";

// Refuses passwords that miss the policy, that are known or guessable, or that are the account's own words.
// All of it offline.

/** zxcvbn's scale of 0 to 4; below 3 a password falls to 10^8 guesses. */
const LOWEST_SCORE = 3;
/** Longer texts cost the estimator much and are not guessed by it anyway. */
const ESTIMATED_LENGTH = 64;
const OWN_WORD_LENGTH = 4;

let estimator: ZxcvbnFactory | undefined;

function estimate(password: string, ownWords: readonly string[]): number {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...common, ...english },
    graphs: adjacencyGraphs,
    translations,
    useLevenshteinDistance: false,
  });
  return estimator.check(password.slice(0, ESTIMATED_LENGTH), [...ownWords]).score;
}

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly displayName: string;
  /** Whether signing in by password asks for a second factor as well; left out, it does not. */
  readonly hasFactor?: boolean;
}

function ownWordsOf(account: PasswordOwner): string[] {
  const parts = [account.email, ...account.email.split(/[@._+-]/), ...account.displayName.split(/\s+/)];
  return [...new Set([...parts, "safelight"].map((word) => word.toLowerCase()))].filter(
    (word) => word.length >= OWN_WORD_LENGTH,
  );
}

/** What speaks against a password for this account; empty when nothing does. */
export function passwordFaults(
  policy: Config["passwordPolicy"],
  password: string,
  account: PasswordOwner,
): PasswordFault[] {
  const text = password.normalize("NFC");
  const faults = policy === "classic" ? classicFaults(text) : nistFaults(text, account.hasFactor);
  if (faults.length > 0) return faults;
  const ownWords = ownWordsOf(account);
  const bare = ownWords.reduce((rest, word) => rest.replaceAll(word, ""), text.toLowerCase());
  // What is left without the account's own words must still be most of a password.
  if (Array.from(bare).length < 8) return ["own-words"];
  return estimate(text, ownWords) < LOWEST_SCORE ? ["guessable"] : [];
}

/** @throws AppError password.refused with a reason for each fault */
export function requireGoodPassword(
  policy: Config["passwordPolicy"],
  password: string,
  account: PasswordOwner,
): void {
  const faults = passwordFaults(policy, password, account);
  if (faults.length === 0) return;
  throw new AppError("password.refused", {
    errors: faults.map((reason) => ({ path: "body.password", reason })),
  });
}

/** Whether the password is one that only an account with a second factor may have. */
export function needsFactor(policy: Config["passwordPolicy"], password: string): boolean {
  return policy === "nist" && nistFaults(password).includes("too-short");
}
