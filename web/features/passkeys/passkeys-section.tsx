import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Passkey } from "#contract/passkeys.ts";
import { useInstance, useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { AddPasskey } from "./add-passkey.tsx";
import { knowsPasskeys } from "./ceremony.ts";
import { PasskeyFault } from "./passkey-fault.tsx";
import { letPasskeyOpen } from "./passkey-proof.ts";
import { passkeysQuery, refreshPasskeys } from "./passkeys-query.ts";
import { RemovePasskey } from "./remove-passkey.tsx";
import { RenamePasskey } from "./rename-passkey.tsx";

/** The passkeys of the person, in the settings: what each can do, and adding, renaming and removing them. */
export function PasskeysSection() {
  const isOffered = useInstance().passkeys;
  return isOffered ? <Passkeys /> : null;
}

function Passkeys() {
  const { section } = useWords().passkeys;
  const { items } = useSuspenseQuery(passkeysQuery).data;
  const [isAdding, setAdding] = useState(false);
  return (
    <Section title={section.title} lead={section.lead}>
      <div className="grid gap-4">
        {items.length === 0 ? (
          <p className="text-[0.9375rem] text-faint">{section.none}</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {items.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} />
            ))}
          </ul>
        )}
        {knowsPasskeys() ? (
          <Button className="justify-self-start" onPress={() => setAdding(true)}>
            {section.add}
          </Button>
        ) : (
          <p className="text-[0.9375rem] text-faint">{section.unsupported}</p>
        )}
      </div>
      <AddPasskey isOpen={isAdding} onClose={() => setAdding(false)} />
    </Section>
  );
}

function PasskeyRow({ passkey }: { readonly passkey: Passkey }) {
  const { section } = useWords().passkeys;
  const { vault } = useSignedIn();
  const [asked, setAsked] = useState<"rename" | "remove" | null>(null);
  const letOpen = useMutation({
    mutationFn: () => letPasskeyOpen(passkey),
    onSuccess: async (opens) => {
      if (opens) toast.success(section.opens(passkey.name));
      await refreshPasskeys();
    },
  });
  const signsIn = vault.mode === "sealed" ? section.signsInSealed : section.signsIn;
  const used = passkey.usedAt === null ? section.unused : section.used(formatInstant(passkey.usedAt));
  return (
    <li className="grid gap-2 py-3 pr-2 pl-4">
      <div className="flex items-start gap-3">
        <Icon name="key" className="mt-0.5 size-5 shrink-0 text-faint" />
        <div className="min-w-0 grow">
          <p className="font-medium break-words">{passkey.name}</p>
          <p className={passkey.opensVault ? "text-sm text-good" : "text-sm text-soft"}>
            {passkey.opensVault ? section.opensVault : signsIn}
          </p>
          <p className="text-sm text-faint">
            {section.added(formatInstant(passkey.createdAt))}, {used}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-x-1 pl-4">
        {!passkey.opensVault && knowsPasskeys() && (
          <Button look="quiet" isPending={letOpen.isPending} onPress={() => letOpen.mutate()}>
            {section.letOpen}
          </Button>
        )}
        <Button look="quiet" aria-label={section.renameOf(passkey.name)} onPress={() => setAsked("rename")}>
          {section.rename}
        </Button>
        <Button look="quiet" aria-label={section.removeOf(passkey.name)} onPress={() => setAsked("remove")}>
          {section.remove}
        </Button>
      </div>
      <PasskeyFault fault={letOpen.error} />
      {letOpen.data === false && <p className="pr-2 pl-8 text-sm text-warn">{section.opensNot}</p>}
      <RenamePasskey passkey={passkey} isOpen={asked === "rename"} onClose={() => setAsked(null)} />
      <RemovePasskey passkey={passkey} isOpen={asked === "remove"} onClose={() => setAsked(null)} />
    </li>
  );
}
