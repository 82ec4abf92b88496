import { useRef, useState } from "react";
import { type BegunTotp, confirmTotp } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { StepHeading } from "../../ui/step-heading.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { CodeField } from "./code-field.tsx";
import { QrCode } from "./qr-code.tsx";

interface ScanStepProps {
  readonly begun: BegunTotp;
  readonly onConfirmed: (backupCodes: readonly string[]) => void;
}

/** The secret as a QR code and as text, and the code that proves it arrived. */
export function ScanStep({ begun, onConfirmed }: ScanStepProps) {
  const { enrol, codeMissing } = useWords().factors;
  const [code, setCode] = useState("");
  const keyBox = useRef<HTMLElement>(null);
  const submission = useSubmission<"code">({
    check: () => (code.replaceAll(/\s/g, "").length === 6 ? {} : { code: codeMissing }),
    send: async () => onConfirmed((await call(confirmTotp, { body: { code } })).backupCodes),
    explain: (error) => (isProblem(error, "factor.wrong", "request.invalid") ? { code: enrol.wrong } : null),
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(begun.secret);
      toast.success(enrol.copied);
    } catch {
      // Plain http allows no clipboard: at least select the key.
      if (keyBox.current) window.getSelection()?.selectAllChildren(keyBox.current);
      toast.success(enrol.copyRefused);
    }
  };
  return (
    <div className="grid gap-5">
      <div>
        <StepHeading place={enrol.place(1)} title={enrol.scanTitle} />
        <p className="mt-2 text-soft">{enrol.scanLead}</p>
      </div>
      <QrCode label={enrol.qr} qr={begun.qr} />
      <p className="-mt-1 sm:hidden">
        <a href={begun.uri} className="text-link underline decoration-1 underline-offset-3">
          {enrol.openApp}
        </a>
      </p>
      <div className="grid gap-2">
        <p className="text-[0.9375rem] text-soft">{enrol.byHand}</p>
        <div className="flex items-center gap-2 rounded-xl border border-edge bg-surface py-2 pr-2 pl-4">
          <code ref={keyBox} className="grow font-mono text-[0.9375rem] tracking-wide text-balance">
            {begun.secret.match(/.{1,4}/g)?.join(" ")}
          </code>
          <Button look="quiet" className="shrink-0" aria-label={enrol.copy} onPress={() => void copy()}>
            <Icon name="copy" />
          </Button>
        </div>
      </div>
      <p className="text-soft">{enrol.typeLead}</p>
      <Form submission={submission} submit={enrol.confirm}>
        <CodeField
          kind="app"
          value={code}
          onChange={(value) => {
            setCode(value);
            submission.forgive("code");
          }}
          error={submission.errors.code}
        />
      </Form>
    </div>
  );
}
