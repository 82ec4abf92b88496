// Messages between processes by LISTEN and NOTIFY. Hearing is proved by hearing oneself: a beat goes round through the
// server several times a second, and whoever has not heard one for a second is deaf.

import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { Client } from "pg";
import type { Channel, ChannelSettings } from "./channel.ts";
import { connectionSettings } from "./postgres-pool.ts";
import type { Schema } from "./schema.ts";

const NAME = "safelight";
const BEAT_MS = 250;
const DEAF_AFTER_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** NOTIFY takes less than 8,000 bytes: https://www.postgresql.org/docs/current/sql-notify.html */
const BATCH_CHARACTERS = 2_000;
const MOST_WAITING = 2_000;
const LAST_WORDS_MS = 2_000;
/** In the place of messages that were too many to keep: whoever reads it has a gap. */
const LOST = "lost";

/** Nothing of what no process of ours has sent. */
function messagesOf(payload: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(payload);
    return Array.isArray(read) && read.every((one) => typeof one === "string") ? read : [];
  } catch {
    return [];
  }
}

interface Connection {
  readonly client: Client;
  heardAt: number;
}

/** `sender` tells this process from all others. Resolves when it hears, and rejects when the server cannot be reached. */
export async function openPostgresChannel(
  url: string,
  db: Kysely<Schema>,
  { sender, onMessage, onGap }: ChannelSettings,
): Promise<Channel> {
  let connection: Connection | null = null;
  let isClosed = false;
  let waiting: string[] = [];
  let sending: Promise<void> | null = null;

  function hear(payload: string): void {
    const [from, ...messages] = messagesOf(payload);
    if (from === sender) return;
    for (const message of messages) {
      if (message === LOST) onGap();
      else onMessage(message);
    }
  }

  async function connect(): Promise<Connection> {
    const client = new Client(connectionSettings(url));
    const made: Connection = { client, heardAt: 0 };
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    client.on("error", lost.reject);
    client.on("end", () => {
      lost.reject(new Error("the connection has ended"));
      if (connection !== made) return;
      connection = null;
      if (!isClosed) void reconnect();
    });
    client.on("notification", ({ payload = "" }) => {
      if (payload === `${sender}+`) made.heardAt = performance.now();
      else if (!payload.endsWith("+")) hear(payload);
    });
    try {
      await Promise.race([client.connect(), lost.promise]);
      await client.query(`listen ${NAME}`);
      await beat(made);
      return made;
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
  }

  async function beat({ client }: Connection): Promise<void> {
    await client.query("select pg_notify($1, $2)", [NAME, `${sender}+`]);
  }

  async function reconnect(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !isClosed; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const made = await connect();
        // What was said meanwhile was missed.
        onGap();
        connection = made;
        if (isClosed) await made.client.end();
        return;
      } catch {
        await sleep(pause);
      }
    }
  }

  /** As many of the waiting messages as go into one notification. */
  function takeBatch(): string[] {
    let characters = 0;
    const end = waiting.findIndex((message) => (characters += message.length + 8) > BATCH_CHARACTERS);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1));
  }

  async function sendWaiting(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; waiting.length > 0 && !isClosed; ) {
      const batch = takeBatch();
      try {
        await sql`select pg_notify(${NAME}, ${JSON.stringify([sender, ...batch])})`.execute(db);
        pause = FIRST_PAUSE_MS;
      } catch {
        waiting = batch.concat(waiting);
        await sleep(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  connection = await connect();
  const beats = setInterval(() => {
    // Its failure shows in what is not heard.
    if (connection !== null) beat(connection).catch(() => {});
  }, BEAT_MS);
  beats.unref();

  return {
    send(message) {
      waiting.push(message);
      if (waiting.length > MOST_WAITING) waiting = [LOST];
      sending ??= sendWaiting().finally(() => {
        sending = null;
      });
    },
    isHeard: () => connection !== null && performance.now() - connection.heardAt < DEAF_AFTER_MS,
    async close() {
      await Promise.race([sending, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      isClosed = true;
      clearInterval(beats);
      await Promise.race([connection?.client.end(), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    },
  };
}
