/** Numbers that both sides obey. Lengths are in Unicode code points unless the name says bytes. */
export const LIMITS = {
  emailLength: 254,
  passwordLength: 128,
  passwordLengthClassic: 12,
  displayNameLength: 80,
  captionLength: 2000,
  nameBytes: 255,
  cursorLength: 1024,
  tokenLength: 128,
  pageItems: 200,
  pageItemsDefault: 50,
  /** A JSON body, in bytes. */
  jsonBodyBytes: 64 * 1024,
  recoveryCodeLength: 128,
  uploadsAtOnce: 3,
  trashDays: 30,
  /** How long after the password was last given a dangerous act needs it again. */
  reauthenticationSeconds: 15 * 60,
} as const;
