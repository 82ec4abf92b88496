import { useInstance, useProofs } from "../../api/session.ts";

/** The providers that the signed-in person can prove themselves with, as this server calls them. */
export function useOwnProviders(): readonly { readonly id: string; readonly label: string }[] {
  const { signInProviders } = useInstance();
  const { providers } = useProofs();
  return signInProviders.filter(({ id }) => providers.includes(id));
}
