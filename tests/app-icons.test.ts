import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { APP_ICONS, drawIcon, readIcon } from "./support/app-icons.ts";

test("the icons of the installed app are the icon, in the sizes that the manifest names", async () => {
  for (const icon of APP_ICONS) {
    const [kept, drawn] = await Promise.all(
      [await readIcon(icon), await drawIcon(icon)].map((png) =>
        sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
      ),
    );
    assert.ok(kept && drawn);
    assert.deepEqual([kept.info.width, kept.info.height], [icon.size, icon.size], icon.name);
    // Another release of the renderer may round an edge differently, not more.
    const differing = kept.data.filter((value, at) => Math.abs(value - (drawn.data[at] ?? 0)) > 24).length;
    assert.ok(differing < kept.data.length / 200, `${icon.name}: ${differing} values differ`);
  }
});
