import { equalBytes } from "../crypto/digest.ts";
import { masterFingerprintLabel } from "../crypto/master-fingerprint.ts";
import { type KeyProvider, KeysRefused, KeyVersionMissing } from "./provider.ts";

/**
 * Two places of master keys as one, while they move from the former to the main one: new versions are made in the
 * main place, and each derives under what it holds. When one is away, what the other holds still derives.
 * @throws KeysRefused when both hold a version that is not the same key
 */
export async function joinKeys(main: KeyProvider, former: KeyProvider): Promise<KeyProvider> {
  const holders = (version: number): KeyProvider[] =>
    [main, former].filter((place) => place.versions().includes(version));
  const refuseContradiction = async (): Promise<void> => {
    for (const version of main.versions()) {
      if (!former.versions().includes(version)) continue;
      const one = await main.derive(version, masterFingerprintLabel);
      if (equalBytes(one, await former.derive(version, masterFingerprintLabel))) continue;
      throw new KeysRefused(
        `version ${version} is one key in SAFELIGHT_KEYS and another in SAFELIGHT_KEYS_FORMER: one of the two is wrong`,
      );
    }
  };
  await refuseContradiction();
  return {
    get currentVersion() {
      return Math.max(main.currentVersion, former.currentVersion);
    },
    versions: () => [...new Set([...main.versions(), ...former.versions()])].toSorted((a, b) => a - b),
    where: (version) => main.where(version) ?? former.where(version),
    async derive(version, label) {
      const [holder] = holders(version);
      if (holder !== undefined) return await holder.derive(version, label);
      // Either may have got it since.
      try {
        return await main.derive(version, label);
      } catch (error) {
        if (!(error instanceof KeyVersionMissing)) throw error;
        return await former.derive(version, label);
      }
    },
    async refresh() {
      await Promise.all([main.refresh(), former.refresh()]);
      await refuseContradiction();
    },
    add: (version) => main.add(version),
    async setAside(version) {
      const places = [];
      for (const place of [main, former]) {
        try {
          places.push(await place.setAside(version));
        } catch (error) {
          if (!(error instanceof KeyVersionMissing)) throw error;
        }
      }
      if (places.length === 0) throw new KeyVersionMissing(version);
      return places.join(" and ");
    },
    async close() {
      await Promise.all([main.close(), former.close()]);
    },
  };
}
