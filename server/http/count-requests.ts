import { monitorEventLoopDelay } from "node:perf_hooks";
import type { FastifyInstance } from "fastify";
import type { Metrics } from "../metrics/metrics.ts";
import type { Rooms } from "../rooms.ts";
import { problemOf } from "./problems.ts";

// What is counted of requests and of the process. Routes are named by their templates, refusals by their codes:
// nothing says who asked, or for what.

/** Seconds. Thumbnails take a few milliseconds, uploads seconds. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A request once its answer has left. */
export interface Answered {
  readonly method: string;
  /** Its template; `none` where no route took it. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

interface RequestLabels {
  readonly ofCount: { readonly method: string; readonly route: string; readonly status: string };
  readonly ofTime: { readonly method: string; readonly route: string };
}

/** One object for the same labels. There are as many as routes times their statuses. */
function labelMaker(): (method: string, route: string, status: string) => RequestLabels {
  const made = new Map<string, RequestLabels>();
  return (method, route, status) => {
    const key = `${method} ${status} ${route}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const labels = { ofCount: { method, route, status }, ofTime: { method, route } };
    made.set(key, labels);
    return labels;
  };
}

/** Counts what the framework answers; gives what counts a request that it never saw. */
export function countRequests(
  app: FastifyInstance,
  metrics: Metrics,
): {
  readonly begun: () => void;
  readonly ended: () => void;
  readonly answered: (request: Answered) => void;
} {
  const requests = metrics.counter("safelight_http_requests_total", "Requests answered.");
  const problems = metrics.counter(
    "safelight_http_problems_total",
    "Requests refused, by the code of the problem.",
  );
  const seconds = metrics.histogram(
    "safelight_http_request_seconds",
    "From the headers of a request to the end of its answer.",
    DURATIONS,
  );
  const labelsOf = labelMaker();
  let underWay = 0;
  metrics.gauge("safelight_http_requests_in_progress", "Requests not yet answered.", () => [
    { value: underWay },
  ]);
  const begun = (): void => {
    underWay += 1;
  };
  const ended = (): void => {
    underWay -= 1;
  };
  const answered = ({ method: asked, route, status, milliseconds }: Answered): void => {
    const labels = labelsOf(METHODS.has(asked) ? asked : "other", route, String(status));
    requests.add(labels.ofCount);
    seconds.observe(milliseconds / 1000, labels.ofTime);
  };
  app.addHook("onRequest", (_request, _reply, done) => {
    begun();
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    ended();
    answered({
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    });
    const code = problemOf(request);
    if (code !== undefined) problems.add({ code });
    done();
  });
  return { begun, ended, answered };
}

/** Of the process, and of the parts that work beside it. */
export function measureRooms(
  metrics: Metrics,
  { darkroom, version }: Pick<Rooms, "darkroom" | "version">,
): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedAt = Date.now() / 1000 - process.uptime();
  metrics.gauge("safelight_build_info", "The version that runs.", () => [{ labels: { version }, value: 1 }]);
  metrics.gauge("process_start_time_seconds", "Since 1970.", () => [{ value: startedAt }]);
  metrics.counted("process_cpu_seconds_total", "Of the server alone, without decoders.", () => {
    const { user, system } = process.cpuUsage();
    return [{ value: (user + system) / 1e6 }];
  });
  metrics.gauge("process_resident_memory_bytes", "Of the server alone, without decoders.", () => [
    { value: process.memoryUsage.rss() },
  ]);
  metrics.gauge("safelight_event_loop_delay_seconds", "By quantile, since it was last asked for.", () => {
    const samples = [0.5, 0.99].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: delay.percentile(quantile * 100) / 1e9,
    }));
    delay.reset();
    return samples;
  });
  metrics.gauge("safelight_decoder_jobs", "Pictures that a decoder has, or that wait for one.", async () => {
    const { waiting, running } = await darkroom.status();
    return [
      { labels: { state: "waiting" }, value: waiting },
      { labels: { state: "running" }, value: running },
    ];
  });
  metrics.gauge("safelight_decoders_resident_memory_bytes", "Of all decoders together.", async () => {
    const { decoders } = await darkroom.status();
    return [{ value: decoders.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0) }];
  });
  metrics.gauge(
    "safelight_decoders_confined",
    "1 where the decoders have proved that they cannot get out.",
    async () => {
      const { isConfined } = await darkroom.status();
      return [{ value: isConfined === true ? 1 : 0 }];
    },
  );
}
