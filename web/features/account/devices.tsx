import { queryOptions, useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { endOtherSessions, endSession, listSessions } from "#contract/accounts.ts";
import { deviceName } from "#contract/device-name.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toast.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call(listSessions, { signal }),
  staleTime: 0,
});

type Session = Awaited<ReturnType<typeof call<typeof listSessions>>>["items"][number];

/** Where the person is signed in, this device first; each can be signed out from here. */
export function Devices() {
  const { security } = useWords().account;
  const { items } = useSuspenseQuery(sessionsQuery).data;
  const endOthers = useMutation({
    mutationFn: () => call(endOtherSessions),
    onSuccess: () => toast.success(security.endedOthers),
    onError: (error) => toast.problem(error),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  const sorted = items.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.usedAt.localeCompare(a.usedAt),
  );
  return (
    <>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {sorted.map((session) => (
          <Device key={session.id} session={session} />
        ))}
      </ul>
      {items.length > 1 ? (
        <Button className="mt-4" isPending={endOthers.isPending} onPress={() => endOthers.mutate()}>
          {security.endOthers}
        </Button>
      ) : (
        <p className="mt-3 text-sm text-faint">{security.onlyHere}</p>
      )}
    </>
  );
}

function Device({ session }: { readonly session: Session }) {
  const { security } = useWords().account;
  const end = useMutation({
    mutationFn: () => call(endSession, { params: { id: session.id } }),
    onSuccess: () => toast.success(security.ended),
    onError: (error) => toast.problem(error),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  const known = deviceName(session.device);
  const name = known
    ? security.device(known.browser, known.system)
    : session.device || security.unknownDevice;
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4">
      <Icon name="device" className="size-5 shrink-0 text-faint" />
      <div className="min-w-0 grow">
        <p className="line-clamp-2 font-medium">{name}</p>
        <p className="text-sm text-faint">
          {session.address}
          <br />
          {session.current
            ? security.signedInAt(formatInstant(session.createdAt))
            : security.used(formatInstant(session.usedAt))}
        </p>
      </div>
      {session.current ? (
        <span className="shrink-0 pr-2 text-sm text-good">{security.thisDevice}</span>
      ) : (
        <Button
          look="quiet"
          className="shrink-0"
          aria-label={security.endDevice(name)}
          isPending={end.isPending}
          onPress={() => end.mutate()}
        >
          {security.end}
        </Button>
      )}
    </li>
  );
}
