import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { signInOptions } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { answerChallenge, CeremonyFault, offersPasskeysInFields, stopWaiting } from "./ceremony.ts";

/** A challenge lasts five minutes; one that waits in a field is replaced before that. */
const RENEW_MILLISECONDS = 4 * 60_000;

/**
 * Lets the browser offer passkeys where the address is typed, until `signal` aborts or `onChosen` says that the
 * person is in. Ends at once where the browser offers none, and throws what `call` throws.
 */
export async function offerInField(
  signal: AbortSignal,
  onChosen: (proof: PasskeyProof) => Promise<boolean>,
): Promise<void> {
  if (!(await offersPasskeysInFields())) return;
  while (!signal.aborted) {
    const options = await call(signInOptions, { signal });
    if (signal.aborted) return;
    const renewal = setTimeout(stopWaiting, RENEW_MILLISECONDS);
    const proof = await answerChallenge(options, { inField: true })
      .catch(unlessReplaced)
      .finally(() => clearTimeout(renewal));
    if (proof !== null && !signal.aborted && (await onChosen(proof))) return;
  }
}

function unlessReplaced(error: unknown): null {
  if (error instanceof CeremonyFault && error.kind === "replaced") return null;
  throw error;
}
