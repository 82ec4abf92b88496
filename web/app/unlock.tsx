import { UnlockPage } from "../features/account/unlock-page.tsx";
import { StartAgainNotice, StartAgainOffer } from "../features/vault/start-again.tsx";

/** One page out of two features: opening the vault, and what is left when nothing opens it. */
export function Unlock() {
  return <UnlockPage notice={<StartAgainNotice />} lastResort={<StartAgainOffer />} />;
}
