import { useMutation } from "@tanstack/react-query";
import { endOtherSessions } from "#contract/accounts.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";

interface FactorDoneProps {
  readonly title: string;
  readonly children: string;
}

/** The end of a change: what holds now, and the offer to sign out everywhere else. */
export function FactorDone({ title, children }: FactorDoneProps) {
  const { done } = useWords().factors;
  const endOthers = useMutation({
    mutationFn: () => call(endOtherSessions),
    onSuccess: () => toast.success(done.endedOthers),
    onError: (error) => toast.problem(error),
  });
  return (
    <div className="grid gap-6">
      <Notice kind="good" title={title}>
        {children}
      </Notice>
      <p className="text-soft">{done.others}</p>
      <div className="flex flex-wrap gap-3">
        <ButtonLink look="primary" to="/settings/security">
          {done.back}
        </ButtonLink>
        <Button
          isPending={endOthers.isPending}
          isDisabled={endOthers.isSuccess}
          onPress={() => endOthers.mutate()}
        >
          {done.endOthers}
        </Button>
      </div>
    </div>
  );
}
