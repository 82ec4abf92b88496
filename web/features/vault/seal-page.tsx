import { useState } from "react";
import { updateVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Page } from "../../ui/page.tsx";
import { Effects } from "./effects.tsx";
import { NewKeySteps, type Secrets } from "./new-key-steps.tsx";
import { ResealChoice } from "./reseal-choice.tsx";

/** Sealing a managed vault: the escrow ends, and with it the key that it held. */
export function SealPage({ secrets }: { readonly secrets: Secrets }) {
  const { renewal, seal } = useWords().vault;
  const [resealPictures, setResealPictures] = useState(true);
  return (
    <Page title={seal.title} width="narrow">
      <NewKeySteps
        secrets={secrets}
        submit={seal.submit}
        send={(proof) => call(updateVault, { body: { mode: "sealed", ...proof, resealPictures } })}
        doneTitle={seal.doneTitle}
        done={seal.done}
      >
        <p className="text-soft">{seal.lead}</p>
        <Effects
          title={renewal.does}
          kind="does"
          items={[seal.onlyYou, seal.newKey, renewal.newCode, renewal.passkeys]}
        />
        <Effects title={renewal.doesNot} kind="does-not" items={[renewal.copies]}>
          <ResealChoice isChosen={resealPictures} onChoose={setResealPictures} />
        </Effects>
        <Effects title={seal.lostTitle} kind="does-not" items={[seal.lost]} />
      </NewKeySteps>
    </Page>
  );
}
