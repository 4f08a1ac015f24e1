//! Hangul syllables and what they are made of (Unicode 3.12), for a word that is still being typed: 배포자ㄷ, which an
//! input method shows as 배포잗, is on its way to 배포자동화.

use std::ops::RangeInclusive;

const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
/// Syllables with one initial consonant, and with one initial consonant and vowel.
const VOWELS: u32 = 588;
const FINALS: u32 = 28;
/// Conjoining initial consonants, to which NFKC leads single ones.
const INITIALS: RangeInclusive<u32> = 0x1100..=0x1112;

/// What a text may have where the typed word has its last letter: a letter, then perhaps another out of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) letter: Option<char>,
    pub(super) then: Option<RangeInclusive<char>>,
}

impl Ending {
    fn among(from: u32, to: u32) -> Self {
        Self { letter: None, then: Some(character(from)..=character(to)) }
    }
}

/// The endings to which `letter` may grow, itself first. `None` where it is no Hangul.
pub(super) fn endings(letter: char) -> Option<Vec<Ending>> {
    let code = u32::from(letter);
    let itself = Ending { letter: Some(letter), then: None };
    if INITIALS.contains(&code) {
        let (from, to) = with_initial(code - INITIALS.start());
        return Some(vec![itself, Ending::among(from, to)]);
    }
    let (base, last) = parts(letter)?;
    if last == 0 {
        return Some(vec![Ending::among(base, base + (vowels_after(base) + 1) * FINALS - 1)]);
    }
    let mut endings = vec![Ending::among(code, code + grown(last))];
    if last == 1 {
        endings = vec![itself, Ending::among(base + 3, base + 3)];
    }
    if let Some((kept, initial)) = split(last) {
        let (from, to) = with_initial(initial);
        let single = INITIALS.start() + initial;
        for (from, to) in [(from, to), (single, single)] {
            let then = Some(character(from)..=character(to));
            endings.push(Ending { letter: Some(character(base + kept)), then });
        }
    }
    Some(endings)
}

/// What a syllable and all that it may grow from and to have in common; any other letter as it is.
pub(super) fn open(letter: char) -> char {
    match parts(letter) {
        Some((base, _)) => {
            let vowel = (base - FIRST) % VOWELS / FINALS;
            let simple = match vowel {
                9..=11 => 8,
                14..=16 => 13,
                19 => 18,
                vowel => vowel,
            };
            character(base - (vowel - simple) * FINALS)
        }
        None => letter,
    }
}

/// The syllable without its final consonant, and the number of that; 0 is none.
fn parts(letter: char) -> Option<(u32, u32)> {
    let code = u32::from(letter);
    (FIRST..=LAST).contains(&code).then(|| {
        let last = (code - FIRST) % FINALS;
        (code - last, last)
    })
}

fn with_initial(initial: u32) -> (u32, u32) {
    (FIRST + initial * VOWELS, FIRST + (initial + 1) * VOWELS - 1)
}

/// How many vowels after it are it and another: ㅗ becomes ㅘ, ㅙ and ㅚ.
fn vowels_after(base: u32) -> u32 {
    match (base - FIRST) % VOWELS / FINALS {
        8 | 13 => 3,
        18 => 1,
        _ => 0,
    }
}

/// How many finals after it are it and another consonant: ㄹ becomes ㄺ to ㅀ. ㄱ does not stand beside ㄳ.
fn grown(last: u32) -> u32 {
    match last {
        4 => 2,
        8 => 7,
        17 => 1,
        _ => 0,
    }
}

/// What stays of a final when a vowel follows, and the initial consonant that the rest becomes.
fn split(last: u32) -> Option<(u32, u32)> {
    Some(match last {
        1 => (0, 0),
        2 => (0, 1),
        3 => (1, 9),
        4 => (0, 2),
        5 => (4, 12),
        6 => (4, 18),
        7 => (0, 3),
        8 => (0, 5),
        9 => (8, 0),
        10 => (8, 6),
        11 => (8, 7),
        12 => (8, 9),
        13 => (8, 16),
        14 => (8, 17),
        15 => (8, 18),
        16 => (0, 6),
        17 => (0, 7),
        18 => (17, 9),
        19 => (0, 9),
        20 => (0, 10),
        21 => (0, 11),
        22 => (0, 12),
        23 => (0, 14),
        24 => (0, 15),
        25 => (0, 16),
        26 => (0, 17),
        27 => (0, 18),
        _ => return None,
    })
}

fn character(code: u32) -> char {
    char::from_u32(code).expect("a letter of Hangul")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the typed letter may become what stands at the front of `text`.
    fn grows(letter: char, text: &str) -> bool {
        endings(letter).is_some_and(|endings| {
            endings.iter().any(|ending| {
                let mut letters = text.chars();
                ending.letter.is_none_or(|letter| letters.next() == Some(letter))
                    && ending
                        .then
                        .as_ref()
                        .is_none_or(|then| letters.next().is_some_and(|it| then.contains(&it)))
            })
        })
    }

    #[test]
    fn a_syllable_in_the_making_grows_to_what_is_being_typed() {
        let cases = [
            ('바', "방"),
            ('바', "바"),
            ('고', "과"),
            ('그', "긔"),
            ('잗', "자동"),
            ('간', "가나"),
            ('달', "닭"),
            ('닭', "달가"),
            ('각', "각"),
            ('각', "갃"),
            ('갃', "각시"),
            ('\u{1103}', "동"),
            ('\u{1112}', "힣"),
        ];
        for (letter, text) in cases {
            assert!(grows(letter, text), "{letter} -> {text}");
        }
        for (letter, text) in
            [('방', "바"), ('바', "버"), ('각', "갂"), ('잗', "자고"), ('a', "a"), ('\u{1103}', "공")]
        {
            assert!(!grows(letter, text), "{letter} -> {text}");
        }
    }

    #[test]
    fn what_grows_from_a_syllable_has_the_same_open_form() {
        for code in FIRST..=LAST {
            let letter = character(code);
            for ending in endings(letter).expect("a syllable") {
                let first = ending
                    .letter
                    .into_iter()
                    .chain(ending.then.filter(|_| ending.letter.is_none()).into_iter().flatten());
                first.for_each(|grown| assert_eq!(open(grown), open(letter), "{letter} -> {grown}"));
            }
        }
    }
}
