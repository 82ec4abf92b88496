import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Factors, removeTotp } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { factorsQuery, refreshFactors } from "./factors-query.ts";

/** The second step, in the settings: whether it is on, and what can be done with it. */
export function FactorsSection() {
  const { section } = useWords().factors;
  const factors = useSuspenseQuery(factorsQuery).data;
  return (
    <Section title={section.title} lead={section.lead}>
      {factors.totp === null ? (
        <div className="grid gap-4">
          <p className="text-[0.9375rem]">{section.off}</p>
          <div>
            <ButtonLink to="/settings/authenticator">{section.add}</ButtonLink>
          </div>
        </div>
      ) : (
        <TurnedOn factors={factors} addedAt={factors.totp.addedAt} />
      )}
    </Section>
  );
}

function TurnedOn({ factors, addedAt }: { readonly factors: Factors; readonly addedAt: string }) {
  const { section } = useWords().factors;
  const [isRemoving, setRemoving] = useState(false);
  return (
    <div className="grid gap-4">
      <div className="flex gap-3 rounded-xl border border-line bg-surface px-4 py-3.5">
        <Icon name="good" className="mt-0.5 size-5 shrink-0 text-good" />
        <div>
          <p className="font-medium">{section.since(formatInstant(addedAt))}</p>
          {factors.backupCodesLeft > 0 ? (
            <p className="text-sm text-faint">{section.left(factors.backupCodesLeft)}</p>
          ) : (
            <p className="text-sm text-warn">{section.noneLeft}</p>
          )}
        </div>
      </div>
      <div className="flex flex-wrap gap-3">
        <ButtonLink to="/settings/backup-codes">{section.renew}</ButtonLink>
        <ButtonLink to="/settings/authenticator">{section.replace}</ButtonLink>
      </div>
      <Button look="quiet" className="-mt-1 -ml-4 justify-self-start" onPress={() => setRemoving(true)}>
        {section.remove}
      </Button>
      <RemoveDialog isOpen={isRemoving} isRequired={factors.required} onClose={() => setRemoving(false)} />
    </div>
  );
}

interface RemoveDialogProps {
  readonly isOpen: boolean;
  readonly isRequired: boolean;
  readonly onClose: () => void;
}

function RemoveDialog({ isOpen, isRequired, onClose }: RemoveDialogProps) {
  const { factors, shell } = useWords();
  const { section } = factors;
  const remove = useMutation({
    mutationFn: () => call(removeTotp),
    onSuccess: async () => {
      onClose();
      toast.success(section.removed);
      await refreshFactors();
    },
  });
  return (
    <Dialog title={section.removeTitle} isOpen={isOpen} isBusy={remove.isPending} onClose={onClose}>
      <p className="text-soft">{section.removeMeaning}</p>
      {isRequired && <p className="text-warn">{section.removeRequired}</p>}
      <FaultNotice fault={remove.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onClose} isDisabled={remove.isPending}>
          {shell.cancel}
        </Button>
        <Button look="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
          {section.removeGo}
        </Button>
      </div>
    </Dialog>
  );
}
