/** How long the worker may take to hand files over; it does nothing else. */
const PATIENCE_MILLISECONDS = 10_000;

/** Takes over what was shared with this app from the service worker, which keeps it no longer. Empty when it has none. */
export async function takeSharedFiles(): Promise<readonly File[]> {
  const worker = "serviceWorker" in navigator ? navigator.serviceWorker.controller : null;
  if (worker === null) return [];
  const line = new MessageChannel();
  return await new Promise((resolve) => {
    setTimeout(() => resolve([]), PATIENCE_MILLISECONDS);
    line.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      line.port1.close();
      resolve(Array.isArray(data) ? data.filter((one) => one instanceof File) : []);
    };
    worker.postMessage("give-shared", [line.port2]);
  });
}
