import { useState } from "react";
import { lock } from "../../api/leaving.ts";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";

/** What kind of vault it is, its recovery code, and locking it. */
export function VaultPage() {
  const { settings: words } = useWords().vault;
  const { vault } = useSignedIn();
  const { title, meaning } = words[vault.mode];
  const missing = vault.mode === "sealed" ? words.kitMissing : words.kitOptional;
  return (
    <Page title={words.title} width="full">
      <Section title={title} lead={meaning}>
        <LockNow />
      </Section>
      <Section title={words.kit} lead={words.kitLead}>
        <p className="mb-4 flex items-center gap-2 text-[0.9375rem]">
          <Icon
            name={vault.kitConfirmed ? "good" : "warning"}
            className={`size-5 shrink-0 ${vault.kitConfirmed ? "text-good" : "text-warn"}`}
          />
          {vault.kitConfirmed ? words.kitSaved : missing}
        </p>
        <ButtonLink look={vault.kitConfirmed ? "outline" : "primary"} to="/settings/vault/kit">
          {vault.kitConfirmed ? words.kitRenew : words.kitMake}
        </ButtonLink>
      </Section>
    </Page>
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
    <>
      <p className="mb-4 text-[0.9375rem] text-soft">{words.lockLead}</p>
      <Button isPending={isPending} onPress={() => void go()}>
        <Icon name="lock" />
        {words.lock}
      </Button>
    </>
  );
}
