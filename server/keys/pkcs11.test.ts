import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import pkcs11js from "pkcs11js";
import { keyProviderConformance } from "../../tests/conformance/key-provider.ts";
import { type SoftTokens, softTokens, TOKEN_MODULE, TOKEN_PIN } from "../../tests/support/soft-token.ts";
import { openTokenKeys, type TokenKeys } from "./pkcs11.ts";
import { parseTokenUri } from "./pkcs11-uri.ts";
import { KeysAway, KeysRefused, KeyVersionMissing } from "./provider.ts";
import { tokenProcess } from "./token-process.ts";

const create = { create: true };
const existing = { create: false };
let tokens: SoftTokens;
let uri: string;
let made = 0;
let opened: TokenKeys[] = [];

before(async () => {
  tokens = await softTokens();
  // The library reads it in the process that loads it.
  process.env["SOFTHSM2_CONF"] = tokens.env["SOFTHSM2_CONF"];
  uri = await tokens.token("vault");
});
afterEach(async () => {
  for (const keys of opened) await keys.close();
  opened = [];
});
after(() => tokens.remove());

/** Keys of one test: the label keeps them apart from others in the same token. */
function freshUri(): string {
  made += 1;
  return uri.replace("pkcs11:token=vault", `pkcs11:token=vault;object=test-${made}`);
}

async function open(text: string, options: Parameters<typeof openTokenKeys>[1], times?: object) {
  const whole = { answerMs: 60_000, pauseMs: 0, ...times };
  const keys = await openTokenKeys(parseTokenUri(text), options, whole);
  opened.push(keys);
  return keys;
}

keyProviderConformance("PKCS#11", async () => {
  const place = parseTokenUri(freshUri());
  const empty = parseTokenUri(freshUri());
  const times = { answerMs: 60_000, pauseMs: 0 };
  await (await openTokenKeys(place, create, times)).close();
  return {
    open: () => openTokenKeys(place, existing, times),
    openEmpty: () => openTokenKeys(empty, { create: false, mayBeEmpty: true }, times),
    remove: async () => undefined,
  };
});

/** Asks the token itself, in this process. */
function inToken<T>(ask: (token: pkcs11js.PKCS11, session: pkcs11js.Handle) => T): T {
  const token = new pkcs11js.PKCS11();
  token.load(TOKEN_MODULE);
  token.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
  try {
    const slot = token.C_GetSlotList(true).find((one) => token.C_GetTokenInfo(one).label.trim() === "vault")!;
    const session = token.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
    token.C_Login(session, pkcs11js.CKU_USER, TOKEN_PIN);
    return ask(token, session);
  } finally {
    token.C_Finalize();
    token.close();
  }
}

function importKey(label: string, more: pkcs11js.Template): void {
  inToken((token, session) =>
    token.C_CreateObject(session, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_GENERIC_SECRET },
      { type: pkcs11js.CKA_VALUE, value: Buffer.alloc(32, 7) },
      { type: pkcs11js.CKA_LABEL, value: label },
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_SIGN, value: true },
      ...more,
    ]),
  );
}

test("the key that it makes cannot be read out of the token, nor ever could", async () => {
  const text = freshUri();
  await open(text, create);
  inToken((token, session) => {
    const label = `${parseTokenUri(text).object}-1`;
    token.C_FindObjectsInit(session, [{ type: pkcs11js.CKA_LABEL, value: label }]);
    const key = token.C_FindObjects(session)!;
    token.C_FindObjectsFinal(session);
    assert.throws(() => token.C_GetAttributeValue(session, key, [{ type: pkcs11js.CKA_VALUE }]), /SENSITIVE/);
    const types = ["CKA_NEVER_EXTRACTABLE", "CKA_ALWAYS_SENSITIVE", "CKA_LOCAL", "CKA_PRIVATE"] as const;
    const values = token.C_GetAttributeValue(
      session,
      key,
      types.map((type) => ({ type: pkcs11js[type] })),
    );
    for (const { value } of values) assert.equal((value as Buffer)[0], 1);
  });
});

test("a key that can be read out is refused, and one that may not sign", async () => {
  const readable = freshUri();
  importKey(`${parseTokenUri(readable).object}-1`, [
    { type: pkcs11js.CKA_SENSITIVE, value: false },
    { type: pkcs11js.CKA_EXTRACTABLE, value: true },
  ]);
  await assert.rejects(open(readable, existing), /can be read out/);
  const unsigning = freshUri();
  importKey(`${parseTokenUri(unsigning).object}-1`, [
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    { type: pkcs11js.CKA_SIGN, value: false },
  ]);
  await assert.rejects(open(unsigning, existing), (error) => error instanceof KeysRefused);
});

test("two keys of one label are refused: which one is meant, nobody can tell", async () => {
  const text = freshUri();
  const fit = [
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
  ];
  importKey(`${parseTokenUri(text).object}-1`, fit);
  importKey(`${parseTokenUri(text).object}-1`, fit);
  await assert.rejects(open(text, existing), /two keys called/);
});

test("without leave to create, no key is made, and none is taken for another's", async () => {
  const text = freshUri();
  await assert.rejects(open(text, existing), KeysRefused);
  await open(`${text}`.replace("object=", "object=other-"), create);
  await assert.rejects(open(text, existing), KeysRefused);
});

