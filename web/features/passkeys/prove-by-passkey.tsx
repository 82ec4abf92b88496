import { useMutation } from "@tanstack/react-query";
import { reauthenticate } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { knowsPasskeys } from "./ceremony.ts";
import { OrRule } from "./or-rule.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";
import { askForPasskey } from "./passkey-proof.ts";

/** In place of password and code, where a dangerous act asks who is there. */
export function ProveByPasskey({ onGiven }: { readonly onGiven: () => void }) {
  const { fault, proof } = useWords().passkeys;
  const prove = useMutation({
    mutationFn: async () => {
      await call(reauthenticate, { body: { passkey: await askForPasskey("reauthentication") } });
      onGiven();
    },
  });
  if (!knowsPasskeys()) return null;
  return (
    <>
      <OrRule />
      <PasskeyFault fault={prove.error} refused={{ title: fault.unavailable.title, advice: proof.refused }} />
      <Button isPending={prove.isPending} onPress={() => prove.mutate()}>
        <Icon name="key" />
        {proof.button}
      </Button>
    </>
  );
}
