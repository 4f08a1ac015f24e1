use mapae_domain::{CodePoint, NameProblem, TokenName};

fn parsed(text: &str) -> String {
    TokenName::parse(text).unwrap().as_str().to_owned()
}

#[test]
fn names_are_normalised() {
    for (typed, name) in [
        ("ci", "ci"),
        ("  배포 서버 \n", "배포 서버"),
        ("\u{1107}\u{1162}\u{1111}\u{1169}", "배포"),
        ("a \u{a0}\u{3000} b", "a b"),
        ("Cafe\u{301}", "Café"),
        ("빌드 #1 (서울) ✅", "빌드 #1 (서울) ✅"),
        ("❤\u{fe0f} 팀", "❤\u{fe0f} 팀"),
        ("\u{ff21}", "\u{ff21}"),
    ] {
        assert_eq!(parsed(typed), name, "for {typed:?}");
    }
}

#[test]
fn a_name_of_64_characters_passes_and_one_of_65_does_not() {
    // Decomposed: twice as many scalar values before NFC.
    let typed = "\u{1100}\u{1161}".repeat(64);
    assert_eq!(parsed(&typed), "가".repeat(64), "length is counted after NFC");
    assert_eq!(TokenName::parse(&"가".repeat(65)), Err(NameProblem::TooLong { max: 64, length: 65 }));
}

#[test]
fn blank_names_are_empty() {
    for typed in ["", "   ", "\n\t", "\u{3000}", "\u{2028}"] {
        assert_eq!(TokenName::parse(typed), Err(NameProblem::Empty), "for {typed:?}");
    }
}

#[test]
fn characters_that_deceive_the_eye_are_refused_by_their_code_point() {
    for (typed, code_point) in [
        ("a\u{0}b", "U+0000"),
        ("a\tb", "U+0009"),
        ("a\nb", "U+000A"),
        ("a\u{200b}b", "U+200B"),
        ("a\u{200d}b", "U+200D"),
        ("\u{202e}abc", "U+202E"),
        ("a\u{2066}b", "U+2066"),
        ("\u{feff}ci", "U+FEFF"),
        ("a\u{2028}b", "U+2028"),
        ("a\u{e000}", "U+E000"),
        ("a\u{fffe}", "U+FFFE"),
        ("a\u{e0041}", "U+E0041"),
        // Letters and a symbol that show as nothing.
        ("\u{3164}", "U+3164"),
        ("가\u{115f}", "U+115F"),
        ("\u{ffa0}", "U+FFA0"),
        ("\u{2800}", "U+2800"),
        // A mark with nothing to stand on.
        ("\u{301}a", "U+0301"),
        ("\u{fe0f}", "U+FE0F"),
    ] {
        let Err(NameProblem::ForbiddenCharacter { character }) = TokenName::parse(typed) else {
            panic!("{typed:?} was not refused for a character");
        };
        assert_eq!(character.to_string(), code_point, "for {typed:?}");
    }
}

#[test]
fn names_that_read_the_same_have_one_key() {
    for (one, other) in [
        ("Deploy", "dEPLOY"),
        ("배포", "\u{1107}\u{1162}\u{1111}\u{1169}"),
        ("Straße", "STRASSE"),
        ("ＣＩ　서버", "ci 서버"),
        ("ﬁle", "FILE"),
        ("❤ 팀", "❤\u{fe0f} 팀"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Å", "A\u{30a}"),
        ("№1", "no1"),
    ] {
        let key = |text| TokenName::parse(text).unwrap().key();
        assert_eq!(key(one), key(other), "for {one:?} and {other:?}");
    }
}

#[test]
fn names_that_read_differently_have_different_keys() {
    for (one, other) in [("a", "b"), ("build1", "build 1"), ("resume", "résumé"), ("가", "각")] {
        let key = |text| TokenName::parse(text).unwrap().key();
        assert_ne!(key(one), key(other), "for {one:?} and {other:?}");
    }
}

#[test]
fn a_code_point_shows_at_least_four_digits() {
    assert_eq!(CodePoint('\t').to_string(), "U+0009");
    assert_eq!(CodePoint('\u{e0041}').to_string(), "U+E0041");
}

#[test]
fn a_name_is_confirmed_by_itself_alone() {
    let name = TokenName::parse("배포 Main").unwrap();
    for (typed, confirmed) in [
        ("배포 Main", true),
        (" 배포 Main ", true),
        ("\u{1107}\u{1162}\u{1111}\u{1169} Main", true),
        ("배포 main", false),
        ("배포  Main", false),
        ("배포Main", false),
        ("", false),
    ] {
        assert_eq!(name.is_confirmed_by(typed), confirmed, "{typed:?}");
    }
}
