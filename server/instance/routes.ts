import {
  getHealth,
  getInstance,
  getMetrics,
  getOpenApi,
  getReadiness,
  postCspReport,
} from "#contract/instance.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { checkReadiness } from "./check-readiness.ts";
import { describeInstance } from "./describe-instance.ts";

interface About {
  readonly name: string;
  readonly openApi: () => { openapi: string };
  /** Numbers as Prometheus reads them. */
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
}

const REPORTS_EACH_MINUTE = 60;

/** What the instance tells of itself. Gives how it asks its parts whether they can serve. */
export function mountInstance(
  door: Door,
  rooms: Rooms,
  about: About,
): { readonly readiness: () => ReturnType<typeof checkReadiness> } {
  door.serve(getInstance, async () => ({ status: 200, body: describeInstance(rooms, about.name) }));

  let openApi: { openapi: string } | undefined;
  door.serve(getOpenApi, async () => ({ status: 200, body: (openApi ??= about.openApi()) }));

  door.serve(getHealth, async () => ({ status: 200, body: { status: "alive" as const } }));

  door.serve(getReadiness, async () => {
    const body = await checkReadiness(rooms);
    return { status: body.status === "ready" ? 200 : 503, body };
  });

  door.serve(getMetrics, async () => ({
    status: 200,
    headers: { "content-type": about.metrics.contentType },
    body: Buffer.from(await about.metrics.metrics()),
  }));

  let minute = 0;
  let reports = 0;
  door.serve(postCspReport, async () => {
    const now = Math.floor(rooms.clock() / 60_000);
    if (now !== minute) {
      minute = now;
      reports = 0;
    }
    reports += 1;
    // The report itself may hold an address with an id in it: that one came is all that is kept.
    if (reports <= REPORTS_EACH_MINUTE) rooms.log.warn({}, "a browser reported a policy violation");
    return { status: 204 };
  });
  return { readiness: () => checkReadiness(rooms) };
}
