import { useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Thumb } from "../../ui/pictures/thumb.tsx";

interface DestroyDialogProps {
  /** The one picture; null for everything in the trash. */
  readonly image: Image | null;
  /** In words, for everything. */
  readonly count: string;
  readonly close: () => void;
  /** Settles when it is done, well or not. */
  readonly destroy: () => Promise<void>;
}

/** Says what deleting forever means, and asks once. */
export function DestroyDialog({ image, count, close, destroy }: DestroyDialogProps) {
  const { trash, shell } = useWords();
  const [isGoing, setGoing] = useState(false);
  const go = async () => {
    setGoing(true);
    await destroy();
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable={!isGoing}
      isKeyboardDismissDisabled={isGoing}
      onOpenChange={(isOpen) => !isOpen && close()}
      className="fixed inset-0 z-50 grid place-items-center bg-veil p-4"
    >
      <Modal className="w-full max-w-md rounded-2xl border border-line bg-raised shadow-float">
        <Dialog role="alertdialog" className="grid gap-4 p-6 outline-none">
          <div className="flex items-start gap-4">
            {image && (
              <span className="relative size-16 shrink-0 overflow-hidden rounded-lg bg-sunken">
                <Thumb image={image} alt="" />
              </span>
            )}
            <Heading slot="title" className="text-xl leading-snug font-semibold">
              {image ? trash.confirm.one : trash.confirm.all(count)}
            </Heading>
          </div>
          <p className="text-soft">{image ? trash.confirm.meaning : trash.confirm.meaningAll}</p>
          <p className="text-sm text-faint">{trash.confirm.backups}</p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onPress={close} isDisabled={isGoing}>
              {shell.cancel}
            </Button>
            <Button look="danger" isPending={isGoing} onPress={() => void go()}>
              {trash.confirm.go}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
