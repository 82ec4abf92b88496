import { useState } from "react";
import { Button } from "./button.tsx";
import { LABEL } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { toast } from "./toast.ts";

interface CopyBoxProps {
  readonly label: string;
  readonly text: string;
  readonly words: { readonly copy: string; readonly copied: string; readonly copyRefused: string };
}

/** A text that is shown once and has to be taken along: whole, selectable, with a button that copies it. */
export function CopyBox({ label, text, words }: CopyBoxProps) {
  const [isRefused, setRefused] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast.success(words.copied);
    } catch {
      setRefused(true);
    }
  };
  return (
    <div className="grid gap-1.5">
      <span className={LABEL}>{label}</span>
      <div className="flex items-start gap-2 rounded-lg border border-edge bg-sunken p-1.5 pl-3.5">
        <code className="min-w-0 grow self-center py-1.5 font-mono text-[0.875rem] leading-snug break-all select-all">
          {text}
        </code>
        <Button className="shrink-0" onPress={() => void copy()}>
          <Icon name="copy" />
          {words.copy}
        </Button>
      </div>
      {isRefused && (
        <p role="alert" className="text-sm text-warn">
          {words.copyRefused}
        </p>
      )}
    </div>
  );
}
