// What the tests need that npm cannot bring: system packages, installed where that is allowed.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { installLeftOut } from "./install.mjs";
import { runToEnd } from "./run-to-end.mjs";
import { failedOnce, type Stage, type StageResult } from "./stage.ts";

/** A package of Debian, and a file that is there once it is installed. */
const PACKAGES = [
  { name: "chromium", file: "/usr/bin/chromium" },
  { name: "firefox-esr", file: "/usr/bin/firefox-esr" },
  { name: "webkit2gtk-driver", file: "/usr/bin/WebKitWebDriver" },
  { name: "xvfb", file: "/usr/bin/Xvfb" },
  { name: "fonts-dejavu-core", file: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf" },
  { name: "clamav-daemon", file: "/usr/sbin/clamd" },
  { name: "libimage-exiftool-perl", file: "/usr/bin/exiftool" },
  { name: "postgresql", file: "/usr/lib/postgresql" },
  { name: "radosgw", file: "/usr/bin/radosgw" },
  { name: "ceph-mon", file: "/usr/bin/ceph-mon" },
  { name: "ceph-osd", file: "/usr/bin/ceph-osd" },
  { name: "ceph-common", file: "/usr/bin/ceph" },
  { name: "caddy", file: "/usr/bin/caddy" },
  { name: "haproxy", file: "/usr/sbin/haproxy" },
  { name: "openssl", file: "/usr/bin/openssl" },
  { name: "python3", file: "/usr/bin/python3" },
  { name: "python3-cryptography", file: "/usr/lib/python3/dist-packages/cryptography" },
  { name: "softhsm2", file: "/usr/lib/softhsm/libsofthsm2.so" },
  { name: "g++", file: "/usr/bin/g++" },
  { name: "make", file: "/usr/bin/make" },
  { name: "strace", file: "/usr/bin/strace" },
  { name: "bubblewrap", file: "/usr/bin/bwrap" },
  { name: "curl", file: "/usr/bin/curl" },
  { name: "procps", file: "/usr/bin/pgrep" },
  { name: "systemd", file: "/usr/bin/systemd-analyze" },
  { name: "docker-compose", file: "/usr/bin/docker-compose" },
  { name: "unzip", file: "/usr/bin/unzip" },
] as const;

/** Holds nothing to count when all is there. */
export const systemPackages: Stage = { name: "system packages", run: installMissing };

const NOTHING: StageResult = { passed: 0, failed: 0, skipped: [], failures: [], report: "" };
const ROOT = join(import.meta.dirname, "..");
/** Compiled when packages are installed, which a machine without a compiler leaves out. */
const COMPILED = "node_modules/pkcs11js/build/Release/pkcs11.node";

async function installMissing(): Promise<StageResult> {
  const installed = await installMissingPackages();
  if (installed.failed > 0 || existsSync(join(ROOT, COMPILED))) return installed;
  process.stdout.write("Compiling pkcs11js …\n");
  try {
    await installLeftOut(ROOT);
  } catch (error) {
    return failedOnce(error instanceof Error ? error.message : String(error));
  }
  return existsSync(join(ROOT, COMPILED)) ? NOTHING : failedOnce("pkcs11js could not be compiled");
}

async function installMissingPackages(): Promise<StageResult> {
  const missing = PACKAGES.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  if (missing.length === 0) return NOTHING;
  const install = ["install", "-y", "--no-install-recommends", ...missing];
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    return failedOnce(
      `The tests need ${missing.join(", ")}. On Debian, run this once:\n` +
        `  sudo apt-get update && sudo apt-get ${install.join(" ")}`,
    );
  }
  process.stdout.write(`Installing ${missing.join(", ")} with apt-get …\n`);
  for (const args of [["update"], install]) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { ended, said } = await runToEnd("/usr/bin/apt-get", ["-q", ...args], { cwd: "/", env });
    if (ended !== null) return failedOnce(`${said}\napt-get ${args.join(" ")} ended with ${ended}`);
  }
  return NOTHING;
}
