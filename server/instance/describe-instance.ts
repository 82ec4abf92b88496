import type { Instance } from "#contract/instance.ts";
import type { Rooms } from "../rooms.ts";

/** What anyone may know of this instance. */
export function describeInstance(rooms: Rooms, name: string): Instance {
  const { config } = rooms;
  return {
    name,
    version: rooms.version,
    registration: config.registration,
    passwordPolicy: config.passwordPolicy,
    upload: {
      maxBytes: config.maxUploadBytes,
      maxPixels: config.maxPixels,
      formats: config.formats.filter((format) => rooms.darkroom.formats.has(format)),
    },
    signInProviders: config.signInProviders.map(({ id, label }) => ({ id, label })),
    vaultModes: config.vault === "choice" ? ["managed", "sealed"] : [config.vault],
    passkeys: config.passkeys,
    insecure: config.insecure,
    mailToFolder: config.mailServer === null,
  };
}
