import { setImmediate } from "node:timers/promises";
import type { ImageId } from "#contract/ids.ts";
import { comparePlaced, indexAfter, type Placed } from "../images/month-order.ts";
import type { Findable, Query, Term } from "./read-query.ts";

// What can be found in one vault, in memory, newest first. It is searched from one end to the other: a hundred
// thousand short texts take some milliseconds, and need no other structure that had to be kept true.

/** A picture in the index. */
export interface Entry extends Findable, Placed {
  readonly id: ImageId;
}

/** An album, by what can be found of it. */
export interface FindableAlbum {
  readonly text: string;
  readonly isFavourites: boolean;
  readonly imageIds: ReadonlySet<ImageId>;
}

export interface Found {
  /** Newest first, at most as many as were asked for. */
  readonly places: readonly Placed[];
  /** Of all that match. */
  readonly total: number;
}

/** How many are looked at before others get their turn. */
const AT_ONCE = 10_000;
/** What an entry takes besides its text: 240 to 285 bytes measured, the more where dates carry an offset. */
const ENTRY_BYTES = 290;
/** Of a text with any letter beyond Latin; others take half. */
const LETTER_BYTES = 2;

export function bytesOf({ text }: Pick<Entry, "text">): number {
  return ENTRY_BYTES + LETTER_BYTES * text.length;
}

/** Whether a picture fulfils the query. */
export type Matcher = (picture: Findable & { readonly id: ImageId }) => boolean;

export function matcherOf({ terms }: Query, albums: readonly FindableAlbum[]): Matcher {
  const tests = terms.map((term) => matcherOfTerm(term, albums));
  return (picture) => tests.every((test) => test(picture));
}

function matcherOfTerm({ words, otherwise, favourites }: Term, albums: readonly FindableAlbum[]): Matcher {
  const byWord = words.map((word) => ({ word, albums: albums.filter(({ text }) => text.includes(word)) }));
  const held = favourites === true ? albums.filter(({ isFavourites }) => isFavourites) : [];
  return (picture) =>
    (byWord.length > 0 &&
      byWord.every(
        (one) =>
          picture.text.includes(one.word) || one.albums.some(({ imageIds }) => imageIds.has(picture.id)),
      )) ||
    otherwise?.(picture) === true ||
    held.some(({ imageIds }) => imageIds.has(picture.id));
}

export interface VaultIndex {
  /** About what it takes in memory. */
  readonly sizeBytes: number;
  /** Adds pictures that are not in it yet; quickest with older ones than it has. */
  add(entries: readonly Entry[]): void;
  /** Takes out whatever it has of these ids, and puts in what is known of them now. */
  replace(ids: ReadonlySet<ImageId>, entries: readonly Entry[]): void;
  /** From behind a place on, at most so many. Gives way to others in between. */
  find(matches: Matcher, after: Placed | null, limit: number): Promise<Found>;
}

export function vaultIndex(): VaultIndex {
  let entries: readonly Entry[] = [];
  let sizeBytes = 0;

  /** A search that is under way goes on with what was there when it began. */
  function put(kept: readonly Entry[], added: readonly Entry[]): void {
    const sorted = added.toSorted(comparePlaced);
    const [last, first] = [kept.at(-1), sorted[0]];
    const together = [...kept, ...sorted];
    const isInOrder = last === undefined || first === undefined || comparePlaced(last, first) <= 0;
    entries = isInOrder ? together : together.sort(comparePlaced);
  }

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add(added) {
      for (const entry of added) sizeBytes += bytesOf(entry);
      put(entries, added);
    },
    replace(ids, fresh) {
      const kept = entries.filter((entry) => {
        if (!ids.has(entry.id)) return true;
        sizeBytes -= bytesOf(entry);
        return false;
      });
      for (const entry of fresh) sizeBytes += bytesOf(entry);
      put(kept, fresh);
    },
    async find(matches, after, limit) {
      const searched = entries;
      const from = after === null ? 0 : indexAfter(searched, after);
      const places: Placed[] = [];
      let total = 0;
      for (let at = 0; at < searched.length; at += 1) {
        if (at % AT_ONCE === 0 && at > 0) await setImmediate();
        const entry = searched[at]!;
        if (!matches(entry)) continue;
        total += 1;
        if (at >= from && places.length < limit) places.push(entry);
      }
      return { places, total };
    },
  };
}
