import { Gauge, type Registry } from "prom-client";

// Numbers of how a server stands at the moment it is asked. A part that hangs must not take the other numbers along.

export interface State {
  /** What each part says of itself. */
  readonly parts: () => Promise<Readonly<Record<Part, string>>>;
  readonly eventStreams: () => number;
  readonly waitingMails: () => Promise<number>;
  /** In milliseconds since 1970; null where HTTPS is not served. */
  readonly certificateExpiresAt: (() => number) | null;
}

const PARTS = ["database", "blobs", "keys", "decoders"] as const;
type Part = (typeof PARTS)[number];

/** Prometheus itself waits ten seconds for all of them. */
const PATIENCE_MS = 5000;

export function measureState(registry: Registry, state: State, patienceMs: number = PATIENCE_MS): void {
  const registers = [registry];
  const askParts = within(patienceMs, state.parts);
  new Gauge({
    name: "safelight_part_ready",
    help: "1 where the part can serve.",
    labelNames: ["part"],
    registers,
    async collect() {
      const parts = await askParts();
      for (const part of PARTS) this.set({ part }, parts?.[part] === "ok" ? 1 : 0);
    },
  });
  new Gauge({
    name: "safelight_event_streams",
    help: "Streams of events that are open.",
    registers,
    collect() {
      this.set(state.eventStreams());
    },
  });
  const askMails = within(patienceMs, state.waitingMails);
  new Gauge({
    name: "safelight_mails_waiting",
    help: "Mails that have not left yet.",
    registers,
    async collect() {
      this.set((await askMails()) ?? Number.NaN);
    },
  });
  const { certificateExpiresAt } = state;
  if (certificateExpiresAt === null) return;
  new Gauge({
    name: "safelight_tls_certificate_expiry_timestamp_seconds",
    help: "When the certificate that is served ends.",
    registers,
    collect() {
      this.set(certificateExpiresAt() / 1000);
    },
  });
}

/**
 * The answer; null when there is none in time. Whoever asks while a question is open shares it, so that of a part that
 * hangs no more than one is ever asked.
 */
function within<T>(patienceMs: number, ask: () => Promise<T>): () => Promise<T | null> {
  let open: Promise<T | null> | null = null;
  return async () => {
    open ??= ask()
      .catch(() => null)
      .finally(() => (open = null));
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs);
    });
    try {
      return await Promise.race([open, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };
}
