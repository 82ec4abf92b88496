import * as contract from "#contract/people.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { invite, listInvitations, revokeInvitation } from "./invite.ts";
import { listPeople } from "./list-people.ts";
import { updatePerson } from "./update-person.ts";

export function mountPeople(door: Door, rooms: Rooms): void {
  door.serve(contract.listPeople, async ({ query }) => ({
    status: 200,
    body: await listPeople(rooms, query),
  }));

  door.serve(contract.updatePerson, async ({ caller, params, body }) => ({
    status: 200,
    body: await updatePerson(rooms, caller.accountId, params.id, body),
  }));

  door.serve(contract.listInvitations, async () => ({
    status: 200,
    body: { items: await listInvitations(rooms), nextCursor: null },
  }));

  door.serve(contract.createInvitation, async ({ caller, body, origin }) => ({
    status: 201,
    body: await invite(rooms, caller.accountId, body, origin.language),
  }));

  door.serve(contract.revokeInvitation, async ({ caller, params }) => {
    await revokeInvitation(rooms, caller.accountId, params.id);
    return { status: 204 };
  });
}
