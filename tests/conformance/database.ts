// What the server relies on in a database, whichever it is. Each database's own test file runs this over itself.
import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import { type Generated, type Insertable, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { DatabaseTooNew, migrate } from "../../server/database/migrate.ts";
import type { Database } from "../../server/database/open.ts";

interface Samples {
  id: number;
  name: string;
  size: Generated<number>;
  bytes: Uint8Array | null;
  seen_at: number | null;
  parent_id: number | null;
}
export type SampleTables = { samples: Samples };

export interface OpenedDatabase {
  readonly database: Database;
  /** Opens the same once more, as another process would; null where nobody else can. */
  readonly another: (() => Promise<Database>) | null;
  /** Runs after the database was closed. */
  readonly remove: () => Promise<void>;
}

export function samplesOf(database: Database): Kysely<SampleTables> {
  return database.db.withTables<SampleTables>() as unknown as Kysely<SampleTables>;
}

export async function createSamples(database: Database): Promise<void> {
  await database.db.schema
    .createTable("samples")
    .addColumn("id", "bigint", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull().unique())
    .addColumn("size", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("bytes", database.dialect === "sqlite" ? "blob" : "bytea")
    .addColumn("seen_at", "bigint")
    .addColumn("parent_id", "bigint", (c) => c.references("samples.id").onDelete("cascade"))
    .execute();
}

type NewSample = Insertable<Samples>;

function sample(id: number, rest: Partial<NewSample> = {}): NewSample {
  return { id, name: `name ${id}`, bytes: null, seen_at: null, parent_id: null, ...rest };
}

/** Runs the suite over databases that `open` makes, each of them empty. */
export function databaseConformance(label: string, open: () => Promise<OpenedDatabase>): void {
  suite(`${label} keeps the promises of a database:`, () => {
    let opened: OpenedDatabase;
    let database: Database;
    let samples: Kysely<SampleTables>;
    beforeEach(async () => {
      opened = await open();
      database = opened.database;
      samples = samplesOf(database);
      await createSamples(database);
    });
    afterEach(async () => {
      await database.close();
      await opened.remove();
    });

    const put = (row: NewSample) => samples.insertInto("samples").values(row).execute();
    const names = async () =>
      (await samples.selectFrom("samples").select("name").orderBy("id").execute()).map(({ name }) => name);

    test("bytes come back the same, as a Uint8Array and nothing more", async () => {
      const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value);
      const sources = [new Uint8Array(0), Buffer.from([0]), everyByte, new Uint8Array(300_000).fill(7)];
      for (const [id, bytes] of sources.entries()) {
        await put(sample(id, { bytes }));
        const row = await samples
          .selectFrom("samples")
          .select("bytes")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        assert.equal(Object.getPrototypeOf(row.bytes), Uint8Array.prototype);
        assert.ok(Buffer.from(row.bytes!).equals(bytes));
      }
      const found = await samples.selectFrom("samples").select("id").where("bytes", "=", everyByte).execute();
      assert.deepEqual(found, [{ id: 2 }]);
    });

    test("whole numbers come back as the same numbers, up to 2^53 - 1 on either side", async () => {
      for (const [id, size] of [0, 1, -1, 2 ** 31, 5_000_000_000, 2 ** 53 - 1, -(2 ** 53 - 1)].entries()) {
        await put(sample(id, { size }));
        const row = await samples
          .selectFrom("samples")
          .select("size")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        assert.equal(row.size, size);
      }
    });

    test("a whole number that JavaScript cannot hold is an error when read, never another number", async () => {
      await put(sample(1));
      await sql`update samples set size = 9007199254740993`.execute(samples);
      await assert.rejects(samples.selectFrom("samples").select("size").execute());
    });

    test("an instant that is not yet comes back as null, and is found by it", async () => {
      await put(sample(1));
      await put(sample(2, { seen_at: 1_790_000_000_123 }));
      const rows = await samples.selectFrom("samples").select(["id", "seen_at"]).orderBy("id").execute();
      assert.deepEqual(rows, [
        { id: 1, seen_at: null },
        { id: 2, seen_at: 1_790_000_000_123 },
      ]);
      const unseen = await samples.selectFrom("samples").select("id").where("seen_at", "is", null).execute();
      assert.deepEqual(unseen, [{ id: 1 }]);
    });

    test("a yes, a no or a Date where a number belongs is refused, not turned into one", async () => {
      for (const value of [true, new Date(0)]) {
        await assert.rejects(put(sample(1, { seen_at: value as unknown as number })));
      }
      assert.deepEqual(await names(), []);
    });

    test("text comes back the same, whatever is written in it, and differs by case", async () => {
      const texts = ["", "'; drop table samples; --", "Ünï cödé 🖼", "line\nend\ttab\\", "a", "A"];
      for (const [id, name] of texts.entries()) await put(sample(id, { name }));
      assert.deepEqual(await names(), texts);
      const found = await samples.selectFrom("samples").select("id").where("name", "=", "A").execute();
      assert.deepEqual(found, [{ id: 5 }]);
    });

    test("rows are ordinary objects, however they are asked for", async () => {
      const returned = await samples
        .insertInto("samples")
        .values(sample(1))
        .returningAll()
        .executeTakeFirstOrThrow();
      const selected = await samples.selectFrom("samples").selectAll().executeTakeFirstOrThrow();
      const rows = [returned, selected];
      for await (const row of samples.selectFrom("samples").selectAll().stream()) rows.push(row);
      assert.equal(rows.length, 3);
      for (const row of rows) {
        assert.equal(Object.getPrototypeOf(row), Object.prototype);
        assert.deepEqual(row, { ...sample(1), size: 0 });
      }
    });

    test("counts and sums are numbers, and the sum of nothing is null", async () => {
      const totals = () =>
        samples
          .selectFrom("samples")
          .select(({ fn }) => [fn.countAll<number>().as("count"), fn.sum<number | null>("size").as("sum")])
          .executeTakeFirstOrThrow();
      assert.deepEqual(await totals(), { count: 0, sum: null });
      await put(sample(1, { size: 5_000_000_000 }));
      await put(sample(2, { size: 7 }));
      assert.deepEqual(await totals(), { count: 2, sum: 5_000_000_007 });
    });

    test("an update and a delete say how many rows they touched", async () => {
      for (const id of [1, 2, 3]) await put(sample(id));
      const updated = await samples
        .updateTable("samples")
        .set({ size: 1 })
        .where("id", ">", 1)
        .executeTakeFirst();
      assert.equal(updated.numUpdatedRows, 2n);
      const deleted = await samples.deleteFrom("samples").where("id", "=", 9).executeTakeFirst();
      assert.equal(deleted.numDeletedRows, 0n);
    });

    test("a transaction that fails leaves nothing, and its error is passed on", async () => {
      const failure = new Error("changed my mind");
      const transaction = samples.transaction().execute(async (trx) => {
        await trx.insertInto("samples").values(sample(1)).execute();
        throw failure;
      });
      await assert.rejects(transaction, failure);
      assert.deepEqual(await names(), []);
    });

    test("of transactions that run at once, each is kept whole or not at all", async () => {
      await put(sample(0));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          samples.transaction().execute(async (trx) => {
            await trx
              .insertInto("samples")
              .values(sample(index + 1))
              .execute();
            await new Promise((resolve) => setTimeout(resolve, 1));
            await trx
              .updateTable("samples")
              .set(({ eb }) => ({ size: eb("size", "+", 1) }))
              .where("id", "=", 0)
              .execute();
            if (index % 2 === 1) throw new Error("every other one fails");
          }),
        ),
      );
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 10);
      const counter = await samples
        .selectFrom("samples")
        .select("size")
        .where("id", "=", 0)
        .executeTakeFirstOrThrow();
      assert.equal(counter.size, 10);
      assert.equal((await names()).length, 11);
    });

    test("a statement that fails inside a transaction takes the whole of it back", async () => {
      await put(sample(1));
      const transaction = samples.transaction().execute(async (trx) => {
        await trx.insertInto("samples").values(sample(2)).execute();
        await trx
          .insertInto("samples")
          .values(sample(1, { name: "other" }))
          .execute();
      });
      await assert.rejects(transaction, (error) => database.isUniqueViolation(error));
      assert.deepEqual(await names(), ["name 1"]);
    });

    test("a second row with the same key or unique name is told apart from every other failure", async () => {
      await put(sample(1));
      const failures: readonly [boolean, () => Promise<unknown>][] = [
        [true, () => put(sample(1, { name: "other" }))],
        [true, () => put(sample(2, { name: "name 1" }))],
        [false, () => put(sample(2, { parent_id: 99 }))],
        [false, () => put(sample(2, { name: null as unknown as string }))],
        [false, () => sql`select from where`.execute(samples)],
      ];
      for (const [unique, attempt] of failures) {
        await assert.rejects(attempt(), (error) => database.isUniqueViolation(error) === unique);
      }
      assert.equal(database.isUniqueViolation(new Error("UNIQUE constraint failed")), false);
      assert.equal(database.isUniqueViolation(null), false);
    });

    test("rows that belong to a deleted row go with it", async () => {
      await put(sample(1));
      await put(sample(2, { parent_id: 1 }));
      await samples.deleteFrom("samples").where("id", "=", 1).execute();
      assert.deepEqual(await names(), []);
    });

    test("an insert that meets a row can change it instead, on a condition, and says whether it did", async () => {
      const raise = (size: number) =>
        samples
          .insertInto("samples")
          .values({ ...sample(1), size })
          .onConflict((conflict) =>
            conflict
              .column("id")
              .doUpdateSet((eb) => ({ size: eb.ref("excluded.size") }))
              .where("samples.size", "<", size),
          )
          .returning("size")
          .executeTakeFirst();
      assert.deepEqual(await raise(5), { size: 5 });
      assert.deepEqual(await raise(8), { size: 8 });
      assert.equal(await raise(3), undefined);
    });

    test("pages taken after the last row of the page before hold every row once, in order", async () => {
      const expected = Array.from({ length: 23 }, (_, id) => ({ id, size: id % 4 }));
      for (const row of expected) await put(sample(row.id, { size: row.size }));
      expected.sort((a, b) => a.size - b.size || a.id - b.id);
      const seen: { id: number; size: number }[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await samples
          .selectFrom("samples")
          .select(["id", "size"])
          .$if(last !== undefined, (query) =>
            query.where((eb) => eb(eb.refTuple("size", "id"), ">", eb.tuple(last!.size, last!.id))),
          )
          .orderBy("size")
          .orderBy("id")
          .limit(5)
          .execute();
        if (page.length === 0) break;
        seen.push(...page);
      }
      assert.deepEqual(seen, expected);
    });

    test("a stream gives every row, and one that is left early frees the database", async () => {
      for (let id = 0; id < 250; id += 1) await put(sample(id));
      const stream = () => samples.selectFrom("samples").select("id").orderBy("id").stream(100);
      const ids: number[] = [];
      for await (const { id } of stream()) ids.push(id);
      assert.deepEqual(
        ids,
        Array.from({ length: 250 }, (_, id) => id),
      );
      for await (const { id } of stream()) if (id === 3) break;
      await samples.deleteFrom("samples").where("id", ">", 0).execute();
      await database.checkpoint();
      assert.deepEqual(await names(), ["name 0"]);
    });

    test("a snapshot shows one moment throughout, and keeps nobody else from writing", async () => {
      const { another } = opened;
      if (another === null) return;
      const second = await another();
      try {
        await put(sample(1));
        const seen = await database.snapshot(async (db) => {
          const within = db.withTables<SampleTables>();
          const counts: number[] = [];
          for (const id of [2, 3]) {
            let count = 0;
            for await (const _ of within.selectFrom("samples").select("id").stream(10)) count += 1;
            counts.push(count);
            const other = samplesOf(second);
            await other.insertInto("samples").values(sample(id)).execute();
            await other.updateTable("samples").set({ size: id }).where("id", "=", 1).execute();
          }
          const { size } = await within.selectFrom("samples").select("size").executeTakeFirstOrThrow();
          return { counts, size };
        });
        assert.deepEqual(seen, { counts: [1, 1], size: 0 });
        const after = await samples.selectFrom("samples").select("size").orderBy("id").execute();
        assert.deepEqual(
          after.map(({ size }) => size),
          [3, 0, 0],
        );
        await assert.rejects(
          database.snapshot(() => Promise.reject(new Error("enough"))),
          /enough/,
        );
        await put(sample(4));
      } finally {
        await second.close();
      }
    });

    test("a checkpoint keeps what was written, with queries going on around it", async () => {
      await Promise.all([put(sample(1)), database.checkpoint(), put(sample(2)), database.checkpoint()]);
      assert.deepEqual(await names(), ["name 1", "name 2"]);
    });

    test("answers until it is closed, and can be closed twice", async () => {
      await database.ping();
      await database.close();
      await assert.rejects(database.ping());
      await database.close();
    });

    const addColumn = (name: string): Migration => ({
      up: (db) => db.schema.alterTable("samples").addColumn(name, "text").execute(),
    });
    const columns = async () => {
      const tables = await database.db.introspection.getTables();
      return tables.find(({ name }) => name === "samples")?.columns.map(({ name }) => name) ?? [];
    };

    test("migrations run once, in the order of their names", async () => {
      const first = { "0001-first": addColumn("first") };
      const both = { "0002-second": addColumn("second"), ...first };
      assert.deepEqual(await migrate(database, first), ["0001-first"]);
      assert.deepEqual(await migrate(database, both), ["0002-second"]);
      assert.deepEqual(await migrate(database, both), []);
      assert.deepEqual((await columns()).slice(-2), ["first", "second"]);
    });

    test("a migration that fails leaves none of it behind, nor of those that ran before it", async () => {
      const before = await columns();
      const failing: Migration = {
        async up(db) {
          await addColumn("half").up(db);
          throw new Error("halfway");
        },
      };
      await assert.rejects(
        migrate(database, { "0001-first": addColumn("first"), "0002-failing": failing }),
        (error: Error) =>
          error.message.includes('"0002-failing" failed') && String(error.cause).includes("halfway"),
      );
      assert.deepEqual(await columns(), before);
      assert.deepEqual(await migrate(database, { "0001-first": addColumn("first") }), ["0001-first"]);
    });

    test("a database that a newer version has used is refused by name, and left as it is", async () => {
      await migrate(database, { "0001-first": addColumn("first"), "0009-later": addColumn("later") });
      const before = await columns();
      await assert.rejects(
        migrate(database, { "0001-first": addColumn("first"), "0002-second": addColumn("second") }),
        (error) => error instanceof DatabaseTooNew && error.message.includes('"0009-later"'),
      );
      assert.deepEqual(await columns(), before);
    });
  });
}
