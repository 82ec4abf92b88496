import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Identity, listIdentities, unlinkIdentity } from "#contract/oidc.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery, useInstance, useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { ProviderButtons } from "./provider-buttons.tsx";

const identitiesQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: ({ signal }) => call(listIdentities, { signal }),
  staleTime: 0,
});

/** The providers that sign the person in, in the settings. Nothing where this server has none. */
export function IdentitiesSection() {
  const { signInProviders } = useInstance();
  return signInProviders.length === 0 ? null : <Identities />;
}

function Identities() {
  const { section } = useWords().providers;
  const { signInProviders } = useInstance();
  const { vault } = useSignedIn();
  const { items } = useSuspenseQuery(identitiesQuery).data;
  const linked = new Set(items.map(({ provider }) => provider));
  const others = signInProviders.filter(({ id }) => !linked.has(id));
  return (
    <Section title={section.title} lead={vault.mode === "sealed" ? section.leadSealed : section.lead}>
      <div className="grid gap-4">
        {items.length === 0 ? (
          <p className="text-[0.9375rem] text-faint">{section.none}</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {items.map((identity) => (
              <IdentityRow key={identity.id} identity={identity} />
            ))}
          </ul>
        )}
        {others.length > 0 && (
          <ProviderButtons
            providers={others}
            purpose="link"
            words={section.link}
            label={section.title}
            returnTo="/settings/security"
          />
        )}
      </div>
    </Section>
  );
}

function IdentityRow({ identity }: { readonly identity: Identity }) {
  const { section } = useWords().providers;
  const [isAsked, setAsked] = useState(false);
  const { label, usable, createdAt, usedAt } = identity;
  const unlink = async () => {
    await call(unlinkIdentity, { params: { id: identity.id } });
    toast.success(section.unlinked(label));
    await Promise.all([
      queryClient.invalidateQueries(identitiesQuery),
      queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
    ]);
  };
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4">
      <Icon name="person" className="size-5 shrink-0 text-faint" />
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{label}</p>
        <p className="text-sm text-faint">
          {section.linkedAt(formatInstant(createdAt))},{" "}
          {usedAt === null ? section.unused : section.usedAt(formatInstant(usedAt))}
        </p>
        {!usable && <p className="text-sm text-warn">{section.unusable}</p>}
      </div>
      <Button
        look="quiet"
        className="shrink-0"
        aria-label={section.unlinkOf(label)}
        onPress={() => setAsked(true)}
      >
        {section.unlink}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={section.unlinkTitle(label)}
          meaning={section.unlinkMeaning}
          go={section.unlink}
          isDangerous
          act={unlink}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  );
}
