import { LIMITS } from "#contract/limits.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { type FactorKnown, leastOf, type PolicyName, type Rule, rulesFor } from "./password-rules.ts";
import { useStrength } from "./use-strength.ts";

interface PasswordMeterProps {
  readonly password: string;
  /** The person's address and name, which make a password easy to guess. */
  readonly ownWords: readonly string[];
  /** The server has refused this password, and the field says why. */
  readonly isRefused: boolean;
  readonly hasFactor: FactorKnown;
}

/** Says which rules are met and how hard the password is to guess, and why that is not enough. */
export function PasswordMeter({ password, ownWords, isRefused, hasFactor }: PasswordMeterProps) {
  const { meter } = useWords().account;
  const { passwordPolicy: policy } = useInstance();
  const strength = useStrength(password, ownWords);
  if (password === "")
    return <p className="text-sm text-faint">{emptyWords(meter.empty, policy, hasFactor)}</p>;
  const rules = rulesFor(policy, password, hasFactor);
  const isMet = rules.every((rule) => rule.isMet);
  return (
    <div className="grid gap-2.5 pt-1">
      <Bar strength={isMet || strength === null ? strength : Math.min(strength, 2)} />
      <ul className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
        {rules.map(({ rule, isMet: met }) => (
          <li
            key={rule}
            className={classes(
              "flex items-center gap-2 sm:last:odd:col-span-2",
              met ? "text-good" : "text-soft",
            )}
          >
            {met ? (
              <Icon name="met" className="size-4 shrink-0" />
            ) : (
              <span aria-hidden="true" className="mx-1 size-2 shrink-0 rounded-full border border-edge" />
            )}
            <RuleWords rule={rule} hasFactor={hasFactor} />
            <span className="sr-only">{met ? meter.met : meter.unmet}</span>
          </li>
        ))}
      </ul>
      {/* Its line is kept from the start, like the bar's: what stands below must not move under a finger. */}
      <output className="block min-h-5 text-sm">
        {isMet && !isRefused && strength !== null && (
          <span className={strength >= 3 ? "text-good" : "text-warn"}>
            {strength >= 3 ? meter.good : meter.guessable}
          </span>
        )}
      </output>
    </div>
  );
}

function emptyWords(
  empty: ReturnType<typeof useWords>["account"]["meter"]["empty"],
  policy: PolicyName,
  hasFactor: FactorKnown,
): string {
  if (policy === "classic" || hasFactor === false) return empty[policy];
  return hasFactor ? empty.nistWithFactor : empty.nistMaybe;
}

function RuleWords({ rule, hasFactor }: { readonly rule: Rule; readonly hasFactor: FactorKnown }) {
  const { rules } = useWords().account.meter;
  const { passwordPolicy } = useInstance();
  if (rule === "too-short" && passwordPolicy === "nist" && hasFactor === null) {
    return rules.tooShortMaybe(LIMITS.passwordLengthNist, LIMITS.passwordLengthNistWithFactor);
  }
  if (rule === "too-short") return rules[rule](leastOf(passwordPolicy, hasFactor));
  if (rule === "too-long") return rules[rule](LIMITS.passwordLength);
  return rules[rule];
}

const FILLS = ["bg-danger", "bg-danger", "bg-warn", "bg-good", "bg-good"];

function Bar({ strength }: { readonly strength: number | null }) {
  const { meter } = useWords().account;
  const words = strength === null ? "" : meter.strength[strength];
  return (
    <div className="grid gap-1">
      <div className="flex gap-1" aria-hidden="true">
        {FILLS.slice(1).map((_, step) => (
          <span
            key={step}
            className={classes(
              "h-1 grow rounded-full transition-colors duration-200",
              strength !== null && step < Math.max(1, strength) ? FILLS[strength] : "bg-line",
            )}
          />
        ))}
      </div>
      <p className="min-h-5 text-sm text-faint">
        {words && (
          <>
            <span className="sr-only">{meter.label}: </span>
            {words}
          </>
        )}
      </p>
    </div>
  );
}
