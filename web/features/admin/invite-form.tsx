import { useState } from "react";
import { email as emailSchema } from "#contract/fields.ts";
import { createInvitation } from "#contract/people.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useSettingsWords, useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";

const DAYS = ["1", "7", "30", "90"] as const;

/** Invites by mail, or by a link that is shown once. */
export function InviteForm({ onInvited }: { readonly onInvited: () => Promise<void> }) {
  const { admin } = useSettingsWords();
  const { problems } = useWords();
  const { invite } = admin;
  const [how, setHow] = useState<"mail" | "link">("mail");
  const [email, setEmail] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [link, setLink] = useState<string | null>(null);
  const submission = useSubmission<"email">({
    check: () =>
      how === "mail" && !emailSchema.safeParse(email).success ? { email: invite.addressMissing } : {},
    send: async () => {
      const body = { expiresInDays: Number(days), ...(how === "mail" && { email }) };
      const made = await call(createInvitation, { body });
      setEmail("");
      if (made.link !== null) setLink(made.link);
      else toast.success(invite.mailed(made.invitation.email ?? ""));
      await onInvited();
    },
    explain: (error) => {
      if (!isProblem(error, "account.exists")) return null;
      const { title, advice } = problems["account.exists"];
      return { email: `${title}. ${advice}` };
    },
  });
  return (
    <>
      <Form submission={submission} submit={invite.submit} isInline>
        <ChoiceCards
          label={invite.how}
          value={how}
          onChange={setHow}
          choices={[
            { value: "mail", ...invite.byMail },
            { value: "link", ...invite.byLink },
          ]}
        />
        {how === "mail" && (
          <TextField
            label={invite.address}
            name="invited"
            type="email"
            autoComplete="off"
            value={email}
            onChange={(value) => {
              setEmail(value);
              submission.forgive("email");
            }}
            error={submission.errors.email}
          />
        )}
        <SelectField
          label={invite.days}
          name="invitation-days"
          value={days}
          onChange={setDays}
          choices={DAYS.map((value) => ({ value, name: invite.day(Number(value)) }))}
        />
      </Form>
      {link !== null && (
        <Dialog title={invite.linkTitle} isOpen isBusy onClose={() => setLink(null)}>
          <p className="text-soft">{invite.linkMeaning}</p>
          <CopyBox label={invite.link} text={link} words={invite} />
          <div className="flex justify-end">
            <Button look="primary" onPress={() => setLink(null)}>
              {invite.done}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
