import { LookSection } from "../features/account/look-section.tsx";
import { ProfilePage } from "../features/account/profile-page.tsx";
import { AddressSection } from "../features/my-data/address-section.tsx";

/** One page out of two features: the name, how pages look, and the address. */
export function ProfileSettings() {
  return (
    <ProfilePage>
      <LookSection />
      <AddressSection />
    </ProfilePage>
  );
}
