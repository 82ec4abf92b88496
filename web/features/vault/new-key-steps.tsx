import { type ReactNode, useState } from "react";
import { useProofs } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { LeftBehind, ResealProgress } from "./key-section.tsx";
import { KitCode } from "./kit-code.tsx";
import { NewKeyProof, type PasskeyOffer, type Proof } from "./new-key-proof.tsx";
import { useNewKit } from "./use-new-kit.ts";
import { keepVault, useVaultFacts, type VaultFacts } from "./vault-query.ts";

/** What other features give to this: secrets of one's own that can open the new vault. */
export interface Secrets {
  readonly passkeyOffer: PasskeyOffer;
  /** A form that sets a first password; it gets the words of its button. */
  readonly firstPassword: (submit: string) => ReactNode;
}

interface NewKeyStepsProps {
  readonly secrets: Secrets;
  /** What it does and does not undo, and what there is to choose. */
  readonly children: ReactNode;
  /** What the last button says. */
  readonly submit: string;
  readonly send: (proof: Proof) => Promise<VaultFacts>;
  readonly doneTitle: string;
  readonly done: string;
}

type Step = "before" | "shown" | "proof" | "done";

/** How the vault key is replaced, by sealing or for itself: read, save the new code, prove both, done. */
export function NewKeySteps({ secrets, children, submit, send, doneTitle, done }: NewKeyStepsProps) {
  const { renewal } = useWords().vault;
  const { cancel } = useWords().shell;
  const [step, setStep] = useState<Step>("before");
  const kit = useNewKit(() => setStep("shown"));
  const { facts } = useVaultFacts();
  // One bridge at a time: the server refuses a second key until the first has taken everything over.
  const { password: hasPassword, passkey: hasPasskey } = useProofs();
  const isMoving = typeof facts?.rotationLeft === "number";

  if (step === "shown") return <KitCode code={kit.code} onSaved={() => setStep("proof")} />;
  if (step === "proof") {
    return (
      <NewKeyProof
        submit={submit}
        passkeyOffer={secrets.passkeyOffer}
        onBack={() => setStep("shown")}
        send={async (proof) => {
          keepVault(await send(proof));
          kit.forget();
          setStep("done");
        }}
      />
    );
  }
  if (step === "done") {
    return (
      <div className="grid gap-6">
        <Notice kind="good" title={doneTitle}>
          {done}
        </Notice>
        <ResealProgress />
        <div>
          <ButtonLink look="primary" to="/settings/vault">
            {renewal.toSettings}
          </ButtonLink>
        </div>
      </div>
    );
  }
  return (
    <div className="grid gap-6">
      <LeftBehind />
      {children}
      {!hasPassword && (
        <section className="grid gap-4">
          <div className="grid gap-2">
            <h2 className="font-semibold">{renewal.ownTitle}</h2>
            <p className="text-[0.9375rem] text-soft">
              {hasPasskey ? renewal.ownPasskey : renewal.ownPassword}
            </p>
          </div>
          {secrets.firstPassword(renewal.ownSubmit)}
        </section>
      )}
      {isMoving && <Notice kind="info">{renewal.under}</Notice>}
      <FaultNotice fault={kit.fault} />
      <div className="flex flex-wrap gap-3">
        <Button
          look="primary"
          isPending={kit.isMaking}
          isDisabled={isMoving || !(hasPassword || hasPasskey)}
          onPress={() => void kit.make()}
        >
          {renewal.begin}
        </Button>
        <ButtonLink look="quiet" to="/settings/vault">
          {cancel}
        </ButtonLink>
      </div>
    </div>
  );
}
