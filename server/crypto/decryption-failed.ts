/** The one way opening can fail. Deliberately says nothing about why: wrong key, place, length or byte look alike. */
export class DecryptionFailed extends Error {
  override readonly name = "DecryptionFailed";

  constructor() {
    super("decryption failed");
  }
}
