import { useState } from "react";
import { type Passkey, renamePasskey } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { isGoodName, NameField } from "./name-field.tsx";
import { refreshPasskeys } from "./passkeys-query.ts";

export interface PasskeyDialogProps {
  readonly passkey: Passkey;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Gives a passkey another name. */
export function RenamePasskey({ passkey, isOpen, onClose }: PasskeyDialogProps) {
  const { rename } = useWords().passkeys;
  return (
    <Dialog title={rename.title} isOpen={isOpen} onClose={onClose}>
      <RenameForm passkey={passkey} onClose={onClose} />
    </Dialog>
  );
}

/** By itself, so that it begins with the present name each time. */
function RenameForm({ passkey, onClose }: Omit<PasskeyDialogProps, "isOpen">) {
  const { passkeys, shell } = useWords();
  const [name, setName] = useState(passkey.name);
  const submission = useSubmission<"name">({
    check: () => (isGoodName(name) ? {} : { name: passkeys.create.nameMissing }),
    send: async () => {
      await call(renamePasskey, { params: { id: passkey.id }, body: { name } });
      await refreshPasskeys();
      onClose();
    },
  });
  return (
    <Form
      submission={submission}
      submit={passkeys.rename.go}
      isInline
      aside={
        <Button look="quiet" onPress={onClose}>
          {shell.cancel}
        </Button>
      }
    >
      <NameField
        value={name}
        onChange={(value) => {
          setName(value);
          submission.forgive("name");
        }}
        error={submission.errors.name}
      />
    </Form>
  );
}
