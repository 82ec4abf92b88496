import { SecurityPage } from "../features/account/security-page.tsx";
import { FactorsSection } from "../features/factors/factors-section.tsx";
import { IdentitiesSection } from "../features/oidc/identities-section.tsx";
import { PasskeysSection } from "../features/passkeys/passkeys-section.tsx";

/** One page out of several features: password, passkeys, providers, second step, devices. */
export function SecuritySettings() {
  return (
    <SecurityPage>
      <PasskeysSection />
      <IdentitiesSection />
      <FactorsSection />
    </SecurityPage>
  );
}
