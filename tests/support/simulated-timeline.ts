// A timeline larger than a test could seed: its months, layouts, pages and thumbnails are answered inside the browser,
// by the contract, while everything else goes to the real server.

import type { Page } from "@playwright/test";
import type { Image, MonthLayout } from "#contract/images.ts";

export interface SimulatedTimeline {
  /** Newest first. */
  readonly months: readonly { readonly month: string; readonly count: number }[];
  /** The id of a picture. */
  readonly idOf: (month: string, index: number) => string;
  /** Addresses that were asked for, in order. */
  readonly asked: string[];
}

const RATIOS = [1500, 1333, 667, 1778, 1000, 750];
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#785"/></svg>`;

/** Months of `perMonth` pictures each, from 2026-12 backward. */
export async function simulateTimeline(
  page: Page,
  monthCount: number,
  perMonth: number,
): Promise<SimulatedTimeline> {
  const months = Array.from({ length: monthCount }, (_, i) => ({
    month: new Date(Date.UTC(2026, 11 - i, 1)).toISOString().slice(0, 7),
    count: perMonth,
  }));
  const asked: string[] = [];
  const idOf = (month: string, index: number) => `s${month.replace("-", "")}x${index}`;
  const seconds = (index: number) => 2_400_000 - Math.floor((index * 2_400_000) / perMonth);
  await page.route(/\/api\/(timeline|images)(\/|\?|$)/, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    asked.push(pathname);
    const month = /^\/api\/timeline\/(\d{4}-\d\d)/.exec(pathname)?.[1];
    if (pathname.endsWith("/renditions/thumb")) {
      return route.fulfill({ contentType: "image/svg+xml", body: SVG });
    }
    if (pathname === "/api/timeline") return route.fulfill({ json: { items: months } });
    if (month === undefined) return route.fallback();
    if (pathname.endsWith("/layout")) {
      const all = Array.from({ length: perMonth }, (_, index) => index);
      const layout = {
        ids: all.map((index) => idOf(month, index)),
        seconds: all.map(seconds),
        ratios: all.map((index) => RATIOS[index % RATIOS.length]!),
        sizes: all.map(() => 1_000_000),
      };
      return route.fulfill({ json: layout as unknown as MonthLayout });
    }
    const from = Number(searchParams.get("from") ?? 0);
    const length = Math.max(0, Math.min(Number(searchParams.get("limit")), perMonth - from));
    const items = Array.from({ length }, (_, i) => simulated(month, from + i));
    return route.fulfill({ json: { items, nextCursor: null } });
  });

  function simulated(month: string, index: number): Image {
    const takenAt = new Date(Date.parse(`${month}-01T00:00:00Z`) + seconds(index) * 1000);
    return {
      id: idOf(month, index),
      damaged: false,
      name: `${month} number ${index}`,
      caption: "",
      format: "jpeg",
      width: RATIOS[index % RATIOS.length]!,
      height: 1000,
      sizeBytes: 1_000_000,
      takenAt: takenAt.toISOString().slice(0, 19),
      uploadedAt: takenAt.toISOString(),
      trashedAt: null,
      favourite: false,
      thumbHash: "",
      camera: null,
      exposure: null,
      place: null,
      animated: false,
      viewFormat: "jpeg",
      rotation: 0,
      removed: [],
    } as unknown as Image;
  }

  return { months, idOf, asked };
}
