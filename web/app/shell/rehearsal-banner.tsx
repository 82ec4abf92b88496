import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { vaultQuery } from "../../features/vault/vault-query.ts";
import { Button } from "../../ui/button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Banner } from "./banners.tsx";

/**
 * Asks for the recovery code some weeks after it was last in hand. Its question to the server also has the server
 * go on with a re-sealing that was interrupted.
 */
export function RehearsalBanner() {
  const { rehearsal } = useWords().vault;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { vault, mustEnrol } = useSuspenseQuery(sessionQuery).data;
  const { data: facts } = useQuery({
    ...vaultQuery,
    enabled: vault?.unlocked === true && mustEnrol !== true,
  });
  const [isPutOff, setPutOff] = useState(false);
  if (!facts?.rehearsalDue || isPutOff || path.startsWith("/settings/vault/")) return null;
  return (
    <Banner icon="key" tone="calm">
      <div className="flex items-center gap-x-2">
        <span>
          {rehearsal.banner} <TextLink to="/settings/vault/try-code">{rehearsal.bannerTry}</TextLink>
        </span>
        <Button look="quiet" className="-my-2 -mr-3 shrink-0 text-sm" onPress={() => setPutOff(true)}>
          {rehearsal.bannerLater}
        </Button>
      </div>
    </Banner>
  );
}
