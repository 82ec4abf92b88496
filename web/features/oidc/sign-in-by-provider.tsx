import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { useWayBack } from "../../ui/way-back.ts";
import { ProviderButtons } from "./provider-buttons.tsx";

/** In place of address and password, on the pages for signing in and registering. */
export function SignInByProvider({ invitation = null }: { readonly invitation?: string | null }) {
  const { signIn } = useWords().providers;
  const { signInProviders } = useInstance();
  const returnTo = useWayBack();
  if (signInProviders.length === 0) return null;
  return (
    <ProviderButtons
      providers={signInProviders}
      purpose="sign-in"
      words={signIn.button}
      label={signIn.group}
      returnTo={returnTo}
      invitation={invitation}
    />
  );
}
