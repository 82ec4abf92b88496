import { SecurityPage } from "../features/account/security-page.tsx";
import { FactorsSection } from "../features/factors/factors-section.tsx";

/** One page out of several features: password, second step, devices. */
export function SecuritySettings() {
  return (
    <SecurityPage>
      <FactorsSection />
    </SecurityPage>
  );
}
