import { updateVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Page } from "../../ui/page.tsx";
import { Effects } from "./effects.tsx";
import { NewKeySteps } from "./new-key-steps.tsx";

/** Sealing a managed vault: the escrow ends, and with it the key that it held. */
export function SealPage() {
  const { renewal, seal } = useWords().vault;
  return (
    <Page title={seal.title} width="narrow">
      <NewKeySteps
        submit={seal.submit}
        send={(proof) => call(updateVault, { body: { mode: "sealed", ...proof } })}
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
          <p className="text-[0.9375rem] text-soft">{seal.resealLater}</p>
        </Effects>
        <Effects title={seal.lostTitle} kind="does-not" items={[seal.lost]} />
      </NewKeySteps>
    </Page>
  );
}
