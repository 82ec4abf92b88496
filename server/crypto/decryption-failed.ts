/** The one way opening can fail. Deliberately says nothing about why: wrong key, place, length or byte look alike. */
export class DecryptionFailed extends Error {
  override readonly name = "DecryptionFailed";

  constructor() {
    super("decryption failed");
  }
}

/** What `open` gives; null when it fails by DecryptionFailed. */
export function ifItOpens<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof DecryptionFailed) return null;
    throw error;
  }
}
