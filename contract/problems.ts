// Every error a client can meet: its stable code, HTTP status and title.
// The words a person reads live in web/copy, one for each code here.

export const PROBLEMS = {
  "request.invalid": { status: 400, title: "The request is not well formed" },
  "request.too-large": { status: 413, title: "The request body is too large" },
  "request.media-type": { status: 415, title: "The body has the wrong media type" },
  "request.cross-site": { status: 403, title: "Requests from other sites are refused" },
  "request.range": { status: 416, title: "The range lies outside the file" },
  "host.unknown": { status: 421, title: "This server does not answer for that host" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method.not-allowed": { status: 405, title: "That method is not offered here" },
  "rate.limited": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on the server" },
  unavailable: { status: 503, title: "The server cannot do this right now" },
  "storage.full": { status: 507, title: "The server's disk is full" },
  "storage.unavailable": { status: 503, title: "The picture store cannot be reached" },
  "keys.unavailable": { status: 503, title: "The key store cannot be reached" },

  "session.required": { status: 401, title: "Sign in first" },
  "credentials.wrong": { status: 401, title: "The e-mail address or the password is wrong" },
  "credentials.wait": { status: 429, title: "Too many tries; wait before the next one" },
  "reauthentication.required": { status: 403, title: "Give your password again first" },
  "reauthentication.failed": { status: 403, title: "That is not the password of this account" },
  "ticket.invalid": { status: 401, title: "The sign-in took too long or had too many tries; begin again" },
  "factor.required": { status: 403, title: "A code of the second factor is needed as well" },
  "factor.wrong": { status: 403, title: "That code is wrong, or was used before" },
  "factor.not-begun": { status: 409, title: "There is no new authenticator waiting for its code" },
  "factor.absent": { status: 409, title: "The account has no authenticator" },
  "factor.enrolment-required": { status: 403, title: "Add a second factor first" },
  "factor.password-too-short": {
    status: 409,
    title: "The password is too short to sign in without a second factor",
  },
  "factor.recovery-refused": { status: 403, title: "That is not the recovery code of this account" },
  "passkey.off": { status: 403, title: "This server takes no passkeys" },
  "passkey.refused": { status: 401, title: "That passkey does not sign in here" },
  "passkey.not-added": { status: 422, title: "The passkey cannot be added" },
  "passkey.opens-nothing": { status: 422, title: "That passkey gives nothing to open a vault with" },
  "passkey.absent": { status: 409, title: "The account has no passkey" },
  "passkey.too-many": { status: 409, title: "The account has as many passkeys as it may have" },
  "oidc.state-unknown": {
    status: 400,
    title: "That visit to the provider took too long, is over, or began in another browser",
  },
  "oidc.refused": { status: 400, title: "The provider's answer does not hold" },
  "oidc.declined": { status: 403, title: "The provider let nobody in" },
  "oidc.unavailable": { status: 503, title: "The provider cannot be reached right now" },
  "oidc.email-unverified": { status: 403, title: "The provider vouches for no e-mail address" },
  "oidc.account-exists": { status: 409, title: "That address has an account; link the provider there" },
  "oidc.other-person": { status: 403, title: "The provider named somebody else than is signed in here" },
  "identity.taken": { status: 409, title: "The provider's account is linked to another one here" },
  "identity.last": { status: 409, title: "That is the only way into the account" },
  "account.disabled": { status: 403, title: "This account is disabled" },
  "registration.domain-refused": { status: 403, title: "Addresses of that domain may not register here" },
  "token.not-allowed": { status: 403, title: "An API token may not do that" },
  "token.too-many": { status: 409, title: "The account has as many API tokens as it may have" },
  "account.exists": { status: 409, title: "There is an account with that address already" },
  "invitation.too-many": { status: 409, title: "There are too many open invitations" },
  "administrator.last": { status: 409, title: "The last administrator cannot go" },
  "account.not-leaving": { status: 409, title: "The account is not about to be deleted" },
  "archive.too-large": { status: 422, title: "That is more than one archive may hold" },
  "export.running": { status: 409, title: "An archive of this account is being fetched already" },
  "recovery.failed": { status: 403, title: "The e-mail address or the recovery code is wrong" },
  "access.denied": { status: 403, title: "This account may not do that" },

  "registration.closed": { status: 403, title: "This server takes no new accounts" },
  "registration.invitation-required": { status: 403, title: "An invitation is needed to register here" },
  "invitation.invalid": { status: 400, title: "The invitation is unknown, used or expired" },
  "link.invalid": { status: 400, title: "The link is unknown, used or expired" },
  "password.refused": { status: 422, title: "The password does not meet the rules" },
  "vault-mode.not-offered": { status: 422, title: "This server does not offer that kind of vault" },

  "vault.locked": { status: 423, title: "Unlock the vault first" },
  "vault.kit-required": { status: 409, title: "Save your recovery code first" },
  "vault.kit-mismatch": { status: 422, title: "That is not the recovery code that was shown" },
  "vault.unlock-failed": { status: 403, title: "That does not open this vault" },
  "vault.key-mismatch": { status: 500, title: "The opened vault key is not the one on record" },
  "vault.rotating": { status: 409, title: "The vault key is being replaced already" },
  "vault.start-again-refused": { status: 409, title: "Only a locked, sealed vault can start again" },
  "vault.new-password-required": { status: 422, title: "Give the account's new password as well" },

  "upload.file-missing": { status: 400, title: "The upload holds no file" },
  "upload.name-refused": { status: 422, title: "The file's name is that of a program" },
  "upload.interrupted": { status: 400, title: "The upload ended before the file did" },
  "upload.version": { status: 412, title: "The upload speaks another version of tus than 1.0.0" },
  "upload.offset-wrong": { status: 409, title: "The upload goes on at another place" },
  "upload.too-many": { status: 429, title: "There are too many unfinished uploads" },
  "image.too-large": { status: 413, title: "The file is larger than this server takes" },
  "image.empty": { status: 422, title: "The file is empty" },
  "image.unsupported": { status: 415, title: "The file is not a picture of a kind that is taken here" },
  "image.format-off": { status: 415, title: "This server does not take pictures of that format" },
  "image.truncated": { status: 422, title: "The file ends too early" },
  "image.malformed": { status: 422, title: "The file is damaged" },
  "image.too-many-pixels": { status: 422, title: "The picture has too many pixels" },
  "image.too-many-frames": { status: 422, title: "The animation has too many frames" },
  "image.too-complex": { status: 422, title: "The file is built in a way that is refused" },
  "image.carries-code": { status: 422, title: "The picture spells program code" },
  "image.flagged": { status: 422, title: "The virus scanner flags the file" },
  "image.undecodable": { status: 422, title: "The picture cannot be decoded" },
  "image.decoder-timeout": { status: 422, title: "The picture took too long to decode" },
  "image.decoder-crash": { status: 422, title: "The picture broke the decoder" },
  "image.details-unsupported": { status: 409, title: "Details cannot be put into a file of that format" },
  "image.damaged": { status: 500, title: "The stored picture fails its check" },
  "album.damaged": { status: 500, title: "The stored album fails its check" },
  "album.full": { status: 409, title: "The album holds as many pictures as it can" },
  "album.too-many": { status: 409, title: "The account has as many albums as it may have" },
  "album.fixed": { status: 409, title: "The favourites cannot be renamed or deleted" },
  "scanner.unavailable": { status: 503, title: "The virus scanner cannot be reached" },
  "decoders.busy": { status: 503, title: "All decoders are busy; try again shortly" },
  "quota.exceeded": { status: 507, title: "The account's space is used up" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457 problem details, as `application/problem+json`. */
export interface Problem {
  readonly type: `urn:safelight:problem:${ProblemCode}`;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** The request id, also in the `X-Request-Id` header. */
  readonly instance: string;
  /** Where the fault lies; never the offending value. */
  readonly errors?: readonly { readonly path: string; readonly reason: string }[];
}

/** @throws never; narrows any text to a known code. */
export function isProblemCode(text: unknown): text is ProblemCode {
  return typeof text === "string" && Object.hasOwn(PROBLEMS, text);
}
