import { infiniteQueryOptions } from "@tanstack/react-query";
import { listPeople, type Person, updatePerson } from "#contract/people.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";

export const peopleQuery = infiniteQueryOptions({
  queryKey: ["admin", "people"],
  queryFn: ({ signal, pageParam }) =>
    call(listPeople, { query: { limit: 100, ...(pageParam !== null && { cursor: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

export interface PersonChange {
  readonly disabled?: boolean;
  readonly administrator?: boolean;
  readonly quotaBytes?: number | null;
}

/** Changes a person and shows them as they are then. */
export async function changePerson(person: Person, change: PersonChange): Promise<void> {
  const changed = await call(updatePerson, { params: { id: person.id }, body: change });
  queryClient.setQueryData(peopleQuery.queryKey, (known) =>
    known === undefined
      ? known
      : {
          ...known,
          pages: known.pages.map((page) => ({
            ...page,
            items: page.items.map((one) => (one.id === changed.id ? changed : one)),
          })),
        },
  );
}
