import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { VaultState } from "#contract/accounts.ts";
import { leave } from "../../api/leaving.ts";
import { keepSession, useSignedIn } from "../../api/session.ts";
import { announce } from "../../api/session-events.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";
import { useWayBack } from "../../ui/way-back.ts";
import { UnlockByOtherMeans } from "./unlock-by-other-means.tsx";
import { UnlockByPassword } from "./unlock-by-password.tsx";

interface UnlockPageProps {
  /** False for a person whom only a provider knows. */
  readonly hasPassword?: boolean;
  /** Above everything: what is about to happen to the vault. */
  readonly notice?: ReactNode;
  /** Below the form: ways without a password. */
  readonly otherWays?: (onUnlocked: (vault: VaultState) => Promise<void>) => ReactNode;
  /** Below everything: what is left when nothing opens it. */
  readonly lastResort?: ReactNode;
}

/** Opens the vault of a person who is signed in, and leads back to where they were. */
export function UnlockPage({ hasPassword = true, notice, otherWays, lastResort }: UnlockPageProps) {
  const { account: words, shell } = useWords();
  const { account } = useSignedIn();
  const navigate = useNavigate();
  const next = useWayBack();
  const afterReset = useRouterState({ select: (state) => state.location.state.afterReset === true });
  const [isOther, setOther] = useState(afterReset);

  const onUnlocked = async (vault: VaultState) => {
    keepSession({ vault });
    announce("unlocked");
    await navigate({ href: next, replace: true });
  };

  return (
    <DoorPage title={words.unlock.title} lead={words.unlock.as(account.email)}>
      {notice}
      {afterReset && <Notice kind="info">{words.unlock.afterReset}</Notice>}
      {hasPassword && !isOther && <UnlockByPassword email={account.email} onUnlocked={onUnlocked} />}
      {hasPassword && isOther && <UnlockByOtherMeans email={account.email} onUnlocked={onUnlocked} />}
      {otherWays?.(onUnlocked)}
      <div className="flex flex-wrap justify-between gap-x-3">
        {hasPassword && (
          <Button look="quiet" className="-ml-4" onPress={() => setOther(!isOther)}>
            {isOther ? words.unlock.byPassword : words.unlock.otherWays}
          </Button>
        )}
        <Button look="quiet" className="-mr-4 ml-auto" onPress={() => void leave().catch(showProblem)}>
          {shell.signOut}
        </Button>
      </div>
      {isOther && <p className="text-sm text-faint">{words.unlock.lost}</p>}
      {isOther && lastResort}
    </DoorPage>
  );
}

function showProblem(error: unknown): void {
  toast.problem(error);
}
