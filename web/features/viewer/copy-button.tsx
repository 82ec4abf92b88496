import { Copy } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.ts";

/** Copies a line of text that stands beside it. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const { viewer } = useWords();
  const [isRefused, setRefused] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast.success(viewer.copied);
    } catch {
      setRefused(true);
    }
  };
  return (
    <>
      <IconButton label={label} onPress={() => void copy()} className="shrink-0">
        <Copy />
      </IconButton>
      {isRefused && (
        <span role="alert" className="text-sm text-warn">
          {viewer.copyRefused}
        </span>
      )}
    </>
  );
}
