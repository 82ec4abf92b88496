import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { isResealing, vaultQuery } from "./vault-query.ts";

const POLL_MILLISECONDS = 1000;

/** Replacing the vault key, or how far the server has come with the last time. */
export function KeySection() {
  const { settings } = useWords().vault;
  const { vault } = useSignedIn();
  const { data: facts, error } = useQuery({
    ...vaultQuery,
    // Locking drops what is known while this page still stands.
    enabled: vault.unlocked,
    staleTime: 0,
    refetchInterval: ({ state }) => state.data !== undefined && isResealing(state.data) && POLL_MILLISECONDS,
  });
  if (!facts) return error ? <FaultNotice fault={error} /> : <Spinner className="text-faint" />;
  if (isResealing(facts)) {
    return <Progress keysLeft={facts.rotationLeft} picturesLeft={facts.resealLeft} />;
  }
  return <ButtonLink to="/settings/vault/rotate">{settings.keyReplace}</ButtonLink>;
}

interface ProgressProps {
  readonly keysLeft: number | null;
  readonly picturesLeft: number | null;
}

/** Keys come first, and quickly; then pictures, where that was asked for. */
function Progress({ keysLeft, picturesLeft }: ProgressProps) {
  const { progress } = useWords().vault;
  const left = (keysLeft ?? 0) + (picturesLeft ?? 0);
  // The server tells what is left, not what there was: the most that this page has seen stands for the whole.
  const [most, setMost] = useState(left);
  if (left > most) setMost(left);
  const share = most === 0 ? 1 : 1 - left / most;
  const text = keysLeft === null ? progress.pictures(picturesLeft ?? 0) : progress.keys(keysLeft);
  return (
    <div className="grid gap-2.5">
      <ProgressBar aria-label={progress.label} value={share * 100} valueLabel={text} className="grid gap-2">
        <p className="text-[0.9375rem]">{text}</p>
        <div className="h-1.5 overflow-hidden rounded-full bg-sunken forced-colors:border">
          <div
            className="h-full origin-left bg-accent transition-transform duration-300 forced-colors:bg-[Highlight]"
            style={{ transform: `scaleX(${share})` }}
          />
        </div>
      </ProgressBar>
      <p className="text-sm text-faint">{progress.pace}</p>
    </div>
  );
}
