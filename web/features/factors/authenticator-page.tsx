import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { beginTotp } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { leave } from "../../api/leaving.ts";
import { sessionQuery } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { FactorDone } from "./factor-done.tsx";
import { factorsQuery, refreshFactors } from "./factors-query.ts";
import { ScanStep } from "./scan-step.tsx";

type Step = "before" | "scan" | "codes" | "done";

/** Adds or replaces an authenticator. Secret and codes live in this page's memory alone. */
export function AuthenticatorPage({ otherWay }: { readonly otherWay?: ReactNode }) {
  const { enrol, done } = useWords().factors;
  const [step, setStep] = useState<Step>("before");
  const [codes, setCodes] = useState<readonly string[]>([]);
  const begin = useMutation({ mutationFn: () => call(beginTotp), onSuccess: () => setStep("scan") });
  return (
    <Page title={enrol.title} width="narrow">
      {step === "before" && (
        <Before
          fault={begin.error}
          isPending={begin.isPending}
          otherWay={otherWay}
          onBegin={() => begin.mutate()}
        />
      )}
      {step === "scan" && begin.data && (
        <ScanStep
          begun={begin.data}
          onConfirmed={(backupCodes) => {
            setCodes(backupCodes);
            begin.reset();
            setStep("codes");
          }}
        />
      )}
      {step === "codes" && (
        <BackupCodes
          codes={codes}
          place={enrol.place(2)}
          onSaved={() => {
            setCodes([]);
            setStep("done");
            void refreshFactors().catch((error: unknown) => toast.problem(error));
          }}
        />
      )}
      {step === "done" && <FactorDone title={done.onTitle}>{done.on}</FactorDone>}
    </Page>
  );
}

interface BeforeProps {
  readonly fault: unknown;
  readonly isPending: boolean;
  /** For a person who must add a second factor: another one than an app. */
  readonly otherWay: ReactNode;
  readonly onBegin: () => void;
}

function Before({ fault, isPending, otherWay, onBegin }: BeforeProps) {
  const { enrol } = useWords().factors;
  const { totp, required } = useSuspenseQuery(factorsQuery).data;
  const isForced = useSuspenseQuery(sessionQuery).data.mustEnrol === true;
  return (
    <div className="grid gap-6">
      {isForced && <Notice kind="info">{required ? enrol.required : enrol.shortPassword}</Notice>}
      <p className="text-soft">{enrol.why}</p>
      <p className="text-[0.9375rem] text-faint">{totp === null ? enrol.apps : enrol.replaces}</p>
      <FaultNotice fault={fault} />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" isPending={isPending} onPress={onBegin}>
          {enrol.begin}
        </Button>
        {isForced ? (
          <Button look="quiet" onPress={() => void leave().catch((error: unknown) => toast.problem(error))}>
            {enrol.signOut}
          </Button>
        ) : (
          <ButtonLink look="quiet" to="/settings/security">
            {enrol.later}
          </ButtonLink>
        )}
      </div>
      {isForced && otherWay}
    </div>
  );
}
