import type { TokenPlace } from "./pkcs11-uri.ts";

// What is said between the server and the process that holds the session at a token.

export type TokenQuestion =
  | { readonly ask: "open"; readonly place: TokenPlace; readonly pin: string }
  | { readonly ask: "list" }
  | { readonly ask: "derive"; readonly version: number; readonly label: string }
  | { readonly ask: "add"; readonly version: number }
  | { readonly ask: "set-aside"; readonly version: number };

export interface TokenAnswer {
  /** Which the token holds now. */
  readonly versions: readonly number[];
  readonly derived?: Uint8Array;
  /** What a key is called that was set aside. */
  readonly aside?: string;
}

export interface TokenFault {
  readonly kind: "away" | "refused" | "pin" | "missing" | "taken" | "broken";
  readonly message: string;
}

export interface FromServer {
  readonly id: number;
  readonly question: TokenQuestion;
}

export type FromToken = { readonly id: number } & (
  | { readonly answer: TokenAnswer }
  | { readonly fault: TokenFault }
);
