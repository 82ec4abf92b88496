import * as z from "zod";

// The settings of OpenID Connect providers: five or six variables for each name that the operator chooses. The
// name becomes part of addresses, so it is fixed once people have linked their accounts.

/** A provider that people may sign in with. */
export interface SignInProvider {
  /** Part of the redirect address, lower case: `my-company` of `SAFELIGHT_OIDC_MY_COMPANY_ISSUER`. */
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says. */
  readonly label: string;
  /** The `acr` that counts as a second factor; null when none does. */
  readonly acr: string | null;
  /** The only hosts, with their ports, that are ever called on its behalf. */
  readonly hosts: readonly string[];
}

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Shorter ones are examples or guesses: a provider makes longer ones. */
const SECRET_LENGTH = 16;
/** What documentation and templates write in a secret's place, and what somebody types to get past the length. */
const NO_SECRET =
  /^(your|my|the)[-_ ]|change[-_ ]?(me|this|it)|example|placeholder|secret[-_ ]?here|^<.*>$|^(.)\3+$/iu;

const issuer = z.string().refine((text) => {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isPrivate = protocol === "https:" || (protocol === "http:" && LOCAL_HOSTS.has(hostname));
  return isPrivate && username === "" && password === "";
}, "write the provider's issuer, such as https://login.example.org (http for localhost only)");

const host = /^[\w.-]+(:\d+)?$/;

/** Each setting of a provider, with `<NAME>` for its name (docs/operations.md). */
export const PROVIDER_SETTINGS = {
  ISSUER: { schema: issuer, shown: "none", does: "the provider's address, as it calls itself (`iss`)" },
  CLIENT_ID: { schema: z.string().min(1).max(500), shown: "none", does: "what the provider calls Safelight" },
  CLIENT_SECRET: {
    schema: z
      .string()
      .min(SECRET_LENGTH, `must have ${SECRET_LENGTH} characters or more; let the provider make it`)
      .max(1000)
      .refine((text) => !NO_SECRET.test(text), "is an example, no secret; let the provider make it"),
    shown: "none",
    does: "Safelight's password at the provider",
  },
  LABEL: {
    schema: z
      .string()
      .regex(/^[^\p{Cc}\p{Cf}]{1,40}$/u, "write 40 characters at the most")
      .optional(),
    shown: "the name",
    does: "what its button says: “Continue with …”",
  },
  ACR: {
    schema: z
      .string()
      .regex(/^[^\s\p{Cc}]{1,200}$/u, "write one acr value, without spaces")
      .optional(),
    shown: "none",
    does: "the `acr` that stands for a second factor; without it the provider never replaces one",
  },
  HOSTS: {
    schema: z
      .string()
      .transform((text) => text.split(",").flatMap((entry) => entry.trim().toLowerCase() || []))
      .refine((hosts) => hosts.every((entry) => host.test(entry)), "write host names, separated by commas")
      .optional(),
    shown: "the issuer's",
    does: "further hosts where its keys and tokens are, separated by commas",
  },
} as const;

type Part = keyof typeof PROVIDER_SETTINGS;
const PARTS = Object.keys(PROVIDER_SETTINGS) as Part[];
const NAME = new RegExp(`^SAFELIGHT_OIDC_([A-Z0-9]+(?:_[A-Z0-9]+)*)_(${PARTS.join("|")})$`);

/** Whether a variable is a provider's setting. */
export function isProviderSetting(name: string): boolean {
  return NAME.test(name);
}

/**
 * The providers that the variables describe, in the order of their names. What is wrong is added to `faults`.
 * @param reasonOf puts what a schema refuses into words
 */
export function readProviders(
  given: ReadonlyMap<string, string>,
  faults: string[],
  reasonOf: (error: z.ZodError) => string,
): readonly SignInProvider[] {
  const names = new Set([...given.keys()].flatMap((key) => NAME.exec(key)?.[1] ?? []));
  const providers = [...names].toSorted().flatMap((name) => {
    const before = faults.length;
    const read = <P extends Part>(part: P): z.output<(typeof PROVIDER_SETTINGS)[P]["schema"]> | null => {
      const key = `SAFELIGHT_OIDC_${name}_${part}`;
      const value = given.get(key);
      const parsed = PROVIDER_SETTINGS[part].schema.safeParse(value);
      if (parsed.success) return parsed.data as z.output<(typeof PROVIDER_SETTINGS)[P]["schema"]>;
      faults.push(`${key}: ${value === undefined ? "is needed as well" : reasonOf(parsed.error)}`);
      return null;
    };
    const [issuer, clientId, clientSecret] = [read("ISSUER"), read("CLIENT_ID"), read("CLIENT_SECRET")];
    const [label, acr, hosts] = [read("LABEL"), read("ACR"), read("HOSTS")];
    if (issuer === null || clientId === null || clientSecret === null || faults.length > before) return [];
    const id = name.toLowerCase().replaceAll("_", "-");
    return [
      {
        id,
        issuer,
        clientId,
        clientSecret,
        label: label ?? `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll("-", " ")}`,
        acr: acr ?? null,
        hosts: [...new Set([new URL(issuer).host, ...(hosts ?? [])])],
      },
    ];
  });
  // A person is known by issuer and subject: two providers that share an issuer would be one.
  const issuers = providers.map(({ issuer }) => new URL(issuer).href);
  if (new Set(issuers).size < issuers.length) {
    faults.push("SAFELIGHT_OIDC_…_ISSUER: two providers have the same issuer");
  }
  return providers;
}
