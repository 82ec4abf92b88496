// How much may be on its way in at once, as senders meet it: requests that announce much and send little.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { after, before, test } from "node:test";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

/** Two of these are more than one person's share, three are more than there is for everybody. */
const ANNOUNCED = 100 * 1024 * 1024;

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp({ env: { SAFELIGHT_MAX_UPLOAD: "100MiB" } });
});
after(() => app.close());

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;
}

interface SlowUpload {
  readonly answer: Promise<Answer>;
  /** Lets the file end, long before what was announced. */
  finish(): void;
  abandon(): void;
}

async function readAnswer(asked: ClientRequest): Promise<Answer> {
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of reply as AsyncIterable<Buffer>) pieces.push(piece);
  const { code } = JSON.parse(Buffer.concat(pieces).toString()) as { code: string };
  return { status: reply.statusCode ?? 0, code, retryAfter: reply.headers["retry-after"] };
}

function beginUpload({ client }: Member): SlowUpload {
  const asked = request(new URL("/api/images", app.origin), {
    method: "POST",
    agent: false,
    headers: {
      cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "content-type": "multipart/form-data; boundary=edge",
      "content-length": ANNOUNCED,
    },
  });
  asked.on("error", () => undefined);
  const answer = readAnswer(asked);
  answer.catch(() => undefined);
  asked.write('--edge\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nnot a picture');
  return {
    answer,
    finish: () => void asked.write("\r\n--edge--\r\n"),
    abandon: () => void asked.destroy(),
  };
}

/** Begins them together, waits for the first answers, lets the others finish, and gives all codes. */
async function codesOf(uploads: readonly SlowUpload[]): Promise<string[]> {
  const first = await Promise.race(uploads.map(({ answer }) => answer));
  assert.deepEqual([first.status, first.code], [503, "decoders.busy"]);
  assert.match(first.retryAfter ?? "", /^\d+$/);
  for (const upload of uploads) upload.finish();
  const answers = await Promise.all(uploads.map(({ answer }) => answer));
  for (const upload of uploads) upload.abandon();
  return answers.map(({ code }) => code).sort();
}

test("one person's files on their way are bounded, and the room comes back when they have come", async () => {
  const anna = await app.member();
  for (let again = 0; again < 3; again++) {
    const codes = await codesOf([beginUpload(anna), beginUpload(anna)]);
    assert.deepEqual(codes, ["decoders.busy", "image.unsupported"]);
  }
});

test("everybody's files on their way are bounded together", async () => {
  const people = [await app.member(), await app.member(), await app.member()];
  const codes = await codesOf(people.map(beginUpload));
  assert.deepEqual(codes, ["decoders.busy", "image.unsupported", "image.unsupported"]);
});
