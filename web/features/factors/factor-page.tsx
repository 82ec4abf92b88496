import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { finishSession } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { forgetTicket, readTicket } from "../../api/ticket.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { useEnter } from "../../ui/enter.ts";
import { Form } from "../../ui/form.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { CodeField } from "./code-field.tsx";
import { LostFactor } from "./lost-factor.tsx";

type Means = "app" | "backup" | "lost";

interface FactorPageProps {
  /** Under the form: a way that needs no code. */
  readonly otherWays?: (parts: Omit<StepProps, "ticket">) => ReactNode;
}

/** The second step of signing in: a code of the app, a backup code, a passkey, or the long way round with none. */
export function FactorPage({ otherWays }: FactorPageProps) {
  const { step, lost } = useWords().factors;
  const navigate = useNavigate();
  const enter = useEnter();
  const [ticket] = useState(readTicket);
  const [means, setMeans] = useState<Means>("app");
  const [isOver, setOver] = useState<unknown>(null);

  const onSignedIn: typeof enter = async (reply) => {
    forgetTicket();
    await enter(reply);
  };
  // The guard of this route lets nobody in without one.
  if (ticket === null) return null;

  if (isOver !== null) {
    return (
      <DoorPage title={step.title}>
        <FaultNotice fault={isOver} />
        <ButtonLink look="primary" to="/sign-in" replace>
          {step.again}
        </ButtonLink>
      </DoorPage>
    );
  }
  const parts = { ticket: ticket.ticket, onSignedIn, onOver: setOver };
  const hasCodes = ticket.factors.includes("totp");
  if (means === "lost") {
    return (
      <DoorPage title={lost.title} lead={lost.lead}>
        <LostFactor {...parts} />
        <Button look="quiet" className="-ml-4 justify-self-start" onPress={() => setMeans("app")}>
          {lost.back}
        </Button>
      </DoorPage>
    );
  }
  return (
    <DoorPage
      title={hasCodes ? step.title : step.titlePasskey}
      lead={hasCodes ? (means === "app" ? step.lead : step.leadBackup) : step.leadPasskey}
    >
      {hasCodes && <CodeForm key={means} {...parts} means={means} />}
      {otherWays?.({ onSignedIn, onOver: setOver })}
      <div className="flex flex-wrap justify-between gap-x-3">
        {hasCodes && (
          <Button look="quiet" className="-ml-4" onPress={() => setMeans(means === "app" ? "backup" : "app")}>
            {means === "app" ? step.useBackup : step.useApp}
          </Button>
        )}
        <Button look="quiet" className="-mr-4" onPress={() => setMeans("lost")}>
          {step.lost}
        </Button>
      </div>
      <Button
        look="quiet"
        className="-mt-4 -ml-4 justify-self-start"
        onPress={() => {
          forgetTicket();
          void navigate({ to: "/sign-in", replace: true });
        }}
      >
        {step.again}
      </Button>
    </DoorPage>
  );
}

export interface StepProps {
  readonly ticket: string;
  readonly onSignedIn: ReturnType<typeof useEnter>;
  /** The ticket is used up or too old. */
  readonly onOver: (error: unknown) => void;
}

function CodeForm({ ticket, means, onSignedIn, onOver }: StepProps & { readonly means: "app" | "backup" }) {
  const { factors } = useWords();
  const [code, setCode] = useState("");
  const submission = useSubmission<"code">({
    check: () => {
      const isMissing = means === "app" ? code.replaceAll(/\s/g, "").length !== 6 : code.trim() === "";
      if (!isMissing) return {};
      return { code: means === "app" ? factors.codeMissing : factors.backupCodeMissing };
    },
    send: async () => {
      const proof = means === "app" ? { totp: code } : { backupCode: code.trim() };
      try {
        await onSignedIn(await call(finishSession, { body: { ticket, ...proof } }));
      } catch (error) {
        if (!isProblem(error, "ticket.invalid")) throw error;
        forgetTicket();
        onOver(error);
      }
    },
    explain: (error) => {
      if (!isProblem(error, "factor.wrong", "request.invalid")) return null;
      return { code: means === "app" ? factors.wrong : factors.wrongBackup };
    },
  });
  return (
    <Form submission={submission} submit={factors.step.submit}>
      <CodeField
        kind={means}
        takesFocus
        value={code}
        onChange={(value) => {
          setCode(value);
          submission.forgive("code");
        }}
        error={submission.errors.code}
      />
    </Form>
  );
}
