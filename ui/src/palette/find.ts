/** Which commands a person means by what they typed, the likeliest first. */
import { folded, indexOfTyped } from './hangul';

export interface Findable {
  /** What is shown; the first of it that counts. */
  readonly label: string;
  /** Other words for it, in both languages. */
  readonly keywords: readonly string[];
}

/** @param recent the later used first; they come first among equals. */
export function find<Item extends Findable>(
  items: readonly Item[],
  typed: string,
  recent: readonly Item[] = [],
): Item[] {
  const words = typed.split(/\s+/).map(folded).filter(Boolean);
  const age = (item: Item) => {
    const place = recent.indexOf(item);
    return place < 0 ? recent.length : place;
  };
  return items
    .map((item, place) => ({ item, place, rank: rankOf(item, words) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((one, other) => {
      const by = (one.rank ?? 0) - (other.rank ?? 0) || age(one.item) - age(other.item);
      return by || one.place - other.place;
    })
    .map(({ item }) => item);
}

/** 0 where the label begins so, 1 where it holds it, 2 where only another word does; `undefined` where none does. */
function rankOf({ label, keywords }: Findable, words: readonly string[]): number | undefined {
  // Several words may be typed in any order, and without the blank between them.
  const whole = indexOfTyped(folded(label), words.join(''));
  if (whole >= 0) return whole === 0 ? 0 : 1;
  let rank = 0;
  for (const word of words) {
    const at = indexOfTyped(folded(label), word);
    if (at >= 0) rank = Math.max(rank, at === 0 ? 0 : 1);
    else if (keywords.some((keyword) => indexOfTyped(folded(keyword), word) >= 0)) rank = 2;
    else return undefined;
  }
  return rank;
}
