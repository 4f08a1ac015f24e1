//! A plain estimate of how long a passphrase would take to guess. Not zxcvbn: that crate copies pieces of the
//! passphrase into strings that nobody wipes, and knows no Korean.
//!
//! The text is read from left to right in the cheapest piece that fits: something that stood there before, a run
//! of neighbours (`1234`, `qwer`, `가나다`), a common word, a year, or one more character. Characters cost what
//! they cost in words, not in noise: two bits and a bit per Latin letter, five per Hangul syllable. So noise is
//! underrated, which hurts nobody, and a sentence is not overrated.

use zeroize::Zeroizing;

/// How long a passphrase would take to guess, as 0 to 4. Somebody with the files pays Argon2's memory and time for
/// every guess, so each level is one of machines times years, not of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Under a million guesses: among the first that anybody tries. Refused for a new passphrase.
    Guessable,
    /// Within reach of one person with patience.
    Weak,
    /// Costs real money to guess.
    Fair,
    /// Out of reach of all but a few.
    Good,
    /// Not worth trying.
    Strong,
}

impl Strength {
    /// That of a text, typed so far or whole. Nothing of it is kept.
    pub fn of(text: &str) -> Strength {
        match bits(text) {
            ..20.0 => Strength::Guessable,
            20.0..30.0 => Strength::Weak,
            30.0..40.0 => Strength::Fair,
            40.0..55.0 => Strength::Good,
            _ => Strength::Strong,
        }
    }

    /// 0 to 4, for a bar of four parts.
    pub fn score(self) -> u8 {
        self as u8
    }
}

/// Neighbours on a keyboard or in an order that everybody knows.
const ROWS: [&str; 12] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!@#$%^&*()_+",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "ㅋㅌㅊㅍㅠㅜㅡ",
    "가나다라마바사아자차카타파하",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
];

/// Words that head every list of leaked passwords, in English, in Korean, in Korean typed on Latin keys, and those
/// that suggest themselves here.
const WORDS: [&str; 72] = [
    "password",
    "passphrase",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "letmein",
    "welcome",
    "iloveyou",
    "admin",
    "administrator",
    "root",
    "user",
    "login",
    "master",
    "secret",
    "changeme",
    "default",
    "guest",
    "test",
    "testing",
    "hello",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "trustno1",
    "whatever",
    "freedom",
    "shadow",
    "michael",
    "jordan",
    "access",
    "starwars",
    "computer",
    "internet",
    "server",
    "token",
    "gateway",
    "mapae",
    "korea",
    "seoul",
    "samsung",
    "google",
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "thisismypassword",
    "mypassword",
    "nopassword",
    "lorem ipsum dolor sit amet",
    "the quick brown fox jumps over the lazy dog",
    "비밀번호",
    "암호",
    "마패",
    "관리자",
    "안녕하세요",
    "사랑해요",
    "사랑해",
    "대한민국",
    "동해물과백두산이",
    "동해물과 백두산이",
    "마르고 닳도록",
    "토큰",
    "테스트",
    "dkssud",
    "dkssudgktpdy",
    "tkfkdgo",
    "qlalfqjsgh",
    "qwer",
];

const SHORTEST_RUN: usize = 3;
/// Which pattern it is, and where in it.
const PATTERN_BITS: f64 = 4.0;
const YEAR_BITS: f64 = 5.0;

/// More characters add nothing, and this runs at every key that is pressed.
const JUDGED: usize = 256;

fn bits(text: &str) -> f64 {
    // Room for all of it at once: a vector that grows leaves its old copy behind.
    let mut characters = Zeroizing::new(Vec::with_capacity(JUDGED));
    characters.extend(text.chars().take(JUDGED).map(|character| character.to_ascii_lowercase()));
    let mut classes = Zeroizing::new(Vec::with_capacity(JUDGED));
    classes.extend(text.chars().take(JUDGED).map(|character| Class::of(character) as u8));
    let (mut at, mut bits) = (0, 0.0);
    while at < characters.len() {
        let rest = &characters[at..];
        let pieces = [again(&characters, at), neighbours(rest), common_word(rest), year(rest)];
        let longest = pieces.into_iter().max_by_key(|piece| piece.length).filter(|piece| piece.length > 0);
        let piece = longest.unwrap_or(Piece { length: 1, bits: BITS[usize::from(classes[at])] });
        // A change of kind is a choice too.
        let change = if at > 0 && classes[at - 1] != classes[at] { 2.0 } else { 0.0 };
        bits += piece.bits + change;
        at += piece.length;
    }
    bits
}

struct Piece {
    /// In characters; zero where nothing fits.
    length: usize,
    bits: f64,
}

const NOTHING: Piece = Piece { length: 0, bits: 0.0 };

