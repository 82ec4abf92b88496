import type { Person } from "#contract/people.ts";
import { listAllPeople } from "../people/list-people.ts";
import { updatePerson } from "../people/update-person.ts";
import type { Office } from "../rooms.ts";
import { type Called, type Command, Failed, Misused } from "./command.ts";

async function requirePerson(office: Office, { positionals }: Called): Promise<Person> {
  const [wanted, ...more] = positionals;
  if (wanted === undefined || more.length > 0)
    throw new Misused("name one account, by its address or its id");
  const address = wanted.trim().toLowerCase();
  const person = (await listAllPeople(office)).find((one) => one.id === wanted || one.email === address);
  if (person === undefined) throw new Failed(`There is no account ${wanted}.`);
  return person;
}

export const accountsDisable: Command = {
  name: "accounts disable",
  takes: "<address or id>",
  does: "close an account for now: every session and API token of it ends within a second",
  needs: "database",
  async run(office, called) {
    const { id } = await requirePerson(office, called);
    const person = await updatePerson(office, null, id, { disabled: true });
    return { data: person, lines: [`${person.email} is disabled.`] };
  },
};

export const accountsEnable: Command = {
  name: "accounts enable",
  takes: "<address or id>",
  does: "open a disabled account again",
  needs: "database",
  async run(office, called) {
    const { id } = await requirePerson(office, called);
    const person = await updatePerson(office, null, id, { disabled: false });
    return { data: person, lines: [`${person.email} is enabled.`] };
  },
};
