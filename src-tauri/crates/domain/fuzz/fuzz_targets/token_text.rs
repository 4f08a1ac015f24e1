//! Whatever claims to be a token. The first bytes become digits, so that well-formed strings are tried as
//! well; the rest is tried as it is and as a change to one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapae_domain::token_format::{ALPHABET, BODY, LENGTH, PREFIX};
use mapae_domain::{TokenHint, assemble_token_text, check_token_text};

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    let Some((chosen, rest)) = bytes.split_first_chunk::<BODY>() else { return };
    let mut text = [0; LENGTH];
    assemble_token_text(&chosen.map(|byte| byte % 62), &mut text);
    assert_eq!(check_token_text(&text), Ok(()), "an assembled token checks");
    check(&text);

    // CRC-32 notices every change within 32 neighbouring bits, so of up to four neighbouring characters.
    let [place, change @ ..] = rest else { return };
    let place = usize::from(*place) % LENGTH;
    let mut changed = text;
    for (old, new) in changed[place..].iter_mut().zip(change.iter().take(4)) {
        *old = *new;
    }
    let in_checksum = place + change.len().min(4) > LENGTH - 6 && place < LENGTH - 6;
    if changed != text && !in_checksum {
        assert!(check_token_text(&changed).is_err(), "a changed token was accepted");
    }
    check(&changed);
});

/// What passes has the published form, and only that.
fn check(text: &[u8]) {
    let is_token = check_token_text(text).is_ok();
    assert_eq!(TokenHint::of(text).is_ok(), is_token, "a hint exists for tokens alone");
    if is_token {
        assert_eq!(text.len(), LENGTH);
        let digits = text.strip_prefix(PREFIX.as_bytes()).expect("begins with the prefix");
        assert!(digits.iter().all(|digit| ALPHABET.contains(digit)));
        let digits: [u8; BODY] = *digits.first_chunk().expect("38 digits");
        let values =
            digits.map(|digit| ALPHABET.iter().position(|known| *known == digit).expect("base62") as u8);
        let mut again = [0; LENGTH];
        assemble_token_text(&values, &mut again);
        assert_eq!(again, text, "one body has one checksum");
        let hint = TokenHint::of(text).expect("a token");
        assert!(text.starts_with(hint.as_str().as_bytes()) && hint.as_str().len() == PREFIX.len() + 4);
        assert_eq!(TokenHint::parse(hint.as_str()), Ok(hint));
    }
}
