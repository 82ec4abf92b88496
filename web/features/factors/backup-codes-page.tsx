import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { renewBackupCodes } from "#contract/factors.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { FactorDone } from "./factor-done.tsx";
import { refreshFactors } from "./factors-query.ts";

/** Ten new backup codes, shown once. They live in this page's memory alone. */
export function BackupCodesPage() {
  const { backup, done, enrol } = useWords().factors;
  const [isDone, setDone] = useState(false);
  const renew = useMutation({ mutationFn: () => call(renewBackupCodes) });
  const codes = renew.data?.backupCodes;
  return (
    <Page title={backup.title} width="narrow">
      {isDone ? (
        <FactorDone title={done.renewedTitle}>{done.renewed}</FactorDone>
      ) : codes ? (
        <BackupCodes
          codes={codes}
          place=""
          onSaved={() => {
            setDone(true);
            renew.reset();
            void refreshFactors().catch((error: unknown) => toast.problem(error));
          }}
        />
      ) : (
        <div className="grid gap-6">
          <p className="text-soft">{backup.lead}</p>
          <p className="text-[0.9375rem] text-faint">{backup.renews}</p>
          <FaultNotice fault={renew.error} />
          <div className="flex flex-wrap gap-3">
            <Button look="primary" isPending={renew.isPending} onPress={() => renew.mutate()}>
              {backup.make}
            </Button>
            <ButtonLink look="quiet" to="/settings/security">
              {enrol.later}
            </ButtonLink>
          </div>
        </div>
      )}
    </Page>
  );
}
