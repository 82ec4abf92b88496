import { useState } from "react";
import { lock } from "../../api/leaving.ts";
import { useInstance, useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { KeySection } from "./key-section.tsx";
import { MakeManaged } from "./make-managed.tsx";

/** What kind of vault it is, its recovery code, its key, and locking it. */
export function VaultPage() {
  const { settings: words } = useWords().vault;
  const { vault } = useSignedIn();
  const { vaultModes } = useInstance();
  const { title, meaning } = words[vault.mode];
  return (
    <Page title={words.title} width="full">
      <Section title={title} lead={meaning}>
        {vault.mode === "managed" && vaultModes.includes("sealed") && (
          <ButtonLink to="/settings/vault/seal">{words.seal}</ButtonLink>
        )}
        {vault.mode === "sealed" && vaultModes.includes("managed") && <MakeManaged />}
      </Section>
      <Section title={words.kit} lead={words.kitLead}>
        <Kit />
      </Section>
      <Section title={words.key} lead={words.keyLead}>
        <KeySection />
      </Section>
      <Section title={words.lockTitle} lead={words.lockLead}>
        <LockNow />
      </Section>
    </Page>
  );
}

function Kit() {
  const { settings: words } = useWords().vault;
  const { vault } = useSignedIn();
  const missing = vault.mode === "sealed" ? words.kitMissing : words.kitOptional;
  return (
    <>
      <p className="mb-4 flex items-center gap-2 text-[0.9375rem]">
        <Icon
          name={vault.kitConfirmed ? "good" : "warning"}
          className={`size-5 shrink-0 ${vault.kitConfirmed ? "text-good" : "text-warn"}`}
        />
        {vault.kitConfirmed ? words.kitSaved : missing}
      </p>
      <div className="flex flex-wrap gap-3">
        {vault.kitConfirmed && <ButtonLink to="/settings/vault/try-code">{words.kitTry}</ButtonLink>}
        <ButtonLink look={vault.kitConfirmed ? "outline" : "primary"} to="/settings/vault/kit">
          {vault.kitConfirmed ? words.kitRenew : words.kitMake}
        </ButtonLink>
      </div>
    </>
  );
}

function LockNow() {
  const { settings: words } = useWords().vault;
  const [isPending, setPending] = useState(false);
  const go = async () => {
    setPending(true);
    try {
      await lock();
    } catch (error) {
      toast.problem(error);
      setPending(false);
    }
  };
  return (
    <Button isPending={isPending} onPress={() => void go()}>
      <Icon name="lock" />
      {words.lock}
    </Button>
  );
}
