import type { Instance } from "#contract/instance.ts";
import { LIMITS } from "#contract/limits.ts";
import { classicFaults, nistFaults, type PasswordFault } from "#contract/password-policy.ts";

// What a password still lacks, rule by rule, for the list under the field.

export type PolicyName = Instance["passwordPolicy"];

/** The rules that can be told without a dictionary. */
export type Rule = Exclude<PasswordFault, "guessable" | "own-words">;

/** Characters that the nist policy asks for; the contract's check knows no name for it. */
export const LEAST = { classic: LIMITS.passwordLengthClassic, nist: 15 } as const;

const SHOWN: Record<PolicyName, readonly Rule[]> = {
  classic: ["too-short", "needs-upper-case", "needs-lower-case", "needs-digit", "needs-special"],
  nist: ["too-short"],
};

/** Each rule of the policy and whether `password` meets it. The upper limit shows only when it is crossed. */
export function rulesFor(policy: PolicyName, password: string): { rule: Rule; isMet: boolean }[] {
  const faults = faultsOf(policy, password);
  const shown: readonly Rule[] = faults.includes("too-long") ? [...SHOWN[policy], "too-long"] : SHOWN[policy];
  return shown.map((rule) => ({ rule, isMet: !faults.includes(rule) }));
}

/** What the policy misses in `password`, without a dictionary. */
export function faultsOf(policy: PolicyName, password: string): PasswordFault[] {
  return policy === "classic" ? classicFaults(password) : nistFaults(password);
}
