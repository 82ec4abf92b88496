import { RecipientRefused } from "./mail.ts";

/**
 * Why a mail could not leave, for the log. What a mail server says quotes the person it is about, so of its answers
 * only the numbers are kept; of what went wrong before it spoke, the words.
 */
export function mailFaultOf(error: unknown): Readonly<Record<string, string | number>> {
  if (!(error instanceof Error)) return { fault: "unknown" };
  const from = error instanceof RecipientRefused && error.cause instanceof Error ? error.cause : error;
  const told: Record<string, string | number> = { fault: error.name };
  if ("code" in from && typeof from.code === "string") told["code"] = from.code;
  const answered = "responseCode" in from && typeof from.responseCode === "number";
  if (answered) told["responseCode"] = from.responseCode as number;
  else if (!("rejected" in from) && !("response" in from)) told["reason"] = from.message;
  return told;
}
