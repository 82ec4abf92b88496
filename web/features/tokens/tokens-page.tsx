import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { type ApiToken, revokeToken } from "#contract/tokens.ts";
import { call } from "../../api/call.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { NewToken } from "./new-token.tsx";
import { refreshTokens, tokensQuery } from "./tokens-query.ts";

/** Which programs reach one's pictures, and letting one more in. */
export function TokensPage() {
  const { tokens: words } = useSettingsWords();
  const { items } = useSuspenseQuery(tokensQuery).data;
  return (
    <Page title={words.title} width="full">
      <div className="mb-8 grid max-w-prose gap-2 text-[0.9375rem] text-soft">
        <p>{words.lead}</p>
        <p>{words.lock}</p>
      </div>
      <Section title={words.list.title}>
        {items.length === 0 ? (
          <p className="text-[0.9375rem] text-faint">{words.list.none}</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
      </Section>
      <Section title={words.make.title}>
        <NewToken />
      </Section>
    </Page>
  );
}

function TokenRow({ token }: { readonly token: ApiToken }) {
  const { list } = useSettingsWords().tokens;
  const revoke = useMutation({
    mutationFn: () => call(revokeToken, { params: { id: token.id } }),
    onSuccess: () => toast.success(list.revoked(token.name)),
    onError: (error) => toast.problem(error),
    onSettled: refreshTokens,
  });
  const does = list.scopes(token.scopes.includes("images:read"), token.scopes.includes("images:write"));
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4">
      <Icon name="programs" className="size-5 shrink-0 text-faint" />
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{token.name}</p>
        <p className="text-sm text-faint">
          {does}, {list.until(formatInstant(token.expiresAt))}
          <br />
          {token.usedAt === null ? list.unused : list.used(formatInstant(token.usedAt))}
        </p>
      </div>
      <Button
        look="quiet"
        className="shrink-0"
        aria-label={list.revokeOf(token.name)}
        isPending={revoke.isPending}
        onPress={() => revoke.mutate()}
      >
        {list.revoke}
      </Button>
    </li>
  );
}
