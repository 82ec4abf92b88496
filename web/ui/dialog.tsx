import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Called on Escape, and by clicking beside it. */
  readonly onClose: () => void;
  /** While something is under way that must not be walked away from. */
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

/** A question over the page. The focus stays in it and goes back to where it was. */
export function Dialog({ title, isOpen, onClose, isBusy = false, children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      isDismissable={!isBusy}
      isKeyboardDismissDisabled={isBusy}
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 grid place-items-center overflow-y-auto bg-veil p-4 data-[entering]:animate-[appear_120ms]"
    >
      <Modal className="w-full max-w-md rounded-2xl border border-line bg-raised shadow-float">
        <AriaDialog className="grid gap-4 p-6 outline-none">
          <Heading slot="title" className="text-xl leading-snug font-semibold">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
