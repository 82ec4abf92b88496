import { lazy, Suspense, useState } from "react";
import { reauthenticate } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useProofs } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { CodeField } from "../../features/factors/code-field.tsx";
import { readTypedCode } from "../../features/factors/typed-code.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

const ProveByPasskey = lazy(async () => ({
  default: (await import("../../features/passkeys/prove-by-passkey.tsx")).ProveByPasskey,
}));

const ProveByProvider = lazy(async () => ({
  default: (await import("../../features/oidc/prove-by-provider.tsx")).ProveByProvider,
}));

interface ProofQuestionsProps {
  readonly isOpen: boolean;
  readonly onGiven: () => void;
  readonly onDeclined: () => void;
}

/** The dialog in which people show that it is them. */
export function ProofQuestions({ isOpen, onGiven, onDeclined }: ProofQuestionsProps) {
  const { proof } = useWords().shell;
  return (
    <Dialog title={proof.title} isOpen={isOpen} onClose={onDeclined}>
      <p className="text-soft">{proof.why}</p>
      <Suspense>
        <Proofs onGiven={onGiven} onDeclined={onDeclined} />
      </Suspense>
    </Dialog>
  );
}

/** What the person can prove themselves with: some have no password. */
function Proofs({ onGiven, onDeclined }: ProofFormProps) {
  const { shell } = useWords();
  const { password, passkey, providers } = useProofs();
  return (
    <>
      {password && <ProofForm onGiven={onGiven} onDeclined={onDeclined} />}
      {passkey && <ProveByPasskey onGiven={onGiven} />}
      {providers.length > 0 && <ProveByProvider />}
      {!password && (
        <Button look="quiet" className="justify-self-end" onPress={onDeclined}>
          {shell.cancel}
        </Button>
      )}
    </>
  );
}

interface ProofFormProps {
  readonly onGiven: () => void;
  readonly onDeclined: () => void;
}

function ProofForm({ onGiven, onDeclined }: ProofFormProps) {
  const { account, factors, problems, shell } = useWords();
  const [password, setPassword] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [code, setCode] = useState("");
  const submission = useSubmission<"password" | "code">({
    check: () => ({
      ...(password === "" && { password: account.passwordMissing }),
      ...(needsCode && code.trim() === "" && { code: factors.codeMissing }),
    }),
    send: async () => {
      try {
        await call(reauthenticate, { body: { password, ...(needsCode && readTypedCode(code)) } });
        onGiven();
      } catch (error) {
        // The password was right; where a second factor is set the server now says so.
        if (!isProblem(error, "factor.required")) throw error;
        setNeedsCode(true);
      }
    },
    explain: (error) => {
      if (isProblem(error, "factor.wrong")) return { code: factors.wrong };
      if (!isProblem(error, "reauthentication.failed")) return null;
      const { title, advice } = problems["reauthentication.failed"];
      return { password: `${title}. ${advice}` };
    },
  });
  return (
    <Form
      submission={submission}
      submit={shell.proof.confirm}
      isInline
      aside={
        <Button look="quiet" onPress={onDeclined}>
          {shell.cancel}
        </Button>
      }
    >
      <PasswordField
        label={shell.proof.password}
        name="password"
        autoComplete="current-password"
        takesFocus
        value={password}
        onChange={(value) => {
          setPassword(value);
          submission.forgive("password");
        }}
        error={submission.errors.password}
      />
      {needsCode && (
        <CodeField
          kind="any"
          takesFocus
          value={code}
          onChange={(value) => {
            setCode(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
      )}
    </Form>
  );
}
