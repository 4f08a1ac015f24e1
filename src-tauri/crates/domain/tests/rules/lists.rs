use std::net::IpAddr;

use mapae_domain::{
    AddressVerdict, AllowList, BlockList, EntryMatch, IpEntry, ListProblem, embedded_ipv4, judge_address,
};

fn entries(texts: &[&str]) -> Vec<IpEntry> {
    texts.iter().map(|text| IpEntry::parse(text).unwrap().entry).collect()
}

fn allow(texts: &[&str]) -> AllowList {
    AllowList::from_entries(entries(texts)).unwrap()
}

fn block(texts: &[&str]) -> BlockList {
    BlockList::from_entries(entries(texts)).unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn blank_allows_every_address_and_blocks_none() {
    for client in ["0.0.0.0", "8.8.8.8", "::1", "2001:db8::1"] {
        let verdict = judge_address(&AllowList::Any, &BlockList::default(), address(client));
        assert_eq!(verdict, AddressVerdict::Allowed, "for {client}");
    }
    assert_eq!(allow(&[]), AllowList::Any);
}

#[test]
fn block_beats_allow_for_equal_and_overlapping_entries() {
    let both = ["10.0.0.0/8"];
    for (allowed, blocked, client, is_allowed) in [
        (&both[..], &both[..], "10.1.2.3", false),
        (&["10.0.0.0/8"], &["10.2.0.0/16"], "10.2.3.4", false),
        (&["10.0.0.0/8"], &["10.2.0.0/16"], "10.3.3.4", true),
        (&["10.2.3.4"], &["10.0.0.0/8"], "10.2.3.4", false),
        (&["10.0.0.0/8"], &[], "11.0.0.1", false),
        (&[], &["10.0.0.0/8"], "11.0.0.1", true),
        (&["0.0.0.0/0"], &[], "2001:db8::1", false),
        (&["::/0"], &[], "10.0.0.1", false),
    ] {
        let verdict = judge_address(&allow(allowed), &block(blocked), address(client));
        assert_eq!(
            verdict == AddressVerdict::Allowed,
            is_allowed,
            "{client}: allow {allowed:?}, block {blocked:?}"
        );
    }
}

#[test]
fn the_deciding_entry_is_the_first_that_holds_the_address() {
    let list = block(&["192.0.2.0/24", "10.2.0.0/16 사무실", "10.0.0.0/8"]);
    let found = list.contains(address("10.2.3.4")).unwrap();
    assert_eq!(found, EntryMatch { position: 2, network: "10.2.0.0/16".parse().unwrap() });
    let note = list.entries()[found.position as usize - 1].note().unwrap();
    assert_eq!(note.as_str(), "사무실");
}

#[test]
fn mapped_clients_are_ipv4_clients() {
    assert!(allow(&["10.0.0.0/8"]).allows(address("::ffff:10.1.2.3")));
    assert!(block(&["10.0.0.0/8"]).contains(address("::ffff:10.1.2.3")).is_some());
    assert!(block(&["::ffff:10.0.0.0/104"]).contains(address("10.1.2.3")).is_some());
}

#[test]
fn addresses_embedded_in_ipv6_are_judged_by_the_block_list_alone() {
    for client in ["64:ff9b::10.1.2.3", "2002:0a01:0203::1", "::10.1.2.3"] {
        assert!(
            block(&["10.0.0.0/8"]).contains(address(client)).is_some(),
            "{client} hides a blocked address"
        );
        assert!(!allow(&["10.0.0.0/8"]).allows(address(client)), "{client} is not itself in the allow list");
        assert!(
            block(&["192.0.2.0/24"]).contains(address(client)).is_none(),
            "{client} hides another address"
        );
    }
    assert!(
        block(&["64:ff9b::/96"]).contains(address("64:ff9b::8.8.8.8")).is_some(),
        "IPv6 entries count too"
    );
}

#[test]
fn only_the_three_known_forms_embed() {
    for (text, embedded) in [
        ("64:ff9b::192.0.2.1", Some("192.0.2.1")),
        ("64:ff9b:0:0:0:1:c000:201", None),
        ("64:ff9b:1::192.0.2.1", None),
        ("2002:c000:0201:1::1", Some("192.0.2.1")),
        ("::192.0.2.1", Some("192.0.2.1")),
        ("::", None),
        ("::1", None),
        ("::2", Some("0.0.0.2")),
        ("::1:0:0", None),
        ("2001:db8::c000:201", None),
        ("192.0.2.1", None),
    ] {
        let found = embedded_ipv4(address(text)).map(|v4| v4.to_string());
        assert_eq!(found.as_deref(), embedded, "for {text}");
    }
}

#[test]
fn duplicates_are_merged_and_the_first_note_kept() {
    let list = block(&["10.0.0.0/8", "10.1.2.3/8 사무실", "::ffff:10.0.0.0/104 다른 이름", "10.0.0.0/9"]);
    let texts: Vec<String> = list.entries().iter().map(IpEntry::to_string).collect();
    assert_eq!(texts, ["10.0.0.0/8 # 사무실", "10.0.0.0/9"]);
}

#[test]
fn a_list_holds_a_thousand_different_networks() {
    let many = |count: u32| {
        (0..count)
            .map(|n| IpEntry::parse(&format!("10.0.{}.{}", n / 256, n % 256)).unwrap().entry)
            .collect::<Vec<_>>()
    };
    let mut doubled = many(1000);
    doubled.extend(many(1000));
    assert_eq!(AllowList::from_entries(doubled).unwrap().entries().len(), 1000, "counted after merging");
    assert_eq!(BlockList::from_entries(many(1001)), Err(ListProblem::TooMany { max: 1000, count: 1001 }));
}

#[test]
fn a_set_of_addresses_merges_neighbours() {
    let set = block(&["10.0.0.0/9", "10.128.0.0/9", "255.255.255.255", "10.1.0.0/16", "2001:db8::/33"])
        .address_set();
    assert_eq!(set.v4_ranges(), [(0x0a00_0000, 0x0aff_ffff), (u32::MAX, u32::MAX)]);
    assert!(set.covers(&"10.0.0.0/8".parse().unwrap()), "two halves cover the whole");
    assert!(!set.covers(&"10.0.0.0/7".parse().unwrap()));
    assert!(!set.covers(&"2001:db8::/32".parse().unwrap()));
    assert!(set.covers(&"64:ff9b::a00:0/104".parse().unwrap()), "NAT64 of a blocked network");
}
