import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askToStartAgain, getStartAgain } from "#contract/vault.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useSubmission } from "../../ui/use-submission.ts";

// A sealed vault whose every key is lost, on the page where it would be unlocked.

const startAgainQuery = queryOptions({
  queryKey: ["start-again"],
  queryFn: ({ signal }) => call(getStartAgain, { signal }),
  staleTime: 0,
  // It outlives the lock, so it must not outlive its page.
  gcTime: 0,
});

/** When the vault will be emptied and how to keep it; nothing where that was not asked for. */
export function StartAgainNotice() {
  const { startAgain } = useWords().vault;
  const { vault } = useSignedIn();
  const { data } = useQuery({ ...startAgainQuery, enabled: vault.mode === "sealed" });
  if (!data?.startsAt) return null;
  return (
    <Notice kind="warning" title={startAgain.askedTitle(formatInstant(data.startsAt))}>
      {startAgain.asked}
    </Notice>
  );
}

/** The offer, in a dialog that says what happens and asks once. Nothing for a managed vault, or once it was asked. */
export function StartAgainOffer() {
  const { startAgain } = useWords().vault;
  const { vault } = useSignedIn();
  const { data } = useQuery({ ...startAgainQuery, enabled: vault.mode === "sealed" });
  const [isOpen, setOpen] = useState(false);
  if (vault.mode !== "sealed" || !data || data.startsAt !== null) return null;
  return (
    <>
      <Button look="quiet" className="-ml-4 justify-self-start" onPress={() => setOpen(true)}>
        {startAgain.offer}
      </Button>
      <AskOnce isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

function AskOnce({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { startAgain } = useWords().vault;
  const { cancel } = useWords().shell;
  const submission = useSubmission<never>({
    send: async () => {
      queryClient.setQueryData(startAgainQuery.queryKey, await call(askToStartAgain));
      onClose();
      window.scrollTo(0, 0);
    },
  });
  return (
    <Dialog title={startAgain.title} isOpen={isOpen} isBusy={submission.isPending} onClose={onClose}>
      <div className="grid gap-3 text-[0.9375rem] text-soft">
        <p>{startAgain.why}</p>
        <p>{startAgain.wait}</p>
        <p>{startAgain.keep}</p>
        <p>{startAgain.thenEmpty}</p>
      </div>
      <Form
        submission={submission}
        submit={startAgain.go}
        look="danger"
        isInline
        aside={
          <Button look="quiet" onPress={onClose}>
            {cancel}
          </Button>
        }
      >
        {null}
      </Form>
    </Dialog>
  );
}
