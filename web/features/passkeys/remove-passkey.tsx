import { useMutation } from "@tanstack/react-query";
import { removePasskey } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";
import { forgetPasskey } from "./ceremony.ts";
import { refreshPasskeys } from "./passkeys-query.ts";
import type { PasskeyDialogProps } from "./rename-passkey.tsx";

/** Asks once more, then removes the passkey here and tells the device. */
export function RemovePasskey({ passkey, isOpen, onClose }: PasskeyDialogProps) {
  const { passkeys, shell } = useWords();
  const remove = useMutation({
    mutationFn: () => call(removePasskey, { params: { id: passkey.id } }),
    onSuccess: async () => {
      forgetPasskey(passkey.credentialId);
      onClose();
      toast.success(passkeys.remove.done(passkey.name));
      await refreshPasskeys();
    },
  });
  return (
    <Dialog
      title={passkeys.remove.title(passkey.name)}
      isOpen={isOpen}
      isBusy={remove.isPending}
      onClose={onClose}
    >
      <p className="text-soft">{passkeys.remove.meaning}</p>
      <FaultNotice fault={remove.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onClose} isDisabled={remove.isPending}>
          {shell.cancel}
        </Button>
        <Button look="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
          {passkeys.remove.go}
        </Button>
      </div>
    </Dialog>
  );
}
