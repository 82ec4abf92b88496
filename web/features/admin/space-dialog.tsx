import { useState } from "react";
import type { Person } from "#contract/people.ts";
import { useSettingsWords, useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";
import { changePerson } from "./people-query.ts";
import { quotaOf, spaceText } from "./space-text.ts";

interface SpaceDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
}

/** How much a person's pictures may take. */
export function SpaceDialog({ person, onClose }: SpaceDialogProps) {
  const { admin } = useSettingsWords();
  const { shell } = useWords();
  const { space } = admin;
  const [text, setText] = useState(spaceText(person.quotaBytes));
  const quotaBytes = quotaOf(text);
  const submission = useSubmission<"space">({
    check: () => (quotaBytes === undefined ? { space: space.refused } : {}),
    send: async () => {
      if (quotaBytes === undefined) return;
      await changePerson(person, { quotaBytes });
      toast.success(space.saved(person.email));
      onClose();
    },
  });
  return (
    <Dialog title={space.title(person.email)} isOpen isBusy={submission.isPending} onClose={onClose}>
      <p className="text-soft">{space.meaning}</p>
      <Form
        submission={submission}
        submit={space.save}
        isInline
        aside={
          <Button look="quiet" onPress={onClose}>
            {shell.cancel}
          </Button>
        }
      >
        <TextField
          label={space.label}
          name="space"
          autoComplete="off"
          inputMode="numeric"
          hint={space.hint}
          takesFocus
          value={text}
          onChange={(value) => {
            setText(value);
            submission.forgive("space");
          }}
          error={submission.errors.space}
        />
      </Form>
    </Dialog>
  );
}
