import type { ReactNode } from "react";
import { useSignedIn } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { useIdentities, usePasskeys, useTokens, type WaysIn } from "./ways-in.ts";

/** After a password was set by mail: every other way into the account, to keep or to drop where it is kept. */
export function WaysInPage() {
  const { waysIn } = useWords().vault;
  const { vault } = useSignedIn();
  const passkeys = usePasskeys();
  const identities = useIdentities();
  const tokens = useTokens();
  return (
    <Page title={waysIn.title} width="narrow">
      <p className="mb-7 text-soft">{waysIn.lead}</p>
      <Section title={waysIn.passkeys}>
        <Listed ways={passkeys} none={waysIn.noPasskeys}>
          <ButtonLink to="/settings/security">{waysIn.dropPasskeys}</ButtonLink>
        </Listed>
      </Section>
      <Section title={waysIn.providers}>
        <Listed ways={identities} none={waysIn.noProviders}>
          <ButtonLink to="/settings/security">{waysIn.dropProviders}</ButtonLink>
        </Listed>
      </Section>
      <Section title={waysIn.tokens}>
        <Listed ways={tokens} none={waysIn.noTokens}>
          <ButtonLink to="/settings/tokens">{waysIn.dropTokens}</ButtonLink>
        </Listed>
      </Section>
      <Section title={waysIn.kit}>
        <p className="mb-4 text-[0.9375rem] text-soft">
          {vault.kitConfirmed ? waysIn.kitInForce : waysIn.kitAbsent}
        </p>
        <ButtonLink to="/settings/vault/kit">
          {vault.kitConfirmed ? waysIn.kitRenew : waysIn.kitSave}
        </ButtonLink>
      </Section>
      <Section title={waysIn.key}>
        <p className="mb-4 text-[0.9375rem] text-soft">{waysIn.keyLead}</p>
        <ButtonLink to="/settings/vault/rotate">{waysIn.keyReplace}</ButtonLink>
      </Section>
      <ButtonLink look="primary" to="/gallery" className="mt-2 w-full">
        {waysIn.done}
      </ButtonLink>
    </Page>
  );
}

interface ListedProps {
  readonly ways: WaysIn;
  readonly none: string;
  /** The link to where they are dropped. */
  readonly children: ReactNode;
}

function Listed({ ways, none, children }: ListedProps) {
  if (ways.fault !== null) return <FaultNotice fault={ways.fault} />;
  if (ways.items === null) return <Spinner className="text-faint" />;
  if (ways.items.length === 0) return <p className="text-[0.9375rem] text-soft">{none}</p>;
  return (
    <>
      <ul className="mb-4 divide-y divide-line rounded-xl border border-line bg-surface">
        {ways.items.map((way) => (
          <li key={way.id} className="px-4 py-3">
            <p className="font-medium">{way.name}</p>
            <p className="text-sm text-faint">{way.since}</p>
          </li>
        ))}
      </ul>
      {children}
    </>
  );
}