test("a wrong PIN is told, not tried again, and stands in no message", async () => {
  const text = freshUri();
  const file = join(tokens.folder, "wrong-pin");
  await writeFile(file, "99999999\n", { mode: 0o600 });
  const wrong = text.replace(/pin-source=.*/, `pin-source=${file}`);
  await assert.rejects(open(wrong, create), (error: Error) => {
    assert.ok(error instanceof KeysRefused);
    assert.match(error.message, /refuses the PIN/);
    assert.doesNotMatch(error.message, /9999/);
    return true;
  });
  assert.equal((await open(text, create)).currentVersion, 1);
});

test("a PIN that is wrong once the token is away and back is tried once, not at every question", async () => {
  const text = freshUri();
  const file = join(tokens.folder, "changing-pin");
  await writeFile(file, TOKEN_PIN, { mode: 0o600 });
  const keys = await open(text.replace(/pin-source=.*/, `pin-source=${file}`), create);
  await writeFile(file, "00000000");
  process.kill(keys.pid()!, "SIGKILL");
  // More often than the token would bear before it locks itself.
  for (let tries = 0; tries < 12; tries += 1) await assert.rejects(keys.derive(1, "label"));
  assert.equal((await (await open(text, existing)).derive(1, "label")).length, 32);
});

test("a PIN that others could read is refused, with the command that mends it", async () => {
  const text = freshUri();
  const file = join(tokens.folder, "open-pin");
  await writeFile(file, TOKEN_PIN, { mode: 0o600 });
  const open600 = text.replace(/pin-source=.*/, `pin-source=${file}`);
  await chmod(file, 0o640);
  await assert.rejects(open(open600, create), /chmod 600/);
  await chmod(file, 0o600);
  assert.equal((await open(open600, create)).currentVersion, 1);
});

test("a library that crashes takes nothing along: the next question opens another session", async () => {
  const keys = await open(freshUri(), create);
  const before = await keys.derive(1, "label");
  for (let times = 0; times < 3; times += 1) {
    const pid = keys.pid()!;
    process.kill(pid, "SIGKILL");
    assert.deepEqual(await keys.derive(1, "label"), before);
    assert.notEqual(keys.pid(), pid);
  }
});

test("a library that hangs is given up, everything that waits is told, and the next question goes through", async () => {
  const keys = await open(freshUri(), create, { answerMs: 4000 });
  const before = await keys.derive(1, "label");
  process.kill(keys.pid()!, "SIGSTOP");
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 20);
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => keys.derive(1, `label ${n}`)));
  clearInterval(ticking);
  for (const outcome of outcomes) {
    assert.ok(outcome.status === "rejected" && outcome.reason instanceof KeysAway);
  }
  // The server went on meanwhile.
  assert.ok(turns > 3);
  assert.deepEqual(await keys.derive(1, "label"), before);
});

test("whoever asks when too many wait already is refused alone, and those who wait are answered", async () => {
  const keys = await open(freshUri(), create);
  const pid = keys.pid();
  const outcomes = await Promise.allSettled(Array.from({ length: 1100 }, () => keys.derive(1, "label")));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 100);
  for (const { reason } of refused) assert.ok(reason instanceof KeysAway);
  assert.equal(keys.pid(), pid);
});

test("a provider that is closed while its PIN is being read leaves no process behind", async () => {
  const place = parseTokenUri(freshUri());
  const read = Promise.withResolvers<string>();
  const token = tokenProcess(async () => ({ ask: "open", place, pin: await read.promise }), {
    answerMs: 60_000,
    pauseMs: 0,
  });
  const asked = assert.rejects(token.ask({ ask: "list" }));
  const closed = token.close();
  read.resolve(TOKEN_PIN);
  await Promise.all([asked, closed]);
  assert.equal(token.pid(), null);
});

test("a token that is away is told as that, and comes back by itself", async () => {
  const keys = await open(freshUri(), create);
  const before = await keys.derive(1, "label");
  await tokens.unplug();
  process.kill(keys.pid()!, "SIGKILL");
  await assert.rejects(keys.derive(1, "label"), KeysAway);
  await assert.rejects(keys.derive(1, "label"), KeysAway);
  await tokens.plugIn();
  assert.deepEqual(await keys.derive(1, "label"), before);
});

test("while a token is left alone after it could not be opened, questions are refused at once", async () => {
  const keys = await open(freshUri(), create, { pauseMs: 3_600_000 });
  await tokens.unplug();
  process.kill(keys.pid()!, "SIGKILL");
  await assert.rejects(keys.derive(1, "label"), KeysAway);
  await tokens.plugIn();
  await assert.rejects(keys.derive(1, "label"), KeysAway);
  assert.equal(keys.pid(), null);
});

test("a token that is not there, and a library that is not there, are told without naming the PIN", async () => {
  for (const text of [
    uri.replace("token=vault", "token=none"),
    uri.replace(TOKEN_MODULE, "/usr/lib/none.so"),
    uri.replace(/pin-source=.*/, "pin-value=31415926").replace("token=vault", "token=none"),
  ]) {
    await assert.rejects(open(text, create), (error: Error) => {
      assert.ok(error instanceof KeysAway);
      assert.doesNotMatch(error.message, /31415926/);
      return true;
    });
  }
});

test("a version named by a row and not in the token is missing, not away", async () => {
  const keys = await open(freshUri(), create);
  await assert.rejects(keys.derive(2, "label"), KeyVersionMissing);
});
