import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

// The icons of the installed app, drawn from the one icon that there is. Run by itself, this draws them anew:
// node_modules/.bin/node tests/support/app-icons.ts

const PUBLIC = join(import.meta.dirname, "..", "..", "web", "public");

interface AppIcon {
  readonly name: string;
  readonly size: number;
  /** Without round corners: the device cuts its own. */
  readonly isFull: boolean;
}

export const APP_ICONS: readonly AppIcon[] = [
  { name: "icon-192.png", size: 192, isFull: false },
  { name: "icon-512.png", size: 512, isFull: false },
  { name: "icon-maskable-512.png", size: 512, isFull: true },
  { name: "apple-touch-icon.png", size: 180, isFull: true },
];

/** One icon as it should be. */
export async function drawIcon({ size, isFull }: AppIcon): Promise<Buffer> {
  const svg = await readFile(join(PUBLIC, "icon.svg"), "utf8");
  const drawn = Buffer.from(isFull ? svg.replace(' rx="7"', "") : svg);
  return await sharp(drawn, { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

/** One icon as it lies in the client. */
export async function readIcon({ name }: AppIcon): Promise<Buffer> {
  return await readFile(join(PUBLIC, name));
}

if (import.meta.main) {
  for (const icon of APP_ICONS) await writeFile(join(PUBLIC, icon.name), await drawIcon(icon));
}
