use mapae_domain::token_format::LENGTH;
use mapae_domain::{MalformedToken, TokenDigest, TokenHint, assemble_token_text, check_token_text};

fn text(digits: [u8; 32]) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    assemble_token_text(&digits, &mut out);
    out
}

/// Frozen: computed apart from this code, with zlib's crc32 and hand-written base62.
const ZEROS: &str = "mapae_000000000000000000000000000000003A76cX";
const RISING: &str = "mapae_0123456789ABCDEFGHIJKLMNOPQRSTUV1TMr8Y";

#[test]
fn known_digits_give_known_strings() {
    assert_eq!(str::from_utf8(&text([0; 32])), Ok(ZEROS));
    assert_eq!(str::from_utf8(&text(std::array::from_fn(|at| at as u8))), Ok(RISING));
}

#[test]
fn a_string_of_another_form_is_refused() {
    let good = RISING;
    for (bad, problem) in [
        (String::new(), MalformedToken::Length),
        (good[..43].to_owned(), MalformedToken::Length),
        (format!("{good}0"), MalformedToken::Length),
        (format!("{good}\n"), MalformedToken::Length),
        (good.replace("mapae_", "Mapae_"), MalformedToken::Prefix),
        (good.replace("mapae_", "mapae-"), MalformedToken::Prefix),
        (good.replace('K', "_"), MalformedToken::Alphabet),
        (good.replace("JKL", "\u{d55c}"), MalformedToken::Alphabet),
        (good.replace('K', "k"), MalformedToken::Checksum),
        (good.replace("KL", "LK"), MalformedToken::Checksum),
    ] {
        assert_eq!(check_token_text(bad.as_bytes()), Err(problem), "for {bad:?}");
    }
    assert_eq!(check_token_text(good.as_bytes()), Ok(()));
}

#[test]
fn the_digest_is_sha_256_of_the_whole_string() {
    // FIPS 180-2, B.1.
    let abc = TokenDigest::of(b"abc");
    assert_eq!(abc.as_bytes()[..4], [0xba, 0x78, 0x16, 0xbf]);
    assert_eq!(TokenDigest::from_bytes(*abc.as_bytes()), abc);
    assert_eq!(format!("{abc:?}"), "TokenDigest(ba7816bf..)");
}

#[test]
fn a_hint_shows_four_characters() {
    let hint = TokenHint::of(RISING.as_bytes()).unwrap();
    assert_eq!(hint.as_str(), "mapae_0123");
    assert_eq!(TokenHint::parse("mapae_0123"), Ok(hint));
    assert!(TokenHint::of(b"mapae_0123").is_err(), "not a whole token");
    for text in ["", "mapae_012", "mapae_01234", "Mapae_0123", "mapae_01-3", "mapae_가1"] {
        assert!(TokenHint::parse(text).is_err(), "for {text:?}");
    }
}
