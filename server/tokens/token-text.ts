// How an API token is written. The prefix lets people, and programs that look for leaked secrets, tell what it is.

const PREFIX = "safelight_";

export function tokenText(secret: string): string {
  return `${PREFIX}${secret}`;
}

/** The secret in the text; null when the text is no API token of ours. */
export function tokenSecret(text: string): string | null {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
}
