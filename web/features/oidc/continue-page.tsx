import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { finishOidc } from "#contract/oidc.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useSession } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { Form } from "../../ui/form.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { takeUpOnce, useFollow } from "./finish-visit.ts";

interface CodeParts {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

interface ContinuePageProps {
  /** The field for a code of the second factor. */
  readonly codeField: (parts: CodeParts) => ReactNode;
  readonly readCode: (typed: string) => { totp: string } | { backupCode: string };
}

/**
 * Where the browser lands when it comes back from a provider. The session's cookie did not come along on the way
 * from another site; it does from here, so this page asks for what the visit came to, and goes on by itself.
 */
export function ContinuePage(props: ContinuePageProps) {
  const { back } = useWords().providers;
  const follow = useFollow();
  const { mutate, error: fault } = useMutation({ mutationFn: () => takeUpOnce(follow) });
  useEffect(() => mutate(), [mutate]);

  if (isProblem(fault, "factor.required")) return <CodeStep {...props} />;
  if (fault !== null) return <Refused fault={fault} />;
  return (
    <DoorPage title={back.title} lead={back.lead}>
      <PageSpinner />
    </DoorPage>
  );
}

/** Proving oneself takes the second factor as well, where there is one. */
function CodeStep({ codeField, readCode }: ContinuePageProps) {
  const { back } = useWords().providers;
  const follow = useFollow();
  const [code, setCode] = useState("");
  const submission = useSubmission<"code">({
    check: () => (code.trim() === "" ? { code: back.codeMissing } : {}),
    send: async () => follow(await call(finishOidc, { body: readCode(code) })),
    explain: (error) => (isProblem(error, "factor.wrong") ? { code: back.codeWrong } : null),
  });
  return (
    <DoorPage title={back.codeTitle} lead={back.codeLead}>
      <Form submission={submission} submit={back.codeSubmit}>
        {codeField({
          value: code,
          onChange: (value) => {
            setCode(value);
            submission.forgive("code");
          },
          error: submission.errors.code,
        })}
      </Form>
    </DoorPage>
  );
}

/** The visit came to nothing: what happened, and the way on. */
function Refused({ fault }: { readonly fault: unknown }) {
  const { back } = useWords().providers;
  const { shell } = useWords();
  const { account } = useSession();
  const { title, advice, requestId } = faultWords(fault);
  return (
    <DoorPage title={title} lead={advice}>
      <div>
        <ButtonLink to={account ? "/gallery" : "/sign-in"}>{account ? back.goOn : back.toSignIn}</ButtonLink>
      </div>
      {requestId && <p className="font-mono text-xs text-faint">{shell.requestId(requestId)}</p>}
    </DoorPage>
  );
}
