import { lazyRouteComponent } from "@tanstack/react-router";
import { knock, readConnection } from "../api/connection.ts";
import { ConnectionError } from "../api/problem-error.ts";
import { loadSettingsWords } from "../copy/words.ts";

/**
 * A page whose code comes when it is first opened. Code that cannot be fetched while the server answers belongs to
 * an older build: the router then reloads everything. While the server does not answer, reloading would take away
 * what is on the screen, so the page says that instead.
 */
export const lazyPage: typeof lazyRouteComponent = (importer, exportName) =>
  lazyRouteComponent(() => importer().catch(explain), exportName);

/** As lazyPage, for a page that uses the words of settings: they come with its code. */
export const lazySettingsPage: typeof lazyRouteComponent = (importer, exportName) =>
  lazyPage(async () => (await Promise.all([importer(), loadSettingsWords()]))[0], exportName);

async function explain(error: unknown): Promise<never> {
  await knock();
  throw readConnection() === "online" ? error : new ConnectionError("no code", { cause: error });
}
