import {
  beginTotp,
  confirmTotp,
  finishSession,
  getFactors,
  removeTotp,
  renewBackupCodes,
  replaceLostFactor,
} from "#contract/factors.ts";
import type { Call, Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import * as codes from "./backup-codes.ts";
import { describeFactors } from "./describe-factors.ts";
import * as enrolment from "./enrol-totp.ts";
import { finishSignIn } from "./finish-sign-in.ts";
import * as removal from "./remove-totp.ts";
import * as replacement from "./replace-lost-factor.ts";

type Visiting = Pick<Call<typeof finishSession>, "origin" | "cookies">;

export function mountFactors(door: Door, rooms: Rooms): void {
  const visitOf = ({ origin, cookies }: Visiting) => ({
    origin,
    sessionToken: cookies.sessionToken,
    browserToken: cookies.browserToken,
  });

  door.serve(getFactors, async ({ caller }) => ({
    status: 200,
    body: await describeFactors(rooms, caller.accountId),
  }));

  door.serve(beginTotp, async ({ caller }) => ({
    status: 201,
    body: await enrolment.beginTotp(rooms, caller),
  }));

  door.serve(confirmTotp, async ({ caller, body, origin, cookies }) => {
    const { backupCodes, token } = await enrolment.confirmTotp(rooms, caller, body.code, origin);
    cookies.setSession(token);
    return { status: 200, body: { backupCodes } };
  });

  door.serve(removeTotp, async ({ caller, origin, cookies }) => {
    cookies.setSession(await removal.removeTotp(rooms, caller, origin));
    return { status: 204 };
  });

  door.serve(renewBackupCodes, async ({ caller, origin, cookies }) => {
    const { backupCodes, token } = await codes.renewBackupCodes(rooms, caller, origin);
    cookies.setSession(token);
    return { status: 201, body: { backupCodes } };
  });

  door.serve(finishSession, async ({ body, origin, cookies }) => {
    const admitted = await finishSignIn(rooms, body, visitOf({ origin, cookies }));
    cookies.setSession(admitted.sessionToken);
    if (admitted.browserToken !== null) cookies.setBrowser(admitted.browserToken);
    return { status: 201, body: admitted.reply };
  });

  door.serve(replaceLostFactor, async ({ body, origin, cookies }) => {
    const answer = await replacement.replaceLostFactor(rooms, body, visitOf({ origin, cookies }));
    if ("usableAt" in answer) {
      const usableAt = new Date(answer.usableAt).toISOString();
      return { status: 202, body: { state: "waiting" as const, usableAt } };
    }
    cookies.setSession(answer.sessionToken);
    if (answer.browserToken !== null) cookies.setBrowser(answer.browserToken);
    return { status: 201, body: answer.reply };
  });
}
