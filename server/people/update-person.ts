import type { AccountId } from "#contract/ids.ts";
import type { Person } from "#contract/people.ts";
import { accountMails } from "../accounts/account-mails.ts";
import { endAccess } from "../accounts/end-access.ts";
import { deliverMails } from "../accounts/mail-account.ts";
import { endAllSessions } from "../accounts/session-life.ts";
import { requireSpareAdministrator } from "../accounts/spare-administrator.ts";
import { recordAudit } from "../audit/record.ts";
import { AppError } from "../errors.ts";
import type { MailMessage } from "../mail/mail.ts";
import type { Office } from "../rooms.ts";
import { presentPerson } from "./list-people.ts";
import { findPersonRow, type PersonRow, updatePersonRow } from "./people-store.ts";

// What an administrator, or the operator on the command line, changes about an account. The person is told by mail.

export interface PersonChange {
  readonly disabled?: boolean | undefined;
  readonly administrator?: boolean | undefined;
  readonly quotaBytes?: number | null | undefined;
}

type Db = Office["database"]["db"];
type Step = "disabled" | "enabled" | "administrator-made" | "administrator-unmade" | "quota-set";

/** What of the change is one, in the order it is done. */
function stepsOf(row: PersonRow, change: PersonChange): Step[] {
  const steps: Step[] = [];
  if (change.disabled === true && row.disabled_at === null) steps.push("disabled");
  if (change.disabled === false && row.disabled_at !== null) steps.push("enabled");
  if (change.administrator === true && row.administrator_at === null) steps.push("administrator-made");
  if (change.administrator === false && row.administrator_at !== null) steps.push("administrator-unmade");
  if (change.quotaBytes !== undefined && change.quotaBytes !== row.quota_bytes) steps.push("quota-set");
  return steps;
}

const changesRights = (steps: readonly Step[]): boolean =>
  steps.includes("administrator-made") || steps.includes("administrator-unmade");

/**
 * Changes an account. A disabled one loses every session and token at once; one with other rights every session, so
 * that nobody holds a token from before.
 * @param by the administrator's account; null for the command line
 * @throws AppError not-found; administrator.last when nobody would be left to administer
 */
export async function updatePerson(
  rooms: Office,
  by: AccountId | null,
  id: AccountId,
  change: PersonChange,
): Promise<Person> {
  const { db } = rooms.database;
  const changed = await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const row = await findPersonRow(trx, id);
    if (row === null) throw new AppError("not-found");
    const steps = stepsOf(row, change);
    const takesOneAway = steps.includes("disabled") || steps.includes("administrator-unmade");
    if (takesOneAway && row.administrator_at !== null) await requireSpareAdministrator(trx, rooms, row);
    await updatePersonRow(trx, id, {
      ...(steps.includes("disabled") && { disabled_at: now }),
      ...(steps.includes("enabled") && { disabled_at: null }),
      ...(steps.includes("administrator-made") && { administrator_at: now }),
      ...(steps.includes("administrator-unmade") && { administrator_at: null }),
      ...(steps.includes("quota-set") && { quota_bytes: change.quotaBytes ?? null }),
    });
    if (steps.includes("disabled")) await endAccess(trx, id);
    else if (changesRights(steps)) await endAllSessions(trx, id, null);
    for (const step of steps) await tell(trx, rooms, row, step);
    for (const step of steps) {
      await recordAudit(trx, rooms, { action: `account.${step}`, accountId: id, subjectId: by });
    }
    return (await findPersonRow(trx, id)) ?? row;
  });
  rooms.forgetting.forget(id);
  deliverMails(rooms);
  return presentPerson(changed);
}

async function tell(transaction: Db, rooms: Office, row: PersonRow, step: Step): Promise<void> {
  const mail = mailOf(rooms, row, step);
  if (mail !== null) await rooms.mail.enqueue(transaction, mail);
}

function mailOf(rooms: Office, { email, language }: PersonRow, step: Step): MailMessage | null {
  const mails = accountMails(rooms.config.origin, language);
  switch (step) {
    case "disabled":
      return mails.accountDisabled(email);
    case "enabled":
      return mails.accountEnabled(email);
    case "administrator-made":
      return mails.administratorMade(email);
    case "administrator-unmade":
      return mails.administratorUnmade(email);
    case "quota-set":
      return null;
  }
}
