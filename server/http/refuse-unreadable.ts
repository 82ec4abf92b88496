import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../rooms.ts";
import { sendProblem } from "./problems.ts";
import { headersOfAnyAnswer } from "./response-headers.ts";

// What is refused before any hook runs: addresses that no route can read, and bytes that are no request. Nothing of
// them is quoted, and the answers carry the headers of every other one.

const STATUS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

/** The framework's answer to an address that it cannot take apart. */
export function refuseAddress(secure: boolean, log: Log) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(headersOfAnyAnswer(secure)).header("x-request-id", request.id);
    sendProblem(request, reply, error, log);
  };
}

/** Answers bytes that are no HTTP request by a status alone, and hangs up. */
export function refuseBytes(secure: boolean) {
  const headers = Object.entries({
    ...headersOfAnyAnswer(secure),
    "content-length": "0",
    connection: "close",
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code !== "ECONNRESET" && socket.writable) {
      socket.write(`HTTP/1.1 ${STATUS[error.code ?? ""] ?? "400 Bad Request"}\r\n${lines}\r\n`);
    }
    socket.destroy();
  };
}
