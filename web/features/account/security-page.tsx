import { type ReactNode, useState } from "react";
import { useProofs } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { AfterChange } from "./after-change.tsx";
import { ChoosePassword } from "./choose-password.tsx";
import { Devices } from "./devices.tsx";

/** The password, other ways in that the children add, and where one is signed in. */
export function SecurityPage({ children }: { readonly children?: ReactNode }) {
  const { security } = useWords().account;
  return (
    <Page title={security.title} width="full">
      <Section title={security.password} lead={security.passwordLead}>
        <ChangePassword />
      </Section>
      {children}
      <Section title={security.devices} lead={security.devicesLead}>
        <Devices />
      </Section>
    </Page>
  );
}

function ChangePassword() {
  const { security } = useWords().account;
  const { password: hasPassword } = useProofs();
  // What the form was when it was sent, for a first password makes it another one.
  const [done, setDone] = useState<"changed" | "set" | null>(null);
  return (
    <div className="grid gap-6">
      <output className="block empty:hidden">
        {done === "changed" && <AfterChange />}
        {done === "set" && <Notice kind="good" title={security.wasSet} />}
      </output>
      {!hasPassword && <p className="text-[0.9375rem] text-soft">{security.none}</p>}
      <ChoosePassword
        submit={hasPassword ? security.change : security.set}
        onChosen={() => setDone(hasPassword ? "changed" : "set")}
      />
    </div>
  );
}
