use mapae_domain::{EntryNotice, EntryProblem, IpEntry, SpecialRange};

fn network(text: &str) -> String {
    IpEntry::parse(text).unwrap_or_else(|problem| panic!("{text:?}: {problem:?}")).entry.network().to_string()
}

#[test]
fn addresses_and_networks_are_read() {
    for (typed, expected) in [
        ("10.0.0.1", "10.0.0.1/32"),
        (" 10.0.0.0/8 ", "10.0.0.0/8"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("2001:0db8:0:0::1", "2001:db8::1/128"),
        ("::/0", "::/0"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:10.1.2.3", "10.1.2.3/32"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        // Wider than the mapped addresses: an IPv6 network.
        ("::ffff:0:0/95", "::fffe:0:0/95"),
        ("１０.０.０.１／３２", "10.0.0.1/32"),
    ] {
        assert_eq!(network(typed), expected, "for {typed:?}");
    }
}

#[test]
fn notes_are_read_with_and_without_the_sign() {
    for (typed, note) in [
        ("10.0.0.0/8", None),
        ("10.0.0.0/8 사무실", Some("사무실")),
        ("10.0.0.0/8 # 사무실", Some("사무실")),
        ("10.0.0.0/8# 사무실", Some("사무실")),
        ("10.0.0.0/8\t#사무실  2층 ", Some("사무실 2층")),
        ("10.0.0.0/8　＃ 사무실", Some("사무실")),
        ("10.0.0.0/8 #", None),
        ("10.0.0.0/8 # # 사무실", Some("사무실")),
        ("10.0.0.0/8 - 사무실", Some("- 사무실")),
        ("10.0.0.0/8 2층", Some("2층")),
        ("10.0.0.0/8 / 사무실", Some("/ 사무실")),
        ("10.0.0.0/8 # 10.0.0.1 제외", Some("10.0.0.1 제외")),
        ("10.0.0.0/8 # /8", Some("/8")),
        ("10.0.0.0/8 \u{1100}\u{1161}", Some("가")),
    ] {
        let parsed = IpEntry::parse(typed).unwrap();
        assert_eq!(parsed.entry.note().map(|note| note.as_str()), note, "for {typed:?}");
    }
}

#[test]
fn notes_have_the_rules_of_a_line() {
    let long = format!("10.0.0.1 {}", "가".repeat(61));
    assert_eq!(IpEntry::parse(&long), Err(EntryProblem::NoteTooLong { max: 60, length: 61 }));
    assert!(IpEntry::parse(&format!("10.0.0.1 {}", "가".repeat(60))).is_ok());
    let Err(EntryProblem::NoteForbiddenCharacter { character }) = IpEntry::parse("10.0.0.1 a\u{202e}b")
    else {
        panic!("a bidi override in a note was not refused");
    };
    assert_eq!(character.to_string(), "U+202E");
}

#[test]
fn what_is_wrong_is_named_and_a_right_form_suggested() {
    let leading_zero =
        |suggestion: &str| EntryProblem::LeadingZero { suggestion: Some(suggestion.to_owned()) };
    let port = |suggestion: &str| EntryProblem::HasPort { suggestion: Some(suggestion.to_owned()) };
    let zone = |suggestion: &str| EntryProblem::HasZone { suggestion: Some(suggestion.to_owned()) };
    let other = |suggestion: &str| EntryProblem::OtherNotation { suggestion: Some(suggestion.to_owned()) };
    let unsuggested = EntryProblem::OtherNotation { suggestion: None };
    let table = [
        ("010.0.0.1", leading_zero("10.0.0.1")),
        ("010.0.0.1/32", leading_zero("10.0.0.1/32")),
        ("10.0.0.00", leading_zero("10.0.0.0")),
        ("10.0.0.0/08", leading_zero("10.0.0.0/8")),
        ("010.000.000.000/08 사무실", leading_zero("10.0.0.0/8 사무실")),
        ("::ffff:010.0.0.1", leading_zero("::ffff:10.0.0.1")),
        ("2001:db8::/032", leading_zero("2001:db8::/32")),
        ("010.0.0.300", EntryProblem::LeadingZero { suggestion: None }),
        ("010.0.0.1/33", EntryProblem::LeadingZero { suggestion: None }),
        ("10.0.0.0/33", EntryProblem::PrefixTooLong { max: 32 }),
        ("10.0.0.0/999", EntryProblem::PrefixTooLong { max: 32 }),
        ("2001:db8::/129", EntryProblem::PrefixTooLong { max: 128 }),
        ("::ffff:10.0.0.0/129", EntryProblem::PrefixTooLong { max: 128 }),
        ("10.0.0.0/", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/+8", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/-8", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/8/8", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/1000", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/8,10.1.0.0/16", EntryProblem::PrefixUnreadable),
        ("10.0.0.0/٨", EntryProblem::PrefixUnreadable),
        ("10.0.0.1:443", port("10.0.0.1")),
        ("[2001:db8::1]:443 웹", port("2001:db8::1 웹")),
        ("[2001:db8::1]", other("2001:db8::1")),
        ("[2001:db8::]/32", other("2001:db8::/32")),
        ("fe80::1%eth0", zone("fe80::1")),
        ("fe80::1%eth0/64", zone("fe80::1/64")),
        ("10.0.*", other("10.0.0.0/16")),
        ("10.0.*.* 사무실", other("10.0.0.0/16 사무실")),
        ("10.0.0.*", other("10.0.0.0/24")),
        ("2001:db8:*", other("2001:db8::/32")),
        ("10.*.0.1", unsuggested.clone()),
        ("*", unsuggested.clone()),
        ("10.0.0.0-10.0.0.255", other("10.0.0.0/24")),
        ("10.0.0.0~255", other("10.0.0.0/24")),
        ("10.0.0.0 - 10.0.0.255 사무실", other("10.0.0.0/24")),
        ("10.0.0.7-10.0.0.7", other("10.0.0.7")),
        ("0.0.0.0-255.255.255.255", other("0.0.0.0/0")),
        ("2001:db8::-2001:db8::ffff", other("2001:db8::/112")),
        ("10.0.0.1-10.0.0.255", unsuggested.clone()),
        ("10.0.0.255-10.0.0.0", unsuggested.clone()),
        ("10.0.0.0/255.255.255.0", other("10.0.0.0/24")),
        ("10.0.0.9/255.255.255.0", other("10.0.0.0/24")),
        ("10.0.0.0/0.0.0.255", other("10.0.0.0/24")),
        ("10.0.0.0/255.0.255.0", unsuggested.clone()),
        ("10.0.0.0/0.0.0.0", unsuggested.clone()),
        ("10.0.0.0 255.255.255.0", other("10.0.0.0/24")),
        ("10.0.0.0 /8", other("10.0.0.0/8")),
        ("10.0.0.0 / 8", other("10.0.0.0/8")),
        ("10.0.0.1 10.0.0.2", unsuggested.clone()),
        ("10.0.0.1 10.0.0.0/8", unsuggested.clone()),
        ("10.1/16", other("10.1.0.0/16")),
        ("10.0.0/24", other("10.0.0.0/24")),
        ("10.1", unsuggested.clone()),
        ("10/16", unsuggested.clone()),
        ("167772161", unsuggested.clone()),
        ("0x0a000001", unsuggested.clone()),
        ("0x0a.0.0.1", unsuggested.clone()),
        ("http://10.0.0.1:8080/x", other("10.0.0.1")),
        ("https://[2001:db8::1]/", other("2001:db8::1")),
        ("https://example.com/x", EntryProblem::IsHostName),
        ("example.com", EntryProblem::IsHostName),
        ("example.com. 웹", EntryProblem::IsHostName),
        ("example.com:443", EntryProblem::IsHostName),
        ("localhost", EntryProblem::IsHostName),
        ("한국.com", EntryProblem::IsHostName),
        ("", EntryProblem::Unreadable),
        ("# 사무실", EntryProblem::Unreadable),
        ("사무실", EntryProblem::Unreadable),
        ("10.0.0.l", EntryProblem::Unreadable),
        ("256.0.0.1", EntryProblem::Unreadable),
        ("10.0.0.0.0", EntryProblem::Unreadable),
        ("10..0.1", EntryProblem::Unreadable),
        ("2001:db8:::1", EntryProblem::Unreadable),
        ("10.0.0.1²", EntryProblem::Unreadable),
        ("٣.٠.٠.١", EntryProblem::Unreadable),
        ("\u{200b}10.0.0.1", EntryProblem::Unreadable),
    ];
    for (typed, problem) in table {
        assert_eq!(IpEntry::parse(typed), Err(problem), "for {typed:?}");
    }
}

#[test]
fn the_writer_is_told_what_was_changed() {
    let notices = |typed| IpEntry::parse(typed).unwrap().notices;
    let network = |text| IpEntry::parse(text).unwrap().entry.network();
    let typed = |text: &str| text.to_owned();
    assert_eq!(notices("203.0.114.0/24"), []);
    assert_eq!(
        notices("203.0.114.9/24 사무실"),
        [EntryNotice::HostBitsCut { typed: typed("203.0.114.9/24"), network: network("203.0.114.0/24") }]
    );
    assert_eq!(
        notices("::ffff:203.0.114.9/120"),
        [
            EntryNotice::MappedToIpv4 {
                typed: typed("::ffff:203.0.114.9/120"),
                network: network("203.0.114.0/24")
            },
            EntryNotice::HostBitsCut {
                typed: typed("::ffff:203.0.114.9/120"),
                network: network("203.0.114.0/24")
            },
        ]
    );
    assert_eq!(notices("0.0.0.0/0"), [EntryNotice::EveryAddress { version: 4 }]);
    assert_eq!(notices("::/0"), [EntryNotice::EveryAddress { version: 6 }]);
    assert_eq!(notices("::ffff:203.0.114.9").len(), 1, "a bare address has no host bits to cut");
}

#[test]
fn special_ranges_are_told_by_the_narrowest_that_holds_all_of_the_network() {
    for (typed, range) in [
        ("0.0.0.0", Some(SpecialRange::Unspecified)),
        ("0.1.0.0/16", Some(SpecialRange::ThisNetwork)),
        ("10.0.0.0/8", None),
        ("172.31.255.255", None),
        ("172.32.0.0", None),
        ("192.168.0.0/16", None),
        ("192.168.0.0/15", None),
        ("100.64.0.0/10", Some(SpecialRange::Shared)),
        ("127.0.0.1", Some(SpecialRange::Loopback)),
        ("169.254.1.1", Some(SpecialRange::LinkLocal)),
        ("192.0.2.1", Some(SpecialRange::Documentation)),
        ("198.51.100.0/25", Some(SpecialRange::Documentation)),
        ("203.0.113.0/24", Some(SpecialRange::Documentation)),
        ("198.19.0.0/16", Some(SpecialRange::Benchmarking)),
        ("192.0.0.8", Some(SpecialRange::Reserved)),
        ("192.88.99.1", Some(SpecialRange::SixToFour)),
        ("224.0.0.1", Some(SpecialRange::Multicast)),
        ("240.0.0.0/4", Some(SpecialRange::Reserved)),
        ("255.255.255.255", Some(SpecialRange::Broadcast)),
        ("8.8.8.8", None),
        ("::", Some(SpecialRange::Unspecified)),
        ("::1", Some(SpecialRange::Loopback)),
        ("::1.2.3.4", Some(SpecialRange::Reserved)),
        ("64:ff9b::/96", Some(SpecialRange::Nat64)),
        ("64:ff9b:1::/48", Some(SpecialRange::Nat64)),
        ("2001:db8::/32", Some(SpecialRange::Documentation)),
        ("3fff::/20", Some(SpecialRange::Documentation)),
        ("2001:2::/48", Some(SpecialRange::Benchmarking)),
        ("2001::/32", Some(SpecialRange::Reserved)),
        ("2002::/16", Some(SpecialRange::SixToFour)),
        ("100::/64", Some(SpecialRange::Reserved)),
        ("fd00::/8", None),
        ("fe80::1", Some(SpecialRange::LinkLocal)),
        ("ff02::1", Some(SpecialRange::Multicast)),
        ("2606:4700::1", None),
    ] {
        let told = IpEntry::parse(typed).unwrap().notices.into_iter().find_map(|notice| match notice {
            EntryNotice::Special(range) => Some(range),
            _ => None,
        });
        assert_eq!(told, range, "for {typed}");
    }
}

#[test]
fn an_entry_prints_with_its_prefix_and_its_note() {
    assert_eq!(IpEntry::parse("10.1.2.3").unwrap().entry.to_string(), "10.1.2.3/32");
    assert_eq!(IpEntry::parse("10.1.2.3/8 사무실").unwrap().entry.to_string(), "10.0.0.0/8 # 사무실");
}

#[test]
fn a_network_of_a_record_has_one_spelling() {
    use mapae_domain::Network;
    assert!("10.0.0.0/8".parse::<Network>().is_ok());
    for text in
        ["10.0.0.1/8", "10.0.0.0", "010.0.0.0/8", "::ffff:10.0.0.0/104", "2001:DB8::/32", "10.0.0.0/08"]
    {
        assert!(text.parse::<Network>().is_err(), "for {text}");
    }
}
