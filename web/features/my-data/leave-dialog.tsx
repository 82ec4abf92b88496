import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteAccount } from "#contract/my-data.ts";
import { call } from "../../api/call.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords, useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { keepReceipt } from "./receipt.ts";

/** Asks when, and to type the address: a click alone must not do this. */
export function LeaveDialog({ onClose }: { readonly onClose: () => void }) {
  const { myData } = useSettingsWords();
  const { shell } = useWords();
  const { leave } = myData;
  const { account } = useSignedIn();
  const navigate = useNavigate();
  const [when, setWhen] = useState<"later" | "now">("later");
  const [typed, setTyped] = useState("");
  const submission = useSubmission<"typed">({
    check: () => (typed.trim().toLowerCase() === account.email ? {} : { typed: leave.typeWrong }),
    send: async () => {
      const answer = await call(deleteAccount, { body: { now: when === "now" } });
      if ("deletionAt" in answer) {
        keepSession({ account: { ...account, deletionAt: answer.deletionAt } });
        toast.success(leave.asked(formatInstant(answer.deletionAt)));
        onClose();
        return;
      }
      keepReceipt(answer);
      await navigate({ to: "/farewell", replace: true });
      announce("signed-out");
    },
  });
  return (
    <Dialog title={leave.dialog} isOpen isBusy={submission.isPending} onClose={onClose}>
      <Form
        submission={submission}
        submit={when === "now" ? leave.goNow : leave.goLater}
        look="danger"
        isInline
        aside={
          <Button look="quiet" onPress={onClose}>
            {shell.cancel}
          </Button>
        }
      >
        <ChoiceCards
          label={leave.when}
          value={when}
          onChange={setWhen}
          choices={[
            { value: "later", ...leave.later },
            { value: "now", ...leave.now },
          ]}
        />
        <TextField
          label={leave.typeLabel}
          name="typed-address"
          type="email"
          autoComplete="off"
          hint={leave.type(account.email)}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            submission.forgive("typed");
          }}
          error={submission.errors.typed}
        />
      </Form>
    </Dialog>
  );
}
