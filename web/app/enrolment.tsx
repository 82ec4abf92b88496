import { AuthenticatorPage } from "../features/factors/authenticator-page.tsx";
import { FirstPasskey } from "../features/passkeys/first-passkey.tsx";

/** One page out of two features: whoever must add a second factor may choose which. */
export function Enrolment() {
  return <AuthenticatorPage otherWay={<FirstPasskey />} />;
}
