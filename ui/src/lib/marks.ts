/**
 * Which parts of a text a search has found, so that they can be marked. It decides nothing: what matches is Rust's
 * (`service/src/index`), and a text that matches by another field simply has nothing marked.
 *
 * Compared as names are, in compatibility form and without case. The last word may still be typed: 배포자ㄷ is on its
 * way to 배포자동화, and an input method shows it as 배포잗.
 */

export interface Part {
  readonly text: string;
  readonly marked: boolean;
}

/** The whole of `text` in order, the parts that one of the words found marked. */
export function marks(text: string, search: string): Part[] {
  const words = fold(search).join('').split(/\s+/).filter(Boolean);
  const letters = [...text];
  const folded = letters.map((letter) => fold(letter).join(''));
  const found = letters.map(() => false);
  for (const [place, word] of words.entries()) {
    const last = place === words.length - 1;
    for (const [from, end] of places(folded, word, last)) found.fill(true, from, end);
  }
  return parts(letters, found);
}

/** Where `word` stands among the letters, as `[first, end)`. */
function* places(letters: readonly string[], word: string, growing: boolean): Iterable<[number, number]> {
  const spellings = growing ? [word, ...grown(word)] : [word];
  for (let from = 0; from < letters.length; from++) {
    for (const spelling of spellings) {
      const end = endOf(letters, from, spelling);
      if (end !== undefined) yield [from, end];
    }
  }
}

interface Growing {
  /** What stands there letter by letter. */
  readonly whole: string;
  /** Whether the letter after it is one that the last typed letter may become. */
  readonly next: (letter: string) => boolean;
}

function endOf(letters: readonly string[], from: number, word: string | Growing): number | undefined {
  const { whole, next } = typeof word === 'string' ? { whole: word, next: undefined } : word;
  let at = from;
  let rest = whole;
  while (rest !== '') {
    const letter = letters[at];
    if (!letter || !rest.startsWith(letter)) return undefined;
    rest = rest.slice(letter.length);
    at += 1;
  }
  if (!next) return at > from ? at : undefined;
  return next(letters[at] ?? '') ? at + 1 : undefined;
}

const FIRST = 0xac00;
const LAST = 0xd7a3;
const VOWELS = 588;
const FINALS = 28;
/** Conjoining initial consonants, to which NFKC leads single ones. */
const INITIAL = 0x1100;
const INITIALS = 19;
/** Of each final consonant, the initial consonant that it is where another syllable begins with it; -1 for none. */
const SPLIT: readonly (readonly [kept: number, initial: number])[] = [
  [0, -1],
  [0, 0],
  [0, 1],
  [1, 9],
  [0, 2],
  [4, 12],
  [4, 18],
  [0, 3],
  [0, 5],
  [8, 0],
  [8, 6],
  [8, 7],
  [8, 9],
  [8, 16],
  [8, 17],
  [8, 18],
  [0, 6],
  [0, 7],
  [17, 9],
  [0, 9],
  [0, 10],
  [0, 11],
  [0, 12],
  [0, 14],
  [0, 15],
  [0, 16],
  [0, 17],
  [0, 18],
];

/** Of a final consonant, how many that follow it begin with it: ㅂ becomes ㅄ. */
const DOUBLED: Readonly<Record<number, number>> = { 1: 2, 4: 2, 8: 7, 17: 1 };

/** What a word may be on its way to whose last letter is a Hangul one. */
function grown(word: string): Growing[] {
  const letters = [...word];
  const last = letters.pop() ?? '';
  const before = letters.join('');
  const code = last.codePointAt(0) ?? 0;
  if (code >= INITIAL && code < INITIAL + INITIALS) {
    return [{ whole: before, next: beginsWith(code - INITIAL) }];
  }
  if (code < FIRST || code > LAST) return [];
  const final = (code - FIRST) % FINALS;
  if (final === 0) return [{ whole: before, next: among(code, code + FINALS - 1) }];
  const doubled = among(code, code + (DOUBLED[final] ?? 0));
  const [kept, initial] = SPLIT[final] ?? [0, -1];
  const split = { whole: before + String.fromCodePoint(code - final + kept), next: beginsWith(initial) };
  return [{ whole: before, next: doubled }, ...(initial < 0 ? [] : [split])];
}

function beginsWith(initial: number): (letter: string) => boolean {
  const from = FIRST + initial * VOWELS;
  return among(from, from + VOWELS - 1);
}

function among(from: number, to: number): (letter: string) => boolean {
  return (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code >= from && code <= to;
  };
}

function fold(text: string): string[] {
  return [...text.normalize('NFKC').toLowerCase()];
}

function parts(letters: readonly string[], found: readonly boolean[]): Part[] {
  const all: { text: string; marked: boolean }[] = [];
  for (const [at, letter] of letters.entries()) {
    const marked = found[at] === true;
    const last = all.at(-1);
    if (last?.marked === marked) last.text += letter;
    else all.push({ text: letter, marked });
  }
  return all;
}
