import { queryOptions, useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { email as emailSchema } from "#contract/fields.ts";
import { cancelAddressChange, changeAddress, getAddressChange } from "#contract/my-data.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { useSubmission } from "../../ui/use-submission.ts";

const addressQuery = queryOptions({
  queryKey: ["address-change"],
  queryFn: ({ signal }) => call(getAddressChange, { signal }),
  staleTime: 0,
});

/** The address one signs in with, and going to another one. */
export function AddressSection() {
  const { address } = useSettingsWords().myData;
  const { account, vault } = useSignedIn();
  const { pending } = useSuspenseQuery(addressQuery).data;
  const lead = vault.mode === "managed" ? `${address.lead} ${address.leadManaged}` : address.lead;
  return (
    <Section title={address.title} lead={lead}>
      <p className="mb-5 text-[0.9375rem] break-words">{address.now(account.email)}</p>
      {pending === null ? <AskForAddress /> : <PendingAddress pending={pending} />}
    </Section>
  );
}

function AskForAddress() {
  const { address: words } = useSettingsWords().myData;
  const { account } = useSignedIn();
  const [email, setEmail] = useState("");
  const submission = useSubmission<"email">({
    check: () => {
      const parsed = emailSchema.safeParse(email);
      if (!parsed.success) return { email: words.missing };
      return parsed.data === account.email ? { email: words.same } : {};
    },
    send: async () => {
      await call(changeAddress, { body: { email } });
      toast.success(words.asked);
      await queryClient.invalidateQueries(addressQuery);
    },
  });
  return (
    <Form submission={submission} submit={words.submit} look="outline" isInline>
      <TextField
        label={words.label}
        name="new-email"
        type="email"
        autoComplete="email"
        value={email}
        onChange={(value) => {
          setEmail(value);
          submission.forgive("email");
        }}
        error={submission.errors.email}
      />
    </Form>
  );
}

interface PendingAddressProps {
  readonly pending: { email: string; confirmed: boolean; effectiveAt: string; expiresAt: string };
}

function PendingAddress({ pending }: PendingAddressProps) {
  const { address: words } = useSettingsWords().myData;
  const cancelling = useMutation({
    mutationFn: () => call(cancelAddressChange),
    onSuccess: async () => {
      toast.success(words.cancelled);
      await queryClient.invalidateQueries(addressQuery);
    },
  });
  return (
    <div className="grid justify-items-start gap-4">
      {pending.confirmed ? (
        <Notice kind="info" title={words.confirmed(pending.email)}>
          {words.confirmedMeaning(formatInstant(pending.effectiveAt))}
        </Notice>
      ) : (
        <Notice kind="info" title={words.waiting(pending.email)}>
          {words.waitingMeaning(formatInstant(pending.expiresAt))}
        </Notice>
      )}
      <FaultNotice fault={cancelling.error} />
      <Button isPending={cancelling.isPending} onPress={() => cancelling.mutate()}>
        {words.cancel}
      </Button>
    </div>
  );
}
