//! Who the client is, as the record of the decision tells.

use mapae_gate::{Dialect, Peer};

use crate::asking::{Asking, Question, trusting};
use crate::support::catalogue;

const UNKNOWN: &str = "unknown";

/// (peer, header lines, client)
type Case = (&'static str, &'static [&'static str], &'static str);

fn check(header: &str, cases: &[Case]) {
    let asking = Asking::with(&catalogue(&[]), &[], &trusting(header));
    for (peer, lines, client) in cases {
        let question =
            lines.iter().fold(Question::to(Dialect::Nginx), |question, line| question.header(header, line));
        let question = match *peer {
            "unix" => Question { peer: Peer::Local, ..question },
            peer => question.from(peer),
        };
        let seen = asking.client_of(&question).map_or(UNKNOWN.to_owned(), |client| client.to_string());
        assert_eq!(seen, *client, "{header} {lines:?} from {peer}");
    }
}

#[test]
fn a_list_is_walked_from_the_right_past_trusted_proxies() {
    let many = "10.0.0.1,".repeat(31) + "203.0.113.7";
    let too_many = "203.0.113.7,".to_owned() + &"10.0.0.1,".repeat(31) + "10.0.0.1";
    let leaked: &'static [&'static str] = Box::leak(Box::new([&*many.leak()]));
    let refused: &'static [&'static str] = Box::leak(Box::new([&*too_many.leak()]));
    let cases: &[Case] = &[
        // Not trusted: what it says does not matter.
        ("192.0.2.1", &[], "192.0.2.1"),
        ("192.0.2.1", &["203.0.113.7"], "192.0.2.1"),
        ("::ffff:192.0.2.1", &["203.0.113.7"], "192.0.2.1"),
        ("2001:db8::5", &["203.0.113.7"], "2001:db8::5"),
        // Trusted.
        ("10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
        ("::1", &["203.0.113.7"], "203.0.113.7"),
        ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
        ("unix", &["203.0.113.7"], "203.0.113.7"),
        // The leftmost is what anyone can write.
        ("10.0.0.1", &["1.1.1.1, 203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", &["1.1.1.1, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        ("10.0.0.1", &["1.1.1.1,203.0.113.7,\t10.0.0.2 , 10.9.9.9"], "203.0.113.7"),
        ("10.0.0.1", &["garbage, 203.0.113.7"], "203.0.113.7"),
        // Several lines are one list.
        ("10.0.0.1", &["1.1.1.1", "203.0.113.7", "10.0.0.2"], "203.0.113.7"),
        ("10.0.0.1", &["203.0.113.7", "10.0.0.2, 10.0.0.3"], "203.0.113.7"),
        // Ports, brackets, mapped addresses.
        ("10.0.0.1", &["203.0.113.7:5678"], "203.0.113.7"),
        ("10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
        ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", &["203.0.113.7, ::ffff:10.0.0.9"], "203.0.113.7"),
        ("10.0.0.1", &["203.0.113.7, 10.0.0.2:80"], "203.0.113.7"),
        // What can't be read.
        ("10.0.0.1", &[], UNKNOWN),
        ("unix", &[], UNKNOWN),
        ("10.0.0.1", &[""], UNKNOWN),
        ("10.0.0.1", &["unknown"], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7, "], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7,,10.0.0.2"], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7", ""], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7, garbage"], UNKNOWN),
        ("10.0.0.1", &["010.0.0.1"], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7:99999"], UNKNOWN),
        ("10.0.0.1", &["203.0.113.7:"], UNKNOWN),
        ("10.0.0.1", &["[203.0.113.7]"], UNKNOWN),
        ("10.0.0.1", &["fe80::1%eth0"], UNKNOWN),
        ("10.0.0.1", &["[fe80::1%1]:80"], UNKNOWN),
        ("10.0.0.1", &["\"203.0.113.7\""], UNKNOWN),
        // All of them trusted: the request began at the farthest.
        ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        // 32 hops are walked.
        ("10.0.0.1", leaked, "203.0.113.7"),
        ("10.0.0.1", refused, UNKNOWN),
    ];
    check("X-Forwarded-For", cases);
    check("X-Envoy-External-Address", cases);
}

#[test]
fn one_address_is_one_address() {
    check(
        "X-Real-IP",
        &[
            ("10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("192.0.2.1", &["203.0.113.7"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.7", "203.0.113.8"], UNKNOWN),
            ("10.0.0.1", &["203.0.113.7, 203.0.113.8"], UNKNOWN),
            ("10.0.0.1", &[], UNKNOWN),
            ("10.0.0.1", &[""], UNKNOWN),
        ],
    );
}

#[test]
fn the_standard_header_is_read_as_rfc_7239_says() {
    check(
        "Forwarded",
        &[
            ("10.0.0.1", &["for=203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["For=203.0.113.7;proto=http;by=10.0.0.1"], "203.0.113.7"),
            ("10.0.0.1", &["for=\"[2001:db8::1]:47011\""], "2001:db8::1"),
            ("10.0.0.1", &["for=\"203.0.113.7:80\""], "203.0.113.7"),
            ("10.0.0.1", &["for=1.1.1.1, for=203.0.113.7, for=10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["for=1.1.1.1", "for=203.0.113.7", "for=10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["host=\"a,b\";for=203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["host=\"a\\\",b\";for=203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["for=203.0.113.7;"], "203.0.113.7"),
            ("192.0.2.1", &["for=203.0.113.7"], "192.0.2.1"),
            // A line that can't be read has no hops.
            ("10.0.0.1", &["garbage", "for=203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["for=203.0.113.7", "garbage"], UNKNOWN),
            ("10.0.0.1", &["for=\"1.1.1.1, for=203.0.113.7"], UNKNOWN),
            ("10.0.0.1", &["x=\", for=203.0.113.7;by=\"10.0.0.1\""], UNKNOWN),
            ("10.0.0.1", &["for=203.0.113.7\""], UNKNOWN),
            ("10.0.0.1", &["for = 203.0.113.7"], UNKNOWN),
            ("10.0.0.1", &["for=203.0.113.7;for=1.1.1.1"], UNKNOWN),
            ("10.0.0.1", &["for=unknown"], UNKNOWN),
            ("10.0.0.1", &["for=_hidden"], UNKNOWN),
            ("10.0.0.1", &["by=10.0.0.1"], UNKNOWN),
            ("10.0.0.1", &["for="], UNKNOWN),
            ("10.0.0.1", &["for=203.0.113.7, "], UNKNOWN),
            ("10.0.0.1", &[""], UNKNOWN),
            ("10.0.0.1", &[], UNKNOWN),
        ],
    );
}

#[test]
fn another_header_than_the_one_that_was_set_is_not_looked_at() {
    let asking = Asking::with(&catalogue(&[]), &[], &trusting("X-Real-IP"));
    let question = Question::to(Dialect::Forward).from("10.0.0.1");
    let question = question.header("X-Forwarded-For", "203.0.113.7").header("Forwarded", "for=203.0.113.7");
    assert_eq!(asking.client_of(&question), None);
}
