import { useWords } from "../../copy/words.ts";
import { useOwnProviders } from "./own-providers.ts";
import { ProviderButtons } from "./provider-buttons.tsx";

/** In place of the password, where a dangerous act asks who is there. */
export function ProveByProvider() {
  const { proof, signIn } = useWords().providers;
  const providers = useOwnProviders();
  if (providers.length === 0) return null;
  return (
    <div className="grid gap-3">
      <ProviderButtons
        providers={providers}
        purpose="reauthenticate"
        words={proof.button}
        label={signIn.group}
        returnTo={window.location.pathname}
      />
      <p className="text-sm text-faint">{proof.why}</p>
    </div>
  );
}
