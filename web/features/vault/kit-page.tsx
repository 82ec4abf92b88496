import { useState } from "react";
import { queryClient } from "../../api/query-client.ts";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { KitCode } from "./kit-code.tsx";
import { KitTypedBack } from "./kit-typed-back.tsx";
import { useNewKit } from "./use-new-kit.ts";
import { vaultQuery } from "./vault-query.ts";

type Step = "before" | "shown" | "typing" | "done";

/** The recovery code: shown once, saved by the person, typed back. */
export function KitPage() {
  const { kit } = useWords().vault;
  const { vault } = useSignedIn();
  const [step, setStep] = useState<Step>("before");
  const newKit = useNewKit(() => setStep("shown"));

  return (
    <Page title={kit.title} width="narrow">
      {step === "before" && (
        <div className="grid gap-6">
          <p className="text-soft">
            {vault.mode === "sealed" && !vault.kitConfirmed ? kit.whySealed : kit.why}
          </p>
          <p className="text-[0.9375rem] text-faint">{kit.once}</p>
          <FaultNotice fault={newKit.fault} />
          <div className="flex flex-wrap gap-3">
            <Button look="primary" isPending={newKit.isMaking} onPress={() => void newKit.make()}>
              {kit.make}
            </Button>
            <ButtonLink look="quiet" to="/gallery">
              {kit.later}
            </ButtonLink>
          </div>
        </div>
      )}
      {step === "shown" && <KitCode code={newKit.code} onSaved={() => setStep("typing")} />}
      {step === "typing" && (
        <KitTypedBack
          onBack={() => setStep("shown")}
          onConfirmed={() => {
            newKit.forget();
            void queryClient.invalidateQueries(vaultQuery);
            setStep("done");
          }}
        />
      )}
      {step === "done" && (
        <div className="grid gap-6">
          <Notice kind="good" title={kit.doneTitle}>
            {kit.done}
          </Notice>
          <div>
            <ButtonLink look="primary" to="/gallery">
              {kit.toPictures}
            </ButtonLink>
          </div>
        </div>
      )}
    </Page>
  );
}
