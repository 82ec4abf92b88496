import * as client from "openid-client";
import { displayName, email } from "#contract/fields.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { HostRefused, providerFetch } from "./provider-fetch.ts";

// One OpenID Connect provider, as far as the protocol goes: where to send a person, and what its answer proves.
// It is looked up when it is first needed, and a provider that is down hurts nobody but its own people.

export type SignInProvider = Rooms["config"]["signInProviders"][number];

/** What a provider has proved of a person. */
export interface ProvedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the provider calls it verified. */
  readonly email: string | null;
  readonly displayName: string;
  readonly acr: string | null;
  /** When the person last signed in there, in seconds since 1970; null where the provider does not say. */
  readonly authTime: number | null;
}

/** The secrets of one sign-in: all of them come back, or the answer is not for it. */
export interface Expected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface ProviderClient {
  readonly provider: SignInProvider;
  /**
   * Where to send the browser.
   * @throws AppError oidc.unavailable
   */
  authorizationUrl(expected: Expected, isFresh: boolean): Promise<string>;
  /**
   * Judges the answer that the browser brought back, and exchanges its code.
   * @param freshSince when the sign-in began, in milliseconds, where the person had to sign in anew; else null
   * @param wantsEmail whether an address is needed that the ID token does not hold
   * @throws AppError oidc.refused, oidc.declined, oidc.unavailable
   */
  prove(
    answer: URLSearchParams,
    expected: Expected,
    wanted: { freshSince: number | null; wantsEmail: (issuer: string, subject: string) => Promise<boolean> },
  ): Promise<ProvedPerson>;
}

const TIMEOUT_SECONDS = 10;
/** How long metadata is believed; keys are looked up anew whenever one is missing. */
const KNOWN_MILLISECONDS = 3_600_000;
const MAX_SUBJECT = 255;

export function redirectUri(rooms: Rooms, providerId: string): string {
  return `${rooms.config.origin}/api/oidc/${providerId}/callback`;
}

/** Tells basic from post by what the provider offers; basic is what it must offer if it says nothing. */
function clientAuth(secret: string): client.ClientAuth {
  const basic = client.ClientSecretBasic(secret);
  const post = client.ClientSecretPost(secret);
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported;
    const usesPost = offered !== undefined && !offered.includes("client_secret_basic");
    (usesPost ? post : basic)(server, ...rest);
  };
}

