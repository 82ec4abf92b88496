import { Readable } from "node:stream";
import { listenToEvents } from "#contract/events.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { type LiveStreams, liveStreams } from "./live-streams.ts";

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // Proxies that collect answers before they pass them on are asked not to.
  "x-accel-buffering": "no",
};

/** What happens in one's vault, as it happens. Gives the streams, to end them before the server does. */
export function mountLive(door: Door, rooms: Rooms): LiveStreams {
  const streams = liveStreams(rooms.events);
  door.serve(listenToEvents, async ({ caller, isHeadersOnly }) => {
    if (isHeadersOnly) return { status: 200, headers: HEADERS, body: Readable.from([]) };
    return { status: 200, headers: HEADERS, body: streams.open(caller) };
  });
  return streams;
}
