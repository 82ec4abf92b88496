import assert from "node:assert/strict";
import { test } from "node:test";
import { isTokenUri, parseTokenUri, shownTokenUri, TokenUriFaulty } from "./pkcs11-uri.ts";

const query = "?module-path=/usr/lib/x.so&pin-source=file:/run/pin";

test("token, serial and object are read, percent signs decoded", () => {
  const place = parseTokenUri(`pkcs11:token=My%20token;serial=0f;type=secret-key;object=photos${query}`);
  assert.deepEqual(place, {
    modulePath: "/usr/lib/x.so",
    token: { token: "My token", serial: "0f" },
    object: "photos",
    pin: { file: "/run/pin" },
  });
  assert.equal(parseTokenUri(`pkcs11:slot-id=3${query}`).object, "safelight-master");
});

test("the PIN is in a file, by path or file URI, or in the URI itself", () => {
  const pinOf = (pin: string) => parseTokenUri(`pkcs11:token=a?module-path=/x&${pin}`).pin;
  for (const source of ["/run/pin", "file:/run/pin", "file:///run/pin", "file:%2Frun%2Fpin"]) {
    assert.deepEqual(pinOf(`pin-source=${source}`), { file: "/run/pin" });
  }
  assert.deepEqual(pinOf("pin-value=12%3334"), { value: "12334" });
});

test("whatever is missing, doubled or not understood is refused, and no fault holds a PIN", () => {
  for (const text of [
    "pkcs12:token=a",
    `pkcs11:${query}`,
    `pkcs11:token=a;token=b${query}`,
    `pkcs11:token=a;id=%01${query}`,
    `pkcs11:token=a;library-version=2${query}`,
    `pkcs11:token=a;type=private${query}`,
    `pkcs11:token=a;object=${query}`,
    `pkcs11:token${query}`,
    `pkcs11:token=%zz${query}`,
    `pkcs11:token=a${query}?x`,
    "pkcs11:token=a?pin-value=1234canary",
    "pkcs11:token=a?module-path=x.so&pin-value=1234canary",
    "pkcs11:token=a?module-path=/x",
    "pkcs11:token=a?module-path=/x&pin-value=",
    "pkcs11:token=a?module-path=/x&pin-source=|/bin/canary",
    "pkcs11:token=a?module-path=/x&pin-source=http://canary/pin",
    "pkcs11:token=a?module-path=/x&pin-source=/p&pin-value=1234canary",
    "pkcs11:token=a?module-path=/x&pin-value=1234canary&vendor=x",
  ]) {
    assert.throws(
      () => parseTokenUri(text),
      (error) => error instanceof TokenUriFaulty && !error.message.includes("canary"),
      text,
    );
  }
});

test("the scheme is known in any case, and the URI is shown without its PIN", () => {
  assert.ok(isTokenUri("PKCS11:token=a") && !isTokenUri("/keys/pkcs11:"));
  assert.equal(
    shownTokenUri("pkcs11:token=a?pin-value=1234&module-path=/x"),
    "pkcs11:token=a?pin-value=(hidden)&module-path=/x",
  );
});
