import { FactorPage } from "../features/factors/factor-page.tsx";
import { FinishByPasskey } from "../features/passkeys/finish-by-passkey.tsx";

/** One page out of two features: codes, and passkeys in their place. */
export function SecondStep() {
  return <FactorPage otherWays={(parts) => <FinishByPasskey {...parts} />} />;
}
