// Long enough for the browser to have begun the download; the address is private and goes soon after.
const KEPT_MILLISECONDS = 10_000;

/** Saves `text` as a file on this device; nothing of it is sent anywhere. */
export function saveText(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MILLISECONDS);
}
