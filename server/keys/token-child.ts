// The process that talks to a token, started by token-process.ts and ended by it. It answers one question after the
// other, and ends when the server does.
import { KeysAway, KeysRefused, KeyVersionMissing, KeyVersionTaken, PinRefused } from "./provider.ts";
import type { FromServer, FromToken, TokenAnswer, TokenFault, TokenQuestion } from "./token-messages.ts";
import { openTokenSession, type TokenSession } from "./token-session.ts";

let session: TokenSession | null = null;

async function open(question: TokenQuestion & { ask: "open" }): Promise<TokenSession> {
  const loaded = await import("pkcs11js").catch(() => {
    throw new KeysRefused(
      "the package pkcs11js is not installed: it is compiled when packages are, so install a C++ compiler, make and " +
        "python3 (Debian: apt-get install g++ make python3), delete node_modules, and start again",
    );
  });
  return openTokenSession(loaded.default, question.place, question.pin);
}

async function answer(question: TokenQuestion): Promise<TokenAnswer> {
  if (question.ask === "open") session = await open(question);
  if (session === null) throw new Error("no session is open");
  const more: { derived?: Uint8Array; aside?: string } = {};
  switch (question.ask) {
    case "open":
      break;
    case "list":
      session.list();
      break;
    case "derive":
      more.derived = session.derive(question.version, question.label);
      break;
    case "add":
      session.add(question.version);
      break;
    case "set-aside":
      more.aside = session.setAside(question.version);
      break;
  }
  return { versions: session.versions(), ...more };
}

function faultOf(error: unknown): TokenFault {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof KeysAway) return { kind: "away", message };
  if (error instanceof PinRefused) return { kind: "pin", message };
  if (error instanceof KeysRefused) return { kind: "refused", message };
  if (error instanceof KeyVersionMissing) return { kind: "missing", message };
  if (error instanceof KeyVersionTaken) return { kind: "taken", message };
  return { kind: "broken", message };
}

// Whoever stops the server at its terminal stops its process group: this one goes when the server has gone.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.exit(0));

let last: Promise<unknown> = Promise.resolve();
process.on("message", ({ id, question }: FromServer) => {
  last = last.then(async () => {
    const reply: FromToken = await answer(question).then(
      (answered) => ({ id, answer: answered }),
      (error: unknown) => ({ id, fault: faultOf(error) }),
    );
    process.send?.(reply);
  });
});
