import { useMutation } from "@tanstack/react-query";
import { endOtherSessions } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";
import { sessionsQuery } from "./devices.tsx";

/** What a new password does not end by itself, offered once it is set. */
export function AfterChange() {
  const { security } = useWords().account;
  const endOthers = useMutation({
    mutationFn: () => call(endOtherSessions),
    onSuccess: () => toast.success(security.endedOthers),
    onError: (error) => toast.problem(error),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  return (
    <Notice kind="good" title={security.changed}>
      <p>{security.afterChange}</p>
      <div className="mt-3 flex flex-wrap gap-3">
        <Button isPending={endOthers.isPending} onPress={() => endOthers.mutate()}>
          {security.endOthers}
        </Button>
        <ButtonLink to="/settings/vault/rotate">{security.replaceKey}</ButtonLink>
      </div>
    </Notice>
  );
}
