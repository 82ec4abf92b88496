import { ProblemError } from "../../api/problem-error.ts";
import { words } from "../../copy/words.ts";
import { ManagersName } from "../../ui/managers-name.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { PasswordMeter } from "./password-meter.tsx";
import { type FactorKnown, faultsOf, type PolicyName } from "./password-rules.ts";

// Choosing a password, wherever that happens.

interface NewPasswordProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** The address that a password manager keeps it under; empty where it is not known. */
  readonly email: string;
  /** Whether a field of the same form tells the address already. */
  readonly hasEmailField?: boolean;
  readonly ownWords?: readonly string[];
  /** Left out: none, as for somebody new. */
  readonly hasFactor?: FactorKnown;
}

export function NewPassword({
  email,
  hasEmailField = false,
  ownWords = [],
  hasFactor = false,
  ...field
}: NewPasswordProps) {
  return (
    <>
      {!hasEmailField && email !== "" && <ManagersName email={email} />}
      <PasswordField {...field} name="new-password" autoComplete="new-password">
        <PasswordMeter
          password={field.value}
          ownWords={[email, ...ownWords]}
          hasFactor={hasFactor}
          isRefused={field.error !== undefined}
        />
      </PasswordField>
    </>
  );
}

/** What can be said against a new password before it is sent; undefined when nothing. */
export function passwordError(
  policy: PolicyName,
  password: string,
  hasFactor: FactorKnown = false,
): string | undefined {
  if (password === "") return words.account.passwordMissing;
  return faultsOf(policy, password, hasFactor).length > 0
    ? words.problems["password.refused"].advice
    : undefined;
}

/** The server's refusal of a password, in words; null when `error` is something else. */
export function passwordRefusal(error: unknown): string | null {
  if (!(error instanceof ProblemError) || error.problem.code !== "password.refused") return null;
  const reasons = error.problem.errors?.map(({ reason }) => reason) ?? [];
  const { meter } = words.account;
  if (reasons.includes("own-words")) return meter.ownWords;
  if (reasons.includes("guessable")) return meter.guessable;
  if (reasons.includes("too-short")) return meter.tooShort;
  const { title, advice } = words.problems["password.refused"];
  return `${title}. ${advice}`;
}
