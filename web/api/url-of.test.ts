import assert from "node:assert/strict";
import { test } from "node:test";
import { getRendition, listImages } from "../../contract/images.ts";
import { urlOf, writeUrl } from "./url-of.ts";

test("parameters fill the braces and the query follows", () => {
  const url = urlOf(getRendition, { params: { id: "abc", rendition: "thumb" }, query: { download: "true" } });
  assert.equal(url, "/api/images/abc/renditions/thumb?download=true");
});

test("a parameter cannot leave its place in the path", () => {
  const url = urlOf(getRendition, { params: { id: "../../sessions?x=", rendition: "view" } });
  assert.equal(url, "/api/images/..%2F..%2Fsessions%3Fx%3D/renditions/view");
});

test("what is undefined in a query is left out", () => {
  assert.equal(urlOf(listImages, { query: { cursor: undefined, limit: 200 } }), "/api/images?limit=200");
});

test("a missing parameter is a mistake, not an address", () => {
  assert.throws(() => writeUrl("/api/images/{id}", {}, undefined), /needs id/);
});
