import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { getImage, type Image, updateImage } from "#contract/images.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function ownPicture(mark: string) {
  const { client } = await app.member();
  const image = await upload(client, await picture(mark, { takenAt: "2024:05:01 10:00:00" }), {
    name: "first.jpg",
  });
  const path = `/api/images/${image.id}`;
  const edit = (changes: object) => client.patch(path, changes);
  const now = async (): Promise<Image> => (await client.get(path)).as(getImage.replies[200]);
  const row = () =>
    app.database.db.selectFrom("images").selectAll().where("id", "=", image.id).executeTakeFirstOrThrow();
  return { client, image, path, edit, now, row };
}

test("name, caption, date and rotation change one by one, and nothing else does", async () => {
  const { image, edit, now } = await ownPicture("one by one");
  let expected = image;
  const changes: Partial<Image>[] = [
    { name: "second.jpg" },
    { caption: "At the sea\nin May" },
    { takenAt: "2023-01-02T03:04:05" },
    { takenAt: "2023-01-02T03:04:05+05:30" },
    { rotation: 270 },
    { rotation: 0, caption: "" },
  ];
  for (const change of changes) {
    expected = { ...expected, ...change };
    const reply = await edit(change);
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.as(updateImage.replies[200]), expected);
    assert.deepEqual(await now(), expected);
  }
});

test("names and captions are cleaned as at upload", async () => {
  const { edit, now } = await ownPicture("cleaned");
  await edit({ name: "a\u202eb\u0001c.jpg", caption: "x\u0007y\r\nz" });
  const image = await now();
  assert.deepEqual([image.name, image.caption], ["abc.jpg", "xy\nz"]);
  await edit({ name: "\u202e" });
  assert.equal((await now()).name, "Untitled.jpg");
});

test("what is not a change that is offered is refused, and the row stays as it is", async () => {
  const { edit, row } = await ownPicture("refused");
  const before = await row();
  const refused: object[] = [
    { name: "" },
    { name: 5 },
    { name: "a\u0000.jpg" },
    { name: "x".repeat(1001) },
    { caption: "x".repeat(2001) },
    { caption: null },
    { takenAt: "2024-02-30T00:00:00" },
    { takenAt: "1825-12-31T00:00:00" },
    { takenAt: "2101-01-01T00:00:00" },
    { takenAt: "yesterday" },
    { rotation: 45 },
    { favourite: true },
    { id: "x" },
    { name: "good.jpg", trashedAt: null },
  ];
  for (const changes of refused) {
    assert.equal((await edit(changes)).code, "request.invalid", JSON.stringify(changes));
  }
  assert.deepEqual(await row(), before);
});

test("no change writes nothing; each change seals the details anew under the next number", async () => {
  const { edit, row } = await ownPicture("numbers");
  const before = await row();
  assert.equal((await edit({})).status, 200);
  assert.deepEqual(await row(), before);
  await edit({ caption: "one" });
  await edit({ caption: "one" });
  const now = await row();
  assert.equal(now.edit, before.edit + 2);
  assert.notDeepEqual(now.sealed_details, before.sealed_details);
  assert.deepEqual(now.month_index, before.month_index);
  assert.deepEqual({ ...now, edit: 0, sealed_details: 0 }, { ...before, edit: 0, sealed_details: 0 });
});

test("edits of one moment are all kept", async () => {
  const { edit, now, row } = await ownPicture("at once");
  const replies = await Promise.all([
    edit({ name: "together.jpg" }),
    edit({ caption: "together" }),
    edit({ rotation: 90 }),
    edit({ takenAt: "2020-02-29T00:00:00" }),
  ]);
  assert.deepEqual(
    replies.map((reply) => reply.status),
    [200, 200, 200, 200],
  );
  const { name, caption, rotation, takenAt } = await now();
  assert.deepEqual(
    [name, caption, rotation, takenAt],
    ["together.jpg", "together", 90, "2020-02-29T00:00:00"],
  );
  assert.equal((await row()).edit, 4);
});

test("a new name is the one a download is offered under at once", async () => {
  const { client, path, edit } = await ownPicture("renamed");
  const disposition = async () =>
    (await client.get(`${path}/renditions/original`)).headers.get("content-disposition");
  assert.match((await disposition()) ?? "", /first\.jpg/);
  await edit({ name: "renamed.jpg" });
  assert.match((await disposition()) ?? "", /renamed\.jpg/);
});
