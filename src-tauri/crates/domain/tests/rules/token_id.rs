use mapae_domain::TokenId;

#[test]
fn ids_have_the_form_of_rfc_9562() {
    // The example of RFC 9562, A.6.
    let id =
        TokenId::from_parts(0x017F_22E2_79B0, [0x0C, 0xC3, 0x98, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F]);
    assert_eq!(id.to_string(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(TokenId::from_bytes(*id.as_bytes()), id);
}

#[test]
fn ids_sort_by_time_of_issue() {
    let earlier = TokenId::from_parts(1_000, [0xff; 10]);
    let later = TokenId::from_parts(1_001, [0; 10]);
    assert!(earlier.as_bytes() < later.as_bytes());
}

#[test]
fn other_spellings_and_versions_are_refused() {
    for text in [
        "",
        "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
        "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
    ] {
        assert!(text.parse::<TokenId>().is_err(), "for {text:?}");
    }
}
