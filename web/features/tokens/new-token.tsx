import { useState } from "react";
import { LIMITS } from "#contract/limits.ts";
import type { Scope } from "#contract/route.ts";
import { createToken } from "#contract/tokens.ts";
import { call } from "../../api/call.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { refreshTokens } from "./tokens-query.ts";

const SCOPES = {
  read: ["images:read"],
  write: ["images:write"],
  both: ["images:read", "images:write"],
} as const satisfies Record<string, readonly Scope[]>;

const DAYS = ["1", "7", "30", "90", "366"] as const;

/** Makes a token and shows it, the one time it can be seen. */
export function NewToken() {
  const { make } = useSettingsWords().tokens;
  const [name, setName] = useState("");
  const [scope, setScope] = useState<keyof typeof SCOPES>("read");
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const [shown, setShown] = useState<string | null>(null);
  const submission = useSubmission<"name">({
    check: () => {
      const length = Array.from(name.trim()).length;
      return length === 0 || length > LIMITS.tokenNameLength ? { name: make.nameMissing } : {};
    },
    send: async () => {
      const body = { name, scopes: [...SCOPES[scope]], expiresInDays: Number(days) };
      const { token } = await call(createToken, { body });
      setShown(token);
      setName("");
      await refreshTokens();
    },
  });
  return (
    <>
      <Form submission={submission} submit={make.submit} isInline>
        <TextField
          label={make.name}
          name="token-name"
          autoComplete="off"
          hint={make.nameHint}
          value={name}
          onChange={(value) => {
            setName(value);
            submission.forgive("name");
          }}
          error={submission.errors.name}
        />
        <ChoiceCards
          label={make.scope}
          value={scope}
          onChange={setScope}
          choices={(["read", "write", "both"] as const).map((value) => ({ value, ...make.scopes[value] }))}
        />
        <SelectField
          label={make.days}
          name="token-days"
          value={days}
          onChange={setDays}
          choices={DAYS.map((value) => ({ value, name: make.day(Number(value)) }))}
        />
      </Form>
      {shown !== null && <ShownOnce token={shown} onClose={() => setShown(null)} />}
    </>
  );
}

/** Closed by its button alone: a click beside it must not lose the token. */
function ShownOnce({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const { shown } = useSettingsWords().tokens;
  return (
    <Dialog title={shown.title} isOpen isBusy onClose={onClose}>
      <p className="text-soft">{shown.meaning}</p>
      <CopyBox label={shown.label} text={token} words={shown} />
      <p className="text-sm text-faint">
        {shown.how} <code className="font-mono break-words">Authorization: Bearer …</code>
      </p>
      <div className="flex justify-end">
        <Button look="primary" onPress={onClose}>
          {shown.done}
        </Button>
      </div>
    </Dialog>
  );
}
