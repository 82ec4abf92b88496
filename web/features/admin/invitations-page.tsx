import { queryOptions, useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { type Invitation, listInvitations, revokeInvitation } from "#contract/people.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toast.ts";
import { InviteForm } from "./invite-form.tsx";

const invitationsQuery = queryOptions({
  queryKey: ["admin", "invitations"],
  queryFn: ({ signal }) => call(listInvitations, { signal }),
  staleTime: 0,
});

/** Inviting somebody, and the invitations that nobody has used yet. */
export function InvitationsPage() {
  const { invite } = useSettingsWords().admin;
  const { items } = useSuspenseQuery(invitationsQuery).data;
  const refresh = () => queryClient.invalidateQueries(invitationsQuery);
  return (
    <Page title={invite.title} width="full">
      <p className="mb-7 max-w-prose text-[0.9375rem] text-soft">{invite.lead}</p>
      <div className="mb-8 max-w-[29rem]">
        <InviteForm onInvited={refresh} />
      </div>
      <Section title={invite.open}>
        {items.length === 0 ? (
          <p className="text-[0.9375rem] text-faint">{invite.none}</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {items.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} onRevoked={refresh} />
            ))}
          </ul>
        )}
      </Section>
    </Page>
  );
}

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly onRevoked: () => Promise<void>;
}

function InvitationRow({ invitation, onRevoked }: InvitationRowProps) {
  const { invite } = useSettingsWords().admin;
  const what = invitation.email === null ? invite.toAnyone : invite.toAddress(invitation.email);
  const revoke = useMutation({
    mutationFn: () => call(revokeInvitation, { params: { id: invitation.id } }),
    onSuccess: () => toast.success(invite.revoked),
    onError: (error) => toast.problem(error),
    onSettled: onRevoked,
  });
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4">
      <Icon name="invite" className="size-5 shrink-0 text-faint" />
      <div className="min-w-0 grow">
        <p className="font-medium break-all">{what}</p>
        <p className="text-sm text-faint">
          {invite.until(formatInstant(invitation.expiresAt), invitation.invitedBy)}
        </p>
      </div>
      <Button
        look="quiet"
        className="shrink-0"
        aria-label={invite.revokeOf(what)}
        isPending={revoke.isPending}
        onPress={() => revoke.mutate()}
      >
        {invite.revoke}
      </Button>
    </li>
  );
}
