import { useMutation } from "@tanstack/react-query";
import { useWords } from "../copy/words.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FaultNotice } from "./notice.tsx";

interface ConfirmDialogProps {
  readonly title: string;
  readonly meaning: string;
  /** More, in a fainter line. */
  readonly aside?: string;
  /** What the button says. */
  readonly go: string;
  readonly isDangerous?: boolean;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Says what something means, and asks once. What goes wrong is said here; it closes itself when all went well. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, meaning, aside, go, isDangerous = false, act, onClose } = props;
  const { shell } = useWords();
  const acting = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Dialog title={title} isOpen isBusy={acting.isPending} onClose={onClose}>
      <p className="text-soft">{meaning}</p>
      {aside && <p className="text-sm text-faint">{aside}</p>}
      <FaultNotice fault={acting.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onClose} isDisabled={acting.isPending}>
          {shell.cancel}
        </Button>
        <Button
          look={isDangerous ? "danger" : "primary"}
          isPending={acting.isPending}
          onPress={() => acting.mutate()}
        >
          {go}
        </Button>
      </div>
    </Dialog>
  );
}
