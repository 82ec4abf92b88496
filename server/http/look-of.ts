import type { FastifyRequest } from "fastify";
import { type Language, languageOf } from "#contract/language.ts";
import { readLook, type Theme } from "#contract/look.ts";

/** How the person behind a request wants to be spoken to and see pages: as chosen in that browser, else as it asks. */
export function lookOf(request: FastifyRequest): { readonly language: Language; readonly theme: Theme } {
  const { language, theme } = readLook(request.headers.cookie);
  return { language: language ?? languageOf(request.headers["accept-language"]), theme };
}
