import { useNavigate } from "@tanstack/react-router";
import { finishOidc } from "#contract/oidc.ts";
import type { AnswerOf } from "#contract/route.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { keepTicket } from "../../api/ticket.ts";
import { useWords } from "../../copy/words.ts";
import { toast } from "../../ui/toast.ts";
import { safeNext } from "../../ui/way-back.ts";

export type Finished = AnswerOf<typeof finishOidc>;

let running: Promise<void> | null = null;

/** Takes up what the provider answered. It can be taken up once, so a page that is made twice asks once. */
export function takeUpOnce(follow: (finished: Finished) => Promise<void>): Promise<void> {
  running ??= call(finishOidc, { body: {} })
    .then(follow)
    .finally(() => {
      running = null;
    });
  return running;
}

/** Where a person goes with what a visit to a provider came to. */
export function useFollow(): (finished: Finished) => Promise<void> {
  const navigate = useNavigate();
  const { back } = useWords().providers;
  return async (finished) => {
    const next = safeNext(finished.returnTo);
    switch (finished.state) {
      case "factor-required":
        keepTicket(finished);
        await navigate({ to: "/sign-in/code", replace: true, state: { next } });
        return;
      case "signed-in": {
        const { vault } = finished;
        // As after a password: nothing counts as open before it is known what must be added first.
        await askForSession();
        announce("signed-in");
        if (!vault.unlocked) {
          await navigate({ to: "/unlock", replace: true, state: { next, byProvider: true } });
        } else if (vault.mode === "sealed" && !vault.kitConfirmed) {
          await navigate({ to: "/settings/vault/kit", replace: true });
        } else await navigate({ href: next, replace: true });
        return;
      }
      case "linked":
        await askForSession();
        toast.success(back.linked(finished.label));
        await navigate({ href: next, replace: true });
        return;
      case "reauthenticated": {
        const was = queryClient.getQueryData(sessionQuery.queryKey)?.vault?.unlocked;
        await askForSession();
        if (was === false && finished.vault.unlocked) announce("unlocked");
        else toast.success(back.confirmed);
        await navigate({ href: next, replace: true });
      }
    }
  };
}

/** What is known of the session is older than the visit. */
async function askForSession(): Promise<void> {
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
