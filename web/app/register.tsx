import { RegisterPage } from "../features/account/register-page.tsx";
import { SignInByProvider } from "../features/oidc/sign-in-by-provider.tsx";

/** One page out of two features: an account with a password, or one that a provider vouches for. */
export function Register() {
  return <RegisterPage otherWays={(invitation) => <SignInByProvider invitation={invitation} />} />;
}
