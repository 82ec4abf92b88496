import { type ReactNode, useState } from "react";
import { changePassword } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { useInstance, useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Form } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { AfterChange } from "./after-change.tsx";
import { Devices } from "./devices.tsx";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";

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

/** The former password is asked for by the dialog that all dangerous acts share, when it is needed. */
function ChangePassword() {
  const { account: words } = useWords();
  const { account } = useSignedIn();
  const { passwordPolicy } = useInstance();
  const [password, setPassword] = useState("");
  const [isChanged, setChanged] = useState(false);
  const submission = useSubmission<"password">({
    check: () => {
      const faulty = passwordError(passwordPolicy, password);
      return faulty === undefined ? {} : { password: faulty };
    },
    send: async () => {
      await call(changePassword, { body: { password } });
      setPassword("");
      setChanged(true);
    },
    explain: (error) => {
      const refusal = passwordRefusal(error);
      return refusal ? { password: refusal } : null;
    },
  });
  return (
    <div className="grid gap-6">
      <output className="block empty:hidden">{isChanged && <AfterChange />}</output>
      <Form submission={submission} submit={words.security.change} look="outline" isInline>
        <NewPassword
          label={words.newPassword}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
          email={account.email}
          ownWords={[account.displayName]}
        />
      </Form>
    </div>
  );
}
