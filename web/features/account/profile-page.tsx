import { type ReactNode, useState } from "react";
import { updateAccount } from "#contract/accounts.ts";
import { displayName } from "#contract/fields.ts";
import { call } from "../../api/call.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";
import { formatDay } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";

/** Who one is here; the children add what else belongs to that. */
export function ProfilePage({ children }: { readonly children?: ReactNode }) {
  const { profile, register } = useWords().account;
  const { account } = useSignedIn();
  const [name, setName] = useState(account.displayName);
  const submission = useSubmission<"name">({
    check: () => (displayName.safeParse(name).success ? {} : { name: register.nameRefused }),
    send: async () => {
      const saved = await call(updateAccount, { body: { displayName: name } });
      keepSession({ account: saved });
      setName(saved.displayName);
      toast.success(profile.saved);
    },
  });
  return (
    <Page title={profile.title} width="full">
      <div className="grid max-w-[29rem] gap-6">
        {account.administrator && <Notice kind="info">{profile.administrator}</Notice>}
        <Form submission={submission} submit={profile.save} isInline>
          <TextField
            label={profile.name}
            name="name"
            autoComplete="name"
            hint={profile.nameHint}
            value={name}
            onChange={(value) => {
              setName(value);
              submission.forgive("name");
            }}
            error={submission.errors.name}
          />
        </Form>
        <p className="text-sm text-faint">{profile.since(formatDay(account.createdAt))}</p>
      </div>
      <div className="mt-8 border-t border-line pt-7">{children}</div>
    </Page>
  );
}