fn log2(count: usize) -> f64 {
    (count.max(1) as f64).log2()
}

/// What stood anywhere before, as in `abcabcabc`.
fn again(all: &[char], at: usize) -> Piece {
    let longest = (0..at)
        .map(|from| all[at..].iter().zip(&all[from..]).take_while(|(this, that)| this == that).count())
        .max()
        .unwrap_or(0);
    if longest < SHORTEST_RUN {
        return NOTHING;
    }
    Piece { length: longest, bits: log2(at) + log2(longest) }
}

/// A stretch of a row, forwards or backwards.
fn neighbours(rest: &[char]) -> Piece {
    let longest = ROWS.iter().map(|row| along(row.chars(), rest).max(along(row.chars().rev(), rest)));
    let longest = longest.max().unwrap_or(0);
    if longest < SHORTEST_RUN {
        return NOTHING;
    }
    Piece { length: longest, bits: PATTERN_BITS + log2(longest) }
}

fn along(row: impl Iterator<Item = char> + Clone, rest: &[char]) -> usize {
    let Some(start) = rest.first().and_then(|first| row.clone().position(|key| key == *first)) else {
        return 0;
    };
    row.skip(start).zip(rest).take_while(|(key, typed)| key == *typed).count()
}

fn common_word(rest: &[char]) -> Piece {
    let stands_here = |word: &&str| {
        word.chars().count() <= rest.len() && word.chars().zip(rest).all(|(known, typed)| known == *typed)
    };
    let longest = WORDS.iter().filter(|word| stands_here(word)).map(|word| word.chars().count()).max();
    longest.map_or(NOTHING, |length| Piece { length, bits: log2(WORDS.len()) })
}

fn year(rest: &[char]) -> Piece {
    match rest {
        ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            Piece { length: 4, bits: YEAR_BITS }
        }
        _ => NOTHING,
    }
}

/// Kinds of characters; the numbers are places in [`BITS`].
#[derive(Clone, Copy)]
enum Class {
    Space,
    Lower,
    Upper,
    Digit,
    Other,
    Hangul,
}

/// What one character of each class costs.
const BITS: [f64; 6] = [1.0, 2.3, 3.0, 3.0, 3.5, 5.0];

impl Class {
    fn of(character: char) -> Class {
        match character {
            'a'..='z' => Class::Lower,
            'A'..='Z' => Class::Upper,
            '0'..='9' => Class::Digit,
            '가'..='힣' => Class::Hangul,
            _ if character.is_whitespace() => Class::Space,
            _ => Class::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_have_the_strength_that_a_careful_person_would_give_them() {
        use Strength::{Fair, Good, Guessable, Strong, Weak};
        for (text, strength) in [
            ("", Guessable),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Guessable),
            ("abcabcabcabcabcabc", Guessable),
            ("abcdefghijklmnopqrst", Guessable),
            ("zyxwvutsrqponmlk", Guessable),
            ("123456789012345", Guessable),
            ("qwertyuiopasdfghjkl", Guessable),
            ("1qaz2wsx3edc4rfv", Guessable),
            ("passwordpassword", Guessable),
            ("PASSWORDpassword", Guessable),
            ("correct horse battery staple", Guessable),
            ("가나다라마바사아자차카타파하", Guessable),
            ("ㅁㄴㅇㄹㅁㄴㅇㄹㅁㄴㅇㄹㅁㄴㅇㄹ", Guessable),
            ("비밀번호비밀번호비밀번호비밀번호", Guessable),
            ("qwertyuiopasdfghjklzxcvbnm", Weak),
            ("password12345678!", Weak),
            ("mapaeadmin2026!", Weak),
            ("mapae-admin-2026", Fair),
            ("mountainrivers", Fair),
            ("a walk in the dark", Good),
            ("gravel pension tulip orbit", Strong),
            ("오늘 점심은 칼국수에 깍두기", Strong),
            ("x7Kq9vT2mZ4pL8wR", Strong),
        ] {
            assert_eq!(Strength::of(text), strength, "{text}: {} bits", bits(text));
        }
    }

    #[test]
    fn the_score_is_0_to_4() {
        assert_eq!((Strength::Guessable.score(), Strength::Strong.score()), (0, 4));
    }

    proptest! {
        #[test]
        fn writing_a_text_twice_adds_next_to_nothing(text in "[a-z가-힣 0-9]{4,40}") {
            let twice = format!("{text}{text}");
            prop_assert!(bits(&twice) <= bits(&text) + 2.0 * log2(twice.len()) + 6.0);
        }

        #[test]
        fn any_text_has_a_strength(text in "\\PC{0,120}") {
            prop_assert!(bits(&text) >= 0.0);
        }
    }
}
