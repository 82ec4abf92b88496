import { useState } from "react";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { knowsPasskeys } from "./ceremony.ts";
import { OrRule } from "./or-rule.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";
import { askForPasskey } from "./passkey-proof.ts";

interface NewKeyByPasskeyProps {
  readonly hasPassword: boolean;
  readonly check: () => boolean;
  readonly send: (passkey: PasskeyProof) => Promise<void>;
}

/** In place of the password, where a vault key is replaced: the passkey gets the new key's slot. */
export function NewKeyByPasskey({ hasPassword, check, send }: NewKeyByPasskeyProps) {
  const { fault: faults, newKey } = useWords().passkeys;
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  if (!knowsPasskeys()) return hasPassword ? null : <Notice kind="problem">{newKey.unsupported}</Notice>;

  const press = async () => {
    setFault(null);
    if (!check()) return;
    setPending(true);
    try {
      await send(await askForPasskey("reauthentication"));
    } catch (error) {
      setFault(error);
    } finally {
      setPending(false);
    }
  };

  return (
    <div className="grid gap-4">
      {hasPassword && <OrRule />}
      {isProblem(fault, "passkey.opens-nothing") ? (
        <Notice kind="problem" title={newKey.opensNothingTitle}>
          {hasPassword ? newKey.opensNothing : newKey.opensNothingAlone}
        </Notice>
      ) : (
        <PasskeyFault fault={fault} refused={{ title: faults.unavailable.title, advice: newKey.refused }} />
      )}
      <Button
        className="w-full"
        look={hasPassword ? "outline" : "primary"}
        isPending={isPending}
        onPress={() => void press()}
      >
        <Icon name="key" />
        {hasPassword ? newKey.instead : newKey.button}
      </Button>
      {hasPassword && <p className="text-sm text-faint">{newKey.passwordLater}</p>}
    </div>
  );
}
