import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { apiClient } from "./api-client.ts";

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, [Symbol.dispose]: () => server.close().closeAllConnections() };
}

test("cookies are kept, replaced, and forgotten when they expire", async () => {
  const seen: (string | undefined)[] = [];
  const answers = [["a=1; HttpOnly", "b=2; Path=/"], ["a=3"], ["b=; Max-Age=0"], []];
  using server = await listen((request, response) => {
    seen.push(request.headers.cookie);
    response.setHeader("set-cookie", answers[seen.length - 1] ?? []).end();
  });
  const client = apiClient(server.origin);
  for (let i = 0; i < 4; i++) await client.get("/");
  assert.deepEqual(seen, [undefined, "a=1; b=2", "a=3; b=2", "a=3"]);
});

test("a request names its origin and looks like no browser's", async () => {
  using server = await listen((request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(request.headers));
  });
  const { body } = await apiClient(server.origin).post("/", { a: 1 });
  assert.ok(typeof body === "object" && body !== null && "origin" in body);
  assert.equal(body.origin, server.origin);
  assert.equal("sec-fetch-site" in body, false);
});

test("an upload sends its fields before its file", async () => {
  using server = await listen((request, response) => void request.pipe(response));
  const { text } = await apiClient(server.origin).upload(Buffer.from("bytes"), {
    fields: { albumId: "x" },
    name: "b.png",
    type: "image/png",
  });
  assert.match(
    text,
    /name="albumId"[\s\S]*name="file"; filename="b\.png"\r\nContent-Type: image\/png\r\n\r\nbytes\r\n/,
  );
});
