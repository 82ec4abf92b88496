import { useState } from "react";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { isResealing, useVaultFacts } from "./vault-query.ts";

/** Replacing the vault key, or how far the server has come with the last time. */
export function KeySection() {
  const { settings } = useWords().vault;
  const { facts, fault } = useVaultFacts();
  if (!facts) return fault === null ? <Spinner className="text-faint" /> : <FaultNotice fault={fault} />;
  return (
    <div className="grid justify-items-start gap-4">
      {isResealing(facts) && <Progress keysLeft={facts.rotationLeft} picturesLeft={facts.resealLeft} />}
      <LeftBehind />
      {facts.rotationLeft === null && (
        <ButtonLink to="/settings/vault/rotate">{settings.keyReplace}</ButtonLink>
      )}
    </div>
  );
}

/** How far the server has come; nothing once it is through. */
export function ResealProgress() {
  const { facts } = useVaultFacts();
  if (!facts || !isResealing(facts)) return null;
  return <Progress keysLeft={facts.rotationLeft} picturesLeft={facts.resealLeft} />;
}

/** What the last replacement could not take along, which the next one gives up; nothing where all went well. */
export function LeftBehind() {
  const { leftBehind } = useWords().vault;
  const { facts } = useVaultFacts();
  if (!facts || facts.damagedLeft === null) return null;
  return (
    <Notice kind="warning" title={leftBehind.title(facts.damagedLeft)}>
      {leftBehind.advice}
    </Notice>
  );
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
    <div className="grid w-full gap-2.5">
      <ProgressBar aria-label={progress.label} value={share * 100} valueLabel={text} className="grid gap-2">
        <p className="text-[0.9375rem]">{text}</p>
        <div className="h-1.5 overflow-hidden rounded-full bg-line forced-colors:border">
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
