/** A code as it was typed, as the server takes it: six digits are the app's, anything else a backup code. */
export function readTypedCode(typed: string): { totp: string } | { backupCode: string } {
  const text = typed.trim();
  return /^\d{6}$/.test(text.replaceAll(/\s/g, "")) ? { totp: text } : { backupCode: text };
}
