import { useState } from "react";
import { updateVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { keepVault } from "./vault-query.ts";

/** Making a sealed vault managed: says the price, and asks once. */
export function MakeManaged() {
  const { managed, settings } = useWords().vault;
  const { cancel } = useWords().shell;
  const [isOpen, setOpen] = useState(false);
  const submission = useSubmission<never>({
    send: async () => {
      keepVault(await call(updateVault, { body: { mode: "managed" } }));
      setOpen(false);
      toast.success(managed.done);
    },
  });
  return (
    <>
      <Button onPress={() => setOpen(true)}>{settings.makeManaged}</Button>
      <Dialog
        title={managed.title}
        isOpen={isOpen}
        isBusy={submission.isPending}
        onClose={() => setOpen(false)}
      >
        <p className="text-soft">{managed.meaning}</p>
        <p className="text-soft">{managed.stays}</p>
        <p className="text-sm text-faint">{managed.later}</p>
        <Form
          submission={submission}
          submit={managed.go}
          isInline
          aside={
            <Button look="quiet" onPress={() => setOpen(false)}>
              {cancel}
            </Button>
          }
        >
          {null}
        </Form>
      </Dialog>
    </>
  );
}
