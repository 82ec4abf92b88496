import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createImage } from "#contract/images.ts";
import { noisyPng } from "../images/pictures.ts";
import { apiClient } from "../support/api-client.ts";
import { startSafelight } from "../support/running-server.ts";
import { append, begun, offsetOf } from "../uploads/tus-client.ts";

// kill -9 in the middle of a large file: with the same session it goes on where it was, on the restarted server.

const PASSWORD = "Violet7!harbour-Quilt";

test("a large upload survives kill -9 between and within its parts", async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), "safelight-kill-"));
  const settings = { dataFolder, env: { SAFELIGHT_MAX_UPLOAD: "60MiB" } };
  const file = noisyPng(3600, 3000);
  let server = await startSafelight(settings);
  const { port } = server;
  try {
    const invitation = (await server.link("register")).split("#")[1];
    const client = apiClient(server.origin);
    const account = { email: "chaos@example.org", password: PASSWORD };
    await client.post("/api/accounts", { ...account, invitation });
    assert.equal((await client.post("/api/sessions", account)).status, 201);

    const path = await begun(client, file.length);
    const part = 10_000_000;
    assert.equal((await append(client, path, 0, file.subarray(0, part))).status, 204);
    await server.kill9();
    server = await startSafelight({ ...settings, port });
    assert.equal(await offsetOf(client, path), part, "a part that was acknowledged is there");

    // Within a part: what came is there or not, but what is there is whole.
    const sending = append(client, path, part, file.subarray(part)).then(
      (reply) => reply.status,
      () => null,
    );
    await pause(60);
    await server.kill9();
    const status = await sending;
    server = await startSafelight({ ...settings, port });
    const offset = await offsetOf(client, path);
    t.diagnostic(`killed with ${offset - part} bytes of the second part kept, answered ${status}`);
    assert.ok(offset >= part);
    const last = await append(client, path, offset, file.subarray(offset));
    assert.ok(last.status === 201 || last.status === 200, last.text);
    const { image, receipt } =
      last.status === 201 ? last.as(createImage.replies[201]) : last.as(createImage.replies[200]);
    assert.equal(receipt.sha256, createHash("sha256").update(file).digest("hex"));
    const original = await client.get(`/api/images/${image.id}/renditions/original`);
    assert.ok(original.bytes.equals(file), "the picture is not the file");
  } finally {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