async function discover(rooms: Rooms, provider: SignInProvider): Promise<client.Configuration> {
  const issuer = new URL(provider.issuer);
  const found = await client.discovery(issuer, provider.clientId, {}, clientAuth(provider.clientSecret), {
    timeout: TIMEOUT_SECONDS,
    [client.customFetch]: providerFetch(provider.hosts),
    // A token's signature is checked although it comes straight from the provider.
    execute: [
      client.enableNonRepudiationChecks,
      ...(issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
    ],
  });
  const server = found.serverMetadata();
  // The library lets some vendors call themselves otherwise than they are configured.
  if (new URL(server.issuer).href !== issuer.href) throw new AppError("oidc.unavailable");
  const goesTo = URL.parse(server.authorization_endpoint ?? "")?.host ?? "";
  if (!provider.hosts.includes(goesTo)) throw new HostRefused(goesTo);
  rooms.log.info({ provider: provider.id }, "an OpenID Connect provider answered");
  return found;
}

export function providerClient(rooms: Rooms, provider: SignInProvider): ProviderClient {
  let known: { readonly config: Promise<client.Configuration>; readonly since: number } | null = null;

  const config = async (): Promise<client.Configuration> => {
    const now = rooms.clock();
    if (known === null || now - known.since >= KNOWN_MILLISECONDS) {
      known = { config: discover(rooms, provider), since: now };
    }
    const asked = known;
    try {
      return await asked.config;
    } catch (error) {
      // The next person asks again.
      if (known === asked) known = null;
      throw unavailable(rooms, provider, error);
    }
  };

  return {
    provider,
    async authorizationUrl(expected, isFresh) {
      const url = client.buildAuthorizationUrl(await config(), {
        redirect_uri: redirectUri(rooms, provider.id),
        scope: "openid email profile",
        response_type: "code",
        response_mode: "query",
        state: expected.state,
        nonce: expected.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(expected.verifier),
        code_challenge_method: "S256",
        ...(isFresh ? { max_age: "0" } : {}),
        ...(provider.acr === null ? {} : { acr_values: provider.acr }),
      });
      return url.href;
    },
    async prove(answer, expected, { freshSince, wantsEmail }) {
      const server = await config();
      const url = new URL(`${redirectUri(rooms, provider.id)}?${answer.toString()}`);
      try {
        const tokens = await client.authorizationCodeGrant(server, url, {
          expectedState: expected.state,
          expectedNonce: expected.nonce,
          pkceCodeVerifier: expected.verifier,
          idTokenExpected: true,
          // Signed in since this began: max_age=0 counted from there, however long the person took.
          ...(freshSince === null ? {} : { maxAge: Math.ceil((rooms.clock() - freshSince) / 1000) }),
        });
        const claims = tokens.claims();
        if (claims === undefined || claims.sub === "" || claims.sub.length > MAX_SUBJECT) {
          throw new AppError("oidc.refused");
        }
        const { iss, sub } = claims;
        const isEnough = claims["email_verified"] !== undefined || !(await wantsEmail(iss, sub));
        const told = isEnough ? claims : await client.fetchUserInfo(server, tokens.access_token, sub);
        return {
          issuer: iss,
          subject: sub,
          email: verifiedEmail(told),
          displayName: nameOf(told["name"] ?? claims["name"]),
          acr: typeof claims["acr"] === "string" ? claims["acr"] : null,
          authTime: typeof claims.auth_time === "number" ? claims.auth_time : null,
        };
      } catch (error) {
        throw refusal(rooms, provider, error);
      }
    },
  };
}

function verifiedEmail(claims: Readonly<Record<string, unknown>>): string | null {
  if (claims["email_verified"] !== true) return null;
  const parsed = email.safeParse(claims["email"]);
  return parsed.success ? parsed.data : null;
}

function nameOf(name: unknown): string {
  const parsed = displayName.safeParse(name);
  return parsed.success ? parsed.data : "";
}

function unavailable(rooms: Rooms, provider: SignInProvider, error: unknown): AppError {
  logFault(rooms, provider, error);
  return new AppError("oidc.unavailable");
}

/** Why there is no proof: the person or the provider said no, the provider is down, or its answer is wrong. */
function refusal(rooms: Rooms, provider: SignInProvider, error: unknown): AppError {
  if (error instanceof AppError) return error;
  logFault(rooms, provider, error);
  if (error instanceof client.AuthorizationResponseError) {
    const isDown = error.error === "temporarily_unavailable" || error.error === "server_error";
    return new AppError(isDown ? "oidc.unavailable" : "oidc.declined");
  }
  if (error instanceof client.ResponseBodyError) {
    // The second and third: this instance's own settings are not the provider's.
    const isDown = error.status >= 500 || ["invalid_client", "unauthorized_client"].includes(error.error);
    return new AppError(isDown ? "oidc.unavailable" : "oidc.refused");
  }
  if (error instanceof TypeError || error instanceof client.WWWAuthenticateChallengeError) {
    return new AppError("oidc.unavailable");
  }
  const isDown =
    error instanceof client.ClientError &&
    (error.cause instanceof HostRefused ||
      error.code === "OAUTH_TIMEOUT" ||
      error.code === "OAUTH_RESPONSE_IS_NOT_CONFORM");
  return new AppError(isDown ? "oidc.unavailable" : "oidc.refused");
}

/** Codes and hosts only: causes hold tokens and claims. */
function logFault(rooms: Rooms, provider: SignInProvider, error: unknown): void {
  const cause = error instanceof Error ? error.cause : undefined;
  const refused = [error, cause].find((one) => one instanceof HostRefused);
  if (refused !== undefined) {
    const setting = `SAFELIGHT_OIDC_${provider.id.toUpperCase().replaceAll("-", "_")}_HOSTS`;
    const fields = { provider: provider.id, host: refused.host, setting };
    rooms.log.error(fields, "a provider names a host that is not among its settings");
    return;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "none";
  const said = error instanceof Error && "error" in error ? String(error.error).slice(0, 60) : undefined;
  const reason = error instanceof Error ? error.message.slice(0, 200) : "unknown";
  rooms.log.warn({ provider: provider.id, code, said, reason }, "a provider's answer was not taken");
}
