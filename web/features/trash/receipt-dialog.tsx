import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { DeletionReceipt } from "#contract/images.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";

interface ReceiptDialogProps {
  readonly receipt: DeletionReceipt;
  readonly close: () => void;
}

/** What destruction did, and when the last traces go. */
export function ReceiptDialog({ receipt, close }: ReceiptDialogProps) {
  const words = useWords().trash.receipt;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && close()}
      className="fixed inset-0 z-50 grid place-items-center bg-veil p-4"
    >
      <Modal className="w-full max-w-md rounded-2xl border border-line bg-raised shadow-float">
        <Dialog className="grid gap-4 p-6 outline-none">
          <Heading slot="title" className="text-xl leading-snug font-semibold">
            {words.title(receipt.imageIds.length)}
          </Heading>
          <ul className="grid list-disc gap-2 pl-5 text-soft">
            <li>{words.keys(formatInstant(receipt.keysDestroyedAt))}</li>
            <li>
              {receipt.databaseErasedAt === null
                ? words.erasedSoon
                : words.erased(formatInstant(receipt.databaseErasedAt))}
            </li>
            <li>{words.backups}</li>
          </ul>
          <div className="flex justify-end">
            <Button onPress={close}>{words.close}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
