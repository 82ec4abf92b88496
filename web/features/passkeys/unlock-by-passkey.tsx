import { useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import type { VaultState } from "#contract/accounts.ts";
import { unlockVault } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useProofs } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { knowsPasskeys } from "./ceremony.ts";
import { OrRule } from "./or-rule.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";
import { askForPasskey } from "./passkey-proof.ts";

interface UnlockByPasskeyProps {
  readonly onUnlocked: (vault: VaultState) => Promise<void>;
}

/** Unlocks with a passkey; after a reset together with the new password. For people who have one. */
export function UnlockByPasskey({ onUnlocked }: UnlockByPasskeyProps) {
  const { passkey } = useProofs();
  return passkey && knowsPasskeys() ? <Offer onUnlocked={onUnlocked} /> : null;
}

/** Said to those whom a passkey let in without opening the vault. */
export function SignedInOnly() {
  const { unlock } = useWords().passkeys;
  const isOnlyIn = useRouterState({ select: (state) => state.location.state.byPasskey === true });
  return isOnlyIn ? <Notice kind="info">{unlock.signInOnly}</Notice> : null;
}

function Offer({ onUnlocked }: UnlockByPasskeyProps) {
  const { account, passkeys } = useWords();
  const { unlock } = passkeys;
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  /** Null until the server says that it needs the new password as well. */
  const [newPassword, setNewPassword] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);

  const press = async () => {
    setFault(null);
    setMissing(newPassword === "");
    if (newPassword === "") return;
    setPending(true);
    try {
      const passkey = await askForPasskey("unlock");
      const body = { passkey, ...(newPassword !== null && { newPassword }) };
      await onUnlocked(await call(unlockVault, { body }));
    } catch (error) {
      if (isProblem(error, "vault.new-password-required")) setNewPassword("");
      else setFault(error);
    } finally {
      setPending(false);
    }
  };

  return (
    <>
      <OrRule />
      {newPassword !== null && (
        <>
          <Notice kind="info">{unlock.newPasswordWhy}</Notice>
          <PasswordField
            label={unlock.newPassword}
            name="new-password"
            autoComplete="current-password"
            takesFocus
            value={newPassword}
            onChange={setNewPassword}
            error={isMissing ? account.passwordMissing : undefined}
          />
        </>
      )}
      <PasskeyFault fault={fault} refused={{ title: unlock.wrongTitle, advice: unlock.wrong }} />
      <Button className="w-full" isPending={isPending} onPress={() => void press()}>
        <Icon name="key" />
        {unlock.button}
      </Button>
    </>
  );
}
