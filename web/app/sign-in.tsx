import { SignInPage } from "../features/account/sign-in-page.tsx";
import { SignInByProvider } from "../features/oidc/sign-in-by-provider.tsx";
import { SignInByPasskey } from "../features/passkeys/sign-in-by-passkey.tsx";

/** One page out of several features: the password, and passkeys or providers in its place. */
export function SignIn() {
  return (
    <SignInPage
      otherWays={(enter) => (
        <>
          <SignInByPasskey onSignedIn={enter} />
          <SignInByProvider />
        </>
      )}
    />
  );
}
