// Asks the Safelight on this machine whether it is alive, by its own name: it answers to no other. Ends with 0 when
// it is. For a container's health check.

import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";

const WAIT_MS = 4000;

const { env } = process;
const origin = new URL(env["SAFELIGHT_ORIGIN"] ?? "http://localhost:8080");
const servesTls = (env["SAFELIGHT_TLS_CERT"] ?? "") !== "";
const port = env["SAFELIGHT_PORT"] ?? (origin.port || (origin.protocol === "https:" ? "443" : "80"));
const ask = servesTls ? overHttps : overHttp;
const asked = ask({
  host: "127.0.0.1",
  port,
  path: "/healthz",
  headers: { host: origin.host },
  // Safe because it goes to this machine and carries nothing: the certificate is for people from outside.
  rejectUnauthorized: false,
});
process.exitCode = 1;
asked.on("response", (answer) => {
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
  answer.resume();
});
asked.on("error", () => undefined);
asked.setTimeout(WAIT_MS, () => asked.destroy());
asked.end();
