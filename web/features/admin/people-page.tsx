import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { peopleQuery } from "./people-query.ts";
import { PersonRow } from "./person-row.tsx";

/** From so many people on there is a field to find one by. */
const FIND_FROM = 8;

/** Who has an account here. */
export function PeoplePage() {
  const { list } = useSettingsWords().admin;
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(peopleQuery);
  const [wanted, setWanted] = useState("");
  const people = data.pages.flatMap((page) => page.items);
  const found = people.filter((person) => person.email.includes(wanted.trim().toLowerCase()));
  return (
    <Page title={list.title} width="full">
      <p className="mb-6 max-w-prose text-[0.9375rem] text-soft">{list.lead}</p>
      {(people.length >= FIND_FROM || hasNextPage) && (
        <div className="mb-5 max-w-[29rem]">
          <TextField label={list.find} name="find" autoComplete="off" value={wanted} onChange={setWanted} />
        </div>
      )}
      {found.length === 0 ? (
        <p className="text-faint">{list.none}</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
          {found.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button className="mt-4" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {list.more}
        </Button>
      )}
    </Page>
  );
}
