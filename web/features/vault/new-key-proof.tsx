import { type ReactNode, useState } from "react";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useProofs, useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { ManagersName } from "../../ui/managers-name.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { codeIn } from "../../ui/recovery-code.ts";
import { RecoveryCodeField, recoveryCodeError } from "../../ui/recovery-code-field.tsx";
import { StepHeading } from "../../ui/step-heading.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

/** What the server asks for before it replaces a vault key. */
export interface Proof {
  readonly password?: string;
  readonly passkey?: PasskeyProof;
  readonly recoveryCode: string;
}

/** A way to prove oneself with a passkey; passkeys are a feature of their own, so the page hands it in. */
export type PasskeyOffer = (offer: {
  readonly hasPassword: boolean;
  /** False when what stands beside it is not filled in yet; the form says what. */
  readonly check: () => boolean;
  /** Sends the answer. */
  readonly send: (passkey: PasskeyProof) => Promise<void>;
}) => ReactNode;

interface NewKeyProofProps {
  readonly submit: string;
  readonly send: (proof: Proof) => Promise<void>;
  readonly passkeyOffer: PasskeyOffer;
  readonly onBack: () => void;
}

/** The new code from the person's own copy, and the password or a passkey: both get a keyslot of the new key. */
export function NewKeyProof({ submit, send, passkeyOffer, onBack }: NewKeyProofProps) {
  const { account: accountWords, problems, vault } = useWords();
  const { kit, renewal } = vault;
  const { account } = useSignedIn();
  const { password: hasPassword, passkey: hasPasskey } = useProofs();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [codeFault, setCodeFault] = useState<string>();
  const submission = useSubmission<"code" | "password">({
    check: () => {
      const faulty = recoveryCodeError(typed);
      return {
        ...(faulty !== undefined && { code: faulty }),
        ...(password === "" && { password: accountWords.passwordMissing }),
      };
    },
    send: () => send({ password, recoveryCode: codeIn(typed) }),
    explain: (error) => {
      if (isProblem(error, "vault.kit-mismatch")) return { code: kit.mismatch };
      if (!isProblem(error, "reauthentication.failed")) return null;
      const { title, advice } = problems["reauthentication.failed"];
      return { password: `${title}. ${advice}` };
    },
  });
  const codeField = (
    <RecoveryCodeField
      label={kit.typeLabel}
      value={typed}
      onChange={(value) => {
        setTyped(value);
        setCodeFault(undefined);
        submission.forgive("code");
      }}
      error={submission.errors.code ?? codeFault}
    />
  );
  return (
    <div className="grid gap-6">
      <div>
        <StepHeading place={kit.step(2)} title={renewal.confirmTitle} />
        <p className="mt-2 text-soft">{hasPassword ? renewal.confirmLead : renewal.confirmLeadPasskey}</p>
      </div>
      {hasPassword ? (
        <Form submission={submission} submit={submit}>
          {codeField}
          <ManagersName email={account.email} />
          <PasswordField
            label={accountWords.password}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(value) => {
              setPassword(value);
              submission.forgive("password");
            }}
            error={submission.errors.password}
          />
        </Form>
      ) : (
        codeField
      )}
      {hasPasskey &&
        passkeyOffer({
          hasPassword,
          check: () => {
            const faulty = recoveryCodeError(typed);
            setCodeFault(faulty);
            return faulty === undefined;
          },
          send: async (passkey) => {
            try {
              await send({ passkey, recoveryCode: codeIn(typed) });
            } catch (error) {
              if (!isProblem(error, "vault.kit-mismatch")) throw error;
              setCodeFault(kit.mismatch);
            }
          },
        })}
      <Button look="quiet" onPress={onBack}>
        {kit.back}
      </Button>
    </div>
  );
}
