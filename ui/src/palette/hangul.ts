/**
 * Finding Korean words by what has been typed of them: by keystrokes, so that a syllable in the making finds the word
 * that it becomes (갑 finds 가방), and by initial consonants alone (ㅂㄱ finds 발급).
 */

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;

/** The keys of a two-set keyboard that make each initial, vowel and final, in the order of Unicode. */
const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ');
const FINALS = [
  '',
  ...'ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(
    ' ',
  ),
];
/** Consonants that an input method shows as one while they are two keys. */
const PAIRS: Record<string, string> = {
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ',
};

/** Compared without regard to case, spelling and blanks. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, '');
}

/** Where `typed` begins in `text`, in syllables or letters; -1 if it is not there. Both are {@link folded}. */
export function indexOfTyped(text: string, typed: string): number {
  if (typed === '') return 0;
  const letters = [...text];
  const keys = letters.map(keysOf);
  const wanted = [...typed].map(keysOf).join('');
  for (let start = 0; start < keys.length; start++) {
    if (keys.slice(start).join('').startsWith(wanted)) return start;
  }
  if (!/^[ㄱ-ㅎ]+$/.test(typed)) return -1;
  return letters.map(initialOf).join('').indexOf(wanted);
}

function keysOf(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return PAIRS[letter] ?? letter;
  const place = code - FIRST_SYLLABLE;
  const vowel = VOWELS[Math.floor(place / FINALS.length) % VOWELS.length];
  return `${initialOf(letter)}${vowel}${FINALS[place % FINALS.length]}`;
}

function initialOf(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return letter;
  return INITIALS[Math.floor((code - FIRST_SYLLABLE) / (VOWELS.length * FINALS.length))] ?? letter;
}
