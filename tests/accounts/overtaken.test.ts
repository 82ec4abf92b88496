import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { signIn } from "../../server/accounts/sign-in.ts";
import type { Rooms } from "../../server/rooms.ts";
import { enrol } from "../factors/authenticator.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

// A sign-in that has checked the former password, and is overtaken by a new one before it lets anybody in: whoever
// keeps trying a password that they know must not come in after the person has changed it.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const NEW_PASSWORD = "Meadow4!lantern-Crisp";
const VISIT = {
  origin: { address: "192.0.2.7", device: "test", language: "en" },
  sessionToken: null,
  browserToken: null,
} as const;

/** The same server, whose first hash is held back until something else has happened. */
function overtakenBy(meanwhile: () => Promise<void>): Rooms {
  let isFirst = true;
  const { hasher } = app.rooms;
  return {
    ...app.rooms,
    hasher: {
      newestVersion: hasher.newestVersion,
      hash: async (...asked) => {
        const hashed = await hasher.hash(...asked);
        if (isFirst) {
          isFirst = false;
          await meanwhile();
        }
        return hashed;
      },
    },
  };
}

async function resetByMail(member: Member): Promise<void> {
  await app.client().post("/api/password/forgot", { email: member.email });
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast(({ to, text }) => to === member.email && text.includes("/reset#"));
  const reply = await app
    .client()
    .post("/api/password/reset", { token: linkToken(mail), password: NEW_PASSWORD });
  assert.equal(reply.status, 200, reply.text);
}

const rowsOf = async (table: "sessions" | "tickets", member: Member): Promise<number> => {
  const query = app.database.db.selectFrom(table).select("account_id");
  return (await query.where("account_id", "=", member.accountId as AccountId).execute()).length;
};

test("a sign-in that is overtaken by a new password lets nobody in", async () => {
  const member = await app.member();
  const credentials = { email: member.email, password: PASSWORD };
  const rooms = overtakenBy(() => resetByMail(member));
  await assert.rejects(signIn(rooms, credentials, VISIT), { code: "credentials.wrong" });
  assert.equal(await rowsOf("sessions", member), 0);
});

test("nor does it leave a ticket for the second factor", async () => {
  const member = await app.member();
  await enrol(app, member.client);
  const credentials = { email: member.email, password: PASSWORD };
  const rooms = overtakenBy(() => resetByMail(member));
  await assert.rejects(signIn(rooms, credentials, VISIT), { code: "credentials.wrong" });
  assert.equal(await rowsOf("tickets", member), 0);
});

test("one that an authenticator overtakes asks for its code", async () => {
  const member = await app.member();
  const credentials = { email: member.email, password: PASSWORD };
  const rooms = overtakenBy(async () => void (await enrol(app, member.client)));
  assert.ok("ticket" in (await signIn(rooms, credentials, VISIT)));
});
