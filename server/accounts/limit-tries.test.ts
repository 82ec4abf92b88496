import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "./limit-tries.ts";

test("an IPv6 address counts as its /64, however it is written", () => {
  const spellings = [
    "2001:db8:1:2:3:4:5:6",
    "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
    "2001:db8:1:2::",
    "2001:db8:1:2::6",
    "2001:db8:1:2::3:192.0.2.1",
    "2001:db8:1:2::7%eth0",
  ];
  for (const address of spellings) assert.equal(networkOf(address), "2001:db8:1:2::/64", address);
  assert.equal(networkOf("2001:db8::1"), "2001:db8:0:0::/64");
  assert.equal(networkOf("::1"), "0:0:0:0::/64");
  assert.notEqual(networkOf("2001:db8:1:3::6"), networkOf("2001:db8:1:2::6"));
});

test("an IPv4 address counts by itself, also when it comes dressed as IPv6", () => {
  assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("::FFFF:c000:0207"), "192.0.2.7");
  assert.equal(networkOf("::ffff:c000:207"), "192.0.2.7");
});
