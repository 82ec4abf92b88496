import { resolve } from "node:path";
import type { Config } from "./config.ts";
import { type FileKeyStep, openFileKeys } from "./keys/file.ts";
import { joinKeys } from "./keys/joined.ts";
import { isTokenUri, parseTokenUri, shownTokenUri } from "./keys/pkcs11-uri.ts";
import type { KeyOpening, KeyProvider } from "./keys/provider.ts";
import { PROJECT } from "./project.ts";

export interface ConfiguredOpening {
  /** Makes the first key where nothing was ever sealed. */
  readonly create: boolean;
  readonly reached?: (step: FileKeyStep) => void;
}

/**
 * The master keys of these settings: those of one place, or of two while they move.
 * @throws KeysRefused; KeysAway
 */
export async function openConfiguredKeys(
  config: Pick<Config, "keys" | "formerKeys">,
  { create, reached }: ConfiguredOpening,
): Promise<KeyProvider> {
  if (config.formerKeys === null) return await openPlace(config.keys, { create }, reached);
  // Empty once what it held is retired, until the setting goes.
  const former = await openPlace(config.formerKeys, { create: false, mayBeEmpty: true }, reached);
  try {
    const main = await openPlace(config.keys, { create: false, mayBeEmpty: true }, reached);
    try {
      return await joinKeys(main, former);
    } catch (error) {
      await main.close();
      throw error;
    }
  } catch (error) {
    await former.close();
    throw error;
  }
}

async function openPlace(
  place: string,
  opening: KeyOpening,
  reached?: (step: FileKeyStep) => void,
): Promise<KeyProvider> {
  if (!isTokenUri(place)) return await openFileKeys(resolve(PROJECT, place), opening, reached);
  // Whoever keeps keys in files never loads it.
  const { openTokenKeys } = await import("./keys/pkcs11.ts");
  return await openTokenKeys(parseTokenUri(place), opening);
}

/** Where the master keys are, for people: without a PIN. */
export function shownKeys(place: string): string {
  return isTokenUri(place) ? shownTokenUri(place) : resolve(PROJECT, place);
}

/** The folders among the places, absolute. */
export function keyFolders(config: Pick<Config, "keys" | "formerKeys">): string[] {
  return [config.keys, config.formerKeys]
    .filter((place) => place !== null)
    .filter((place) => !isTokenUri(place))
    .map((place) => resolve(PROJECT, place));
}
