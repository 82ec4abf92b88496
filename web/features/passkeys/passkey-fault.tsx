import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { CeremonyFault } from "./ceremony.ts";

interface PasskeyFaultProps {
  /** Whatever was thrown; null: nothing was. */
  readonly fault: unknown;
  /** What a refusal by the server means here. */
  readonly refused?: { readonly title: string; readonly advice: string };
}

/** Why a passkey did not do, in words: the device's, the server's or the person's reason. */
export function PasskeyFault({ fault, refused }: PasskeyFaultProps) {
  const { passkeys } = useWords();
  if (fault instanceof CeremonyFault) {
    if (fault.kind === "replaced") return null;
    const { title, advice } = passkeys.fault[fault.kind];
    return (
      <Notice kind="problem" title={title}>
        {advice}
      </Notice>
    );
  }
  const isRefusal = isProblem(
    fault,
    "passkey.refused",
    "vault.unlock-failed",
    "reauthentication.failed",
    "factor.wrong",
  );
  if (refused && isRefusal) {
    return (
      <Notice kind="problem" title={refused.title}>
        {refused.advice}
      </Notice>
    );
  }
  return <FaultNotice fault={fault} />;
}
