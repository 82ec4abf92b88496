import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { keepAccount } from "#contract/my-data.ts";
import { call } from "../../api/call.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { FaultNotice, Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";
import { LeaveDialog } from "./leave-dialog.tsx";

/** Deleting the account, or thinking otherwise while there is time. */
export function Leave() {
  const { leave } = useSettingsWords().myData;
  const { account } = useSignedIn();
  const [isAsking, setAsking] = useState(false);
  if (account.deletionAt !== null) return <Leaving deletionAt={account.deletionAt} />;
  return (
    <>
      <Button look="danger" onPress={() => setAsking(true)}>
        {leave.button}
      </Button>
      {isAsking && <LeaveDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function Leaving({ deletionAt }: { readonly deletionAt: string }) {
  const { leave } = useSettingsWords().myData;
  const keeping = useMutation({
    mutationFn: () => call(keepAccount),
    onSuccess: (account) => {
      keepSession({ account });
      toast.success(leave.kept);
    },
  });
  return (
    <div className="grid justify-items-start gap-4">
      <Notice kind="warning" title={leave.leaving(formatInstant(deletionAt))}>
        {leave.leavingMeaning}
      </Notice>
      <FaultNotice fault={keeping.error} />
      <Button look="primary" isPending={keeping.isPending} onPress={() => keeping.mutate()}>
        {leave.keep}
      </Button>
    </div>
  );
}
