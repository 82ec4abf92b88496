import type { Instance } from "#contract/instance.ts";
import { LIMITS } from "#contract/limits.ts";
import { classicFaults, nistFaults, type PasswordFault } from "#contract/password-policy.ts";

// What a password still lacks, rule by rule, for the list under the field.

export type PolicyName = Instance["passwordPolicy"];

/** The rules that can be told without a dictionary. */
export type Rule = Exclude<PasswordFault, "guessable" | "own-words">;

/**
 * Whether signing in by this password will ask for a second factor as well; null where nobody knows who it is yet, and
 * the server has the last word.
 */
export type FactorKnown = boolean | null;

/** How many characters the policy asks for; where the factor is not known, the fewest that might do. */
export function leastOf(policy: PolicyName, hasFactor: FactorKnown): number {
  if (policy === "classic") return LIMITS.passwordLengthClassic;
  return hasFactor === false ? LIMITS.passwordLengthNist : LIMITS.passwordLengthNistWithFactor;
}

const SHOWN: Record<PolicyName, readonly Rule[]> = {
  classic: ["too-short", "needs-upper-case", "needs-lower-case", "needs-digit", "needs-special"],
  nist: ["too-short"],
};

/** Each rule of the policy and whether `password` meets it. The upper limit shows only when it is crossed. */
export function rulesFor(
  policy: PolicyName,
  password: string,
  hasFactor: FactorKnown = false,
): { rule: Rule; isMet: boolean }[] {
  const faults = faultsOf(policy, password, hasFactor);
  const shown: readonly Rule[] = faults.includes("too-long") ? [...SHOWN[policy], "too-long"] : SHOWN[policy];
  return shown.map((rule) => ({ rule, isMet: !faults.includes(rule) }));
}

/** What the policy misses in `password`, without a dictionary. */
export function faultsOf(
  policy: PolicyName,
  password: string,
  hasFactor: FactorKnown = false,
): PasswordFault[] {
  return policy === "classic" ? classicFaults(password) : nistFaults(password, hasFactor !== false);
}
