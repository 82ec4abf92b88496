import { useState } from "react";
import { rotateVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Page } from "../../ui/page.tsx";
import { Effects } from "./effects.tsx";
import { NewKeySteps, type Secrets } from "./new-key-steps.tsx";
import { ResealChoice } from "./reseal-choice.tsx";

/** Replacing the vault key, and on request the data keys and bytes of older pictures with it. */
export function RotatePage({ secrets }: { readonly secrets: Secrets }) {
  const { renewal, rotate } = useWords().vault;
  const [resealPictures, setResealPictures] = useState(false);
  return (
    <Page title={rotate.title} width="narrow">
      <NewKeySteps
        secrets={secrets}
        submit={rotate.submit}
        send={(proof) => call(rotateVault, { body: { ...proof, resealPictures } })}
        doneTitle={rotate.doneTitle}
        done={rotate.done}
      >
        <p className="text-soft">{rotate.lead}</p>
        <Effects
          title={renewal.does}
          kind="does"
          items={[rotate.newKey, renewal.endsOthers, renewal.newCode, renewal.passkeys]}
        />
        <Effects title={renewal.doesNot} kind="does-not" items={[renewal.copies]}>
          <ResealChoice isChosen={resealPictures} onChoose={setResealPictures} />
        </Effects>
      </NewKeySteps>
    </Page>
  );
}
