import type { OidcPurpose } from "#contract/oidc.ts";
import { Button } from "../../ui/button.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { useProviderVisit } from "./visit-provider.ts";

interface ProviderButtonsProps {
  readonly providers: readonly { readonly id: string; readonly label: string }[];
  readonly purpose: OidcPurpose;
  /** What each button says. */
  readonly words: (label: string) => string;
  /** What they are together, for screen readers. */
  readonly label: string;
  readonly returnTo?: string;
  readonly invitation?: string | null;
}

/** A button for each provider; each leads away from this page. */
export function ProviderButtons(props: ProviderButtonsProps) {
  const { providers, purpose, words, label, returnTo, invitation = null } = props;
  const visit = useProviderVisit();
  return (
    <fieldset aria-label={label} className="grid min-w-0 gap-3">
      <FaultNotice fault={visit.error} />
      {providers.map((provider) => (
        <Button
          key={provider.id}
          className="w-full"
          isPending={visit.isPending && visit.variables.provider === provider.id}
          isDisabled={visit.isPending}
          onPress={() =>
            visit.mutate({
              provider: provider.id,
              purpose,
              invitation,
              ...(returnTo !== undefined && { returnTo }),
            })
          }
        >
          <span className="truncate">{words(provider.label)}</span>
        </Button>
      ))}
    </fieldset>
  );
}
