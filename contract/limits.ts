/** Numbers that both sides obey. Lengths are in Unicode code points unless the name says bytes. */
export const LIMITS = {
  emailLength: 254,
  passwordLength: 128,
  passwordLengthClassic: 12,
  passwordLengthNist: 15,
  /** The same, where signing in by password asks for a second factor. */
  passwordLengthNistWithFactor: 12,
  displayNameLength: 80,
  captionLength: 2000,
  nameBytes: 255,
  cursorLength: 1024,
  searchLength: 200,
  /** Of those that are named one by one, in one archive. */
  archiveImages: 2000,
  archiveAlbumImages: 20_000,
  tokenLength: 128,
  pageItems: 200,
  pageItemsDefault: 50,
  /** The furthest place in a month that a page can begin at. */
  monthIndex: 10_000_000,
  /** A JSON body, in bytes. */
  jsonBodyBytes: 64 * 1024,
  recoveryCodeLength: 128,
  tokenNameLength: 60,
  /** The longest life of an API token. */
  tokenDays: 366,
  tokensPerAccount: 20,
  passkeyNameLength: 60,
  passkeysPerAccount: 20,
  /** How long one can change one's mind about deleting the account. */
  deletionDays: 7,
  invitationDays: 90,
  openInvitations: 500,
  /** The path of a page that a person comes back to from a provider. */
  returnPathLength: 200,
  /** How long a managed vault's account keeps its old address after a new one was asked for. */
  addressDelayHours: 24,
  uploadsAtOnce: 3,
  /** Files larger than this go in parts that can be resumed. */
  resumableBytes: 8 * 1024 * 1024,
  /** A part of a file in one request: below what proxies commonly let through. */
  uploadPartBytes: 16 * 1024 * 1024,
  /** Of one person, begun and not finished. */
  openUploads: 12,
  openUploadHours: 24,
  trashDays: 30,
  albumNameLength: 120,
  albumDescriptionLength: 2000,
  albumsPerAccount: 1000,
  imagesPerAlbum: 100_000,
  /** Pictures that one request may change together. */
  imagesAtOnce: 500,
  /** How long after the password was last given a dangerous act needs it again. */
  reauthenticationSeconds: 15 * 60,
} as const;
