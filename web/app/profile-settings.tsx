import { ProfilePage } from "../features/account/profile-page.tsx";
import { AddressSection } from "../features/my-data/address-section.tsx";

/** One page out of two features: the name, and the address. */
export function ProfileSettings() {
  return (
    <ProfilePage>
      <AddressSection />
    </ProfilePage>
  );
}
