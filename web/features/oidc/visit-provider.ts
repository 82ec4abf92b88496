import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { type OidcPurpose, startOidc } from "#contract/oidc.ts";
import { call } from "../../api/call.ts";

export interface ProviderVisit {
  /** The provider's id. */
  readonly provider: string;
  readonly purpose: OidcPurpose;
  /** A page of ours to come back to. */
  readonly returnTo?: string;
  readonly invitation?: string | null;
}

/** The way to a provider. It is pending until the browser has left this page. */
export function useProviderVisit() {
  const visit = useMutation({
    mutationFn: async ({ provider, purpose, returnTo, invitation }: ProviderVisit) => {
      const body = {
        purpose,
        ...(returnTo !== undefined && isPlainPath(returnTo) && { returnTo }),
        ...(typeof invitation === "string" && { invitation }),
      };
      const { url } = await call(startOidc, { params: { provider }, body });
      window.location.assign(url);
      // The page is about to go: nothing on it may look ready meanwhile.
      await new Promise(() => undefined);
    },
  });
  const { reset } = visit;
  useEffect(() => {
    // Who goes back from there may find this page as it was left.
    const wake = (event: PageTransitionEvent) => event.persisted && reset();
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, [reset]);
  return visit;
}

/** Only the path of a page is sent along: what stands behind "?" or "#" may be private. */
function isPlainPath(path: string): boolean {
  return path.length <= 200 && /^\/(?!\/)[\w/-]*$/.test(path);
}
