import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lookAtInvitation } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { forgetLinkToken } from "../../ui/link-token.ts";

// Whether an invitation is any good, told before the form is filled in rather than after.

interface Look {
  readonly isPending: boolean;
  readonly isDead: boolean;
  /** Where it was mailed to; null when it was handed over, or when that could not be asked. */
  readonly email: string | null;
  /** Marks it as dead, as the server has just said. */
  readonly bury: () => void;
}

/** Any other failure than "dead" leaves the form to say what is wrong. */
export function useInvitation(token: string | null): Look {
  const queries = useQueryClient();
  const queryKey = ["invitation", token];
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      try {
        const { email } = await call(lookAtInvitation, { body: { token: token ?? "" }, signal });
        return { isDead: false, email };
      } catch (fault) {
        if (isProblem(fault, "invitation.invalid") || isProblem(fault, "request.invalid")) {
          return { isDead: true, email: null };
        }
        throw fault;
      }
    },
    enabled: token !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // The secret stays no longer than the page.
    gcTime: 0,
  });
  return {
    isPending: token !== null && isPending && error === null,
    isDead: data?.isDead === true,
    email: data?.email ?? null,
    bury: () => queries.setQueryData(queryKey, { isDead: true, email: null }),
  };
}

/** For somebody whose invitation was used, revoked or has expired; most of them have an account by then. */
export function DeadInvitation({ goOn }: { readonly goOn: () => void }) {
  const { account: words, problems } = useWords();
  const { registration } = useInstance();
  return (
    <DoorPage title={problems["invitation.invalid"].title} lead={words.register.deadInvitation}>
      <div className="flex flex-wrap gap-3">
        <ButtonLink look="primary" to="/sign-in">
          {words.register.signIn}
        </ButtonLink>
        {registration === "open" && (
          <Button
            look="quiet"
            onPress={() => {
              forgetLinkToken();
              goOn();
            }}
          >
            {words.register.withoutInvitation}
          </Button>
        )}
      </div>
    </DoorPage>
  );
}
