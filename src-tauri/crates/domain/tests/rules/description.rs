use mapae_domain::{CodePoint, Description, DescriptionProblem};

#[test]
fn descriptions_are_normalised() {
    for (typed, text) in [
        ("", ""),
        ("  \r\n ", ""),
        ("첫 줄\r\n둘째 줄\r셋째 줄\u{2028}넷째 줄", "첫 줄\n둘째 줄\n셋째 줄\n넷째 줄"),
        ("\u{1100}\u{1161}  두 칸", "가  두 칸"),
        ("👩\u{200d}💻", "👩\u{200d}💻"),
    ] {
        assert_eq!(Description::parse(typed).unwrap().as_str(), text, "for {typed:?}");
    }
}

#[test]
fn a_description_of_500_characters_passes_and_one_of_501_does_not() {
    assert!(Description::parse(&"가".repeat(500)).is_ok());
    assert_eq!(
        Description::parse(&"가".repeat(501)),
        Err(DescriptionProblem::TooLong { max: 500, length: 501 })
    );
}

#[test]
fn controls_other_than_line_breaks_are_refused() {
    for (typed, character) in [("a\tb", '\t'), ("a\u{1b}[31m", '\u{1b}'), ("a\u{202e}b", '\u{202e}')] {
        let problem = DescriptionProblem::ForbiddenCharacter { character: CodePoint(character) };
        assert_eq!(Description::parse(typed), Err(problem), "for {typed:?}");
    }
}
