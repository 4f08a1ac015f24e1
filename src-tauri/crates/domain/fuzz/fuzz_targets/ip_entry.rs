//! Whatever is typed as an IP entry: what parses prints as itself and keeps the promises of its types; what
//! does not is refused with a suggestion that parses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mapae_domain::{AllowList, BlockList, EntryProblem, IpEntry, Network, Note};

fuzz_target!(|text: &str| {
    match IpEntry::parse(text) {
        Ok(parsed) => check(&parsed.entry),
        Err(
            EntryProblem::LeadingZero { suggestion: Some(suggestion) }
            | EntryProblem::HasPort { suggestion: Some(suggestion) }
            | EntryProblem::HasZone { suggestion: Some(suggestion) }
            | EntryProblem::OtherNotation { suggestion: Some(suggestion) },
        ) => check(&IpEntry::parse(&suggestion).expect("a suggestion parses").entry),
        Err(_) => {}
    }
});

fn check(entry: &IpEntry) {
    let printed = entry.to_string();
    let again = IpEntry::parse(&printed).expect("an entry's text parses");
    assert_eq!(again.entry, *entry, "round trip of {printed:?}");

    let network = entry.network();
    assert_eq!(network.to_string().parse(), Ok(network), "a record reads its network back");
    assert_eq!(Network::new(network.first(), network.prefix()), Some(network), "no host bits, not mapped");
    if let Some(note) = entry.note() {
        let length = note.as_str().chars().count();
        assert!((1..=Note::MAX_LENGTH as usize).contains(&length), "note of {length} characters");
        assert!(!note.as_str().starts_with('#') && note.as_str().trim() == note.as_str());
        assert!(!note.as_str().contains(char::is_control));
    }

    let allow = AllowList::from_entries(vec![entry.clone()]).expect("one entry is not too many");
    let block = BlockList::from_entries(vec![entry.clone(), entry.clone()]).expect("nor are two");
    assert_eq!(block.entries().len(), 1, "duplicates merge");
    assert!(block.address_set().covers(&network), "a list covers its own entry");
    for edge in [network.first(), network.last()] {
        // A wide IPv6 network may end in mapped addresses, which are IPv4.
        if edge == edge.to_canonical() {
            assert!(allow.allows(edge) && block.contains(edge).is_some(), "{network} holds {edge}");
        }
    }
}
