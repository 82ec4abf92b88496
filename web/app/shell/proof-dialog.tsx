import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { offerProofs } from "../../api/proof.ts";

// The shell is everybody's first code; the dialog is asked for now and then.
const ProofQuestions = lazy(async () => ({
  default: (await import("./proof-questions.tsx")).ProofQuestions,
}));

/** Asks for the password when a dangerous act needs it; the act goes on by itself afterwards. */
export function ProofDialog() {
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const settle = useRef<((isGiven: boolean) => void) | null>(null);

  const end = (isGiven: boolean) => {
    settle.current?.(isGiven);
    settle.current = null;
    setOpen(false);
  };

  useEffect(() => {
    const takeBack = offerProofs(
      () =>
        new Promise((resolve) => {
          settle.current = resolve;
          setWasOpen(true);
          setOpen(true);
        }),
    );
    return () => {
      takeBack();
      settle.current?.(false);
    };
  }, []);

  if (!wasOpen) return null;
  return (
    <Suspense>
      <ProofQuestions isOpen={isOpen} onGiven={() => end(true)} onDeclined={() => end(false)} />
    </Suspense>
  );
}
