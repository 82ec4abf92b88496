import { hashKey } from "@tanstack/react-query";
import { type Account, updateAccount } from "../../contract/accounts.ts";
import { call } from "../api/call.ts";
import { queryClient } from "../api/query-client.ts";
import { keepSession, sessionQuery } from "../api/session.ts";
import { language } from "../copy/words.ts";
import { forgetChosenLanguage, readChosenLanguage } from "../ui/language-at-door.ts";
import { speak } from "../ui/look.ts";

const SESSION_HASH = hashKey(sessionQuery.queryKey);

/** Speaks the language of whoever is signed in, for as long as the page lives; it is that of their mails as well. */
export function followLanguage(): void {
  queryClient.getQueryCache().subscribe((change) => {
    if (change.type !== "updated" || change.action.type !== "success") return;
    if (change.query.queryHash !== SESSION_HASH) return;
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    // Words that do not come change nothing: what is on the screen can still be read.
    if (session?.account) void obey(session.account, session.vault?.unlocked === true).catch(() => {});
  });
}

async function obey(account: Account, isUnlocked: boolean): Promise<void> {
  const chosen = readChosenLanguage();
  if (chosen !== null && chosen !== account.language) {
    // An account can be changed with its vault open only; until then the page speaks as was chosen.
    if (!isUnlocked) return;
    forgetChosenLanguage();
    keepSession({ account: await call(updateAccount, { body: { language: chosen } }) });
    return;
  }
  forgetChosenLanguage();
  if (account.language !== language) await speak(account.language);
}
