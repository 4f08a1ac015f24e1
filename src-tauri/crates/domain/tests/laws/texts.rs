use mapae_domain::token_format::{ALPHABET, CHECKSUM, LENGTH, PREFIX};
use mapae_domain::{
    Description, EntryProblem, IpEntry, Limit, MalformedToken, Network, Note, Period, TokenDigest, TokenName,
    assemble_token_text, check_token_text,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// Texts of characters that have broken normalisers: jamo, marks, spaces, wide and compatibility forms.
fn awkward() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\u{1100}", "\u{1161}", "\u{11a8}", "가", "ㄱ", "\u{3164}", "\u{301}", "\u{323}", "e", "Å", "ﬁ", "ß",
        "İ", " ", "\u{a0}", "\u{3000}", "\u{2000}", "\t", "\r\n", "\u{2028}", "\u{200d}", "\u{fe0f}", "❤",
        "#", "＃", "/", "8", "-", "10.0.0.1", "１", "．", ":", "::", "%", "*", "\u{340}", "\u{1f71}", "¨",
        "\u{fdfa}",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()), any::<String>()]
}

fn network() -> impl Strategy<Value = Network> {
    let v4 = (any::<std::net::Ipv4Addr>(), 0..=32u8)
        .prop_map(|(address, prefix)| Network::new(address.into(), prefix));
    let v6 = (any::<std::net::Ipv6Addr>(), 0..=128u8)
        .prop_map(|(address, prefix)| Network::new(address.into(), prefix));
    prop_oneof![v4, v6].prop_map(Option::unwrap)
}

/// Typed almost like an entry.
fn entry_like() -> impl Strategy<Value = String> {
    let near = "[0-9a-fx*]{0,3}([.:/%-][0-9a-f*]{0,4}){0,6}([ #/~-]{0,3}[0-9a가.*/]{0,6})?";
    prop_oneof![near.prop_map(String::from), awkward()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn normalising_a_name_twice_is_normalising_it_once(typed in awkward()) {
        if let Ok(name) = TokenName::parse(&typed) {
            let again = TokenName::parse(name.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&name));
            prop_assert!(!name.key().as_str().is_empty(), "a name that is nothing but ignorable characters");
        }
    }

    #[test]
    fn a_name_and_its_decomposed_form_have_one_key(typed in "[가-힣a-zA-Zé]{1,20}") {
        let decomposed: String =
            icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&typed).into_owned();
        let one = TokenName::parse(&typed).unwrap();
        let other = TokenName::parse(&decomposed).unwrap();
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.key(), other.key());
    }

    #[test]
    fn normalising_a_description_twice_is_normalising_it_once(typed in awkward()) {
        if let Ok(description) = Description::parse(&typed) {
            let again = Description::parse(description.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&description));
        }
    }

    #[test]
    fn printing_and_parsing_an_entry_round_trips(network in network(), note in awkward()) {
        let note = Note::parse(&note).unwrap_or(None);
        let entry = IpEntry::new(network, note);
        let parsed = IpEntry::parse(&entry.to_string());
        prop_assert_eq!(parsed.map(|parsed| parsed.entry), Ok(entry));
        prop_assert_eq!(network.to_string().parse(), Ok(network));
    }

    #[test]
    fn whatever_parses_as_an_entry_prints_as_itself(typed in entry_like()) {
        match IpEntry::parse(&typed) {
            Ok(parsed) => {
                let again = IpEntry::parse(&parsed.entry.to_string());
                prop_assert_eq!(again.map(|again| again.entry), Ok(parsed.entry));
            }
            Err(
                EntryProblem::LeadingZero { suggestion: Some(suggestion) }
                | EntryProblem::HasPort { suggestion: Some(suggestion) }
                | EntryProblem::HasZone { suggestion: Some(suggestion) }
                | EntryProblem::OtherNotation { suggestion: Some(suggestion) },
            ) => prop_assert!(IpEntry::parse(&suggestion).is_ok(), "suggested {}", suggestion),
            Err(_) => {}
        }
    }

    #[test]
    fn a_count_reads_the_same_with_and_without_commas(count: u32) {
        let digits = count.to_string();
        let grouped: String = digits
            .chars()
            .enumerate()
            .flat_map(|(at, digit)| {
                let comma = at > 0 && (digits.len() - at) % 3 == 0;
                comma.then_some(',').into_iter().chain([digit])
            })
            .collect();
        let plain = Limit::parse(&digits, Period::Day);
        prop_assert!(plain.is_ok());
        prop_assert_eq!(plain, Limit::parse(&grouped, Period::Day));
    }

    #[test]
    fn a_token_of_any_digits_checks(digits in prop::array::uniform32(0..62u8)) {
        let mut text = [0; LENGTH];
        assemble_token_text(&digits, &mut text);
        prop_assert_eq!(check_token_text(&text), Ok(()));
    }

    #[test]
    fn a_token_with_any_one_character_changed_is_refused(
        digits in prop::array::uniform32(0..62u8),
        place in 0..LENGTH,
        other: u8,
    ) {
        let mut text = [0; LENGTH];
        assemble_token_text(&digits, &mut text);
        // Every base62 digit, and one byte of all 256.
        for byte in ALPHABET.iter().copied().chain([other]).filter(|byte| *byte != text[place]) {
            let mut changed = text;
            changed[place] = byte;
            let problem = match byte {
                _ if place < PREFIX.len() => MalformedToken::Prefix,
                _ if byte.is_ascii_alphanumeric() => MalformedToken::Checksum,
                _ => MalformedToken::Alphabet,
            };
            prop_assert_eq!(check_token_text(&changed), Err(problem), "byte {} at {}", byte, place);
        }
    }

    #[test]
    fn the_checksum_is_the_crc_of_all_before_in_base62(digits in prop::array::uniform32(0..62u8)) {
        let mut text = [0; LENGTH];
        assemble_token_text(&digits, &mut text);
        let (covered, checksum) = text.split_at(LENGTH - CHECKSUM);
        let value = |digit: &u8| ALPHABET.iter().position(|other| other == digit).unwrap() as u64;
        let number = checksum.iter().fold(0, |number, digit| number * 62 + value(digit));
        prop_assert_eq!(number, u64::from(crc32fast::hash(covered)));
    }

    #[test]
    fn the_digest_is_what_any_sha_256_makes_of_it(
        text in prop_oneof![prop::collection::vec(any::<u8>(), LENGTH), prop::collection::vec(any::<u8>(), 0..200)],
    ) {
        let plain: [u8; 32] = Sha256::digest(&text).into();
        prop_assert_eq!(*TokenDigest::of(&text).as_bytes(), plain);
    }

    #[test]
    fn random_bytes_are_no_token(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let verdict = check_token_text(&bytes);
        prop_assert!(bytes.len() == LENGTH || verdict == Err(MalformedToken::Length));
        prop_assert!(verdict.is_err());
    }
}
