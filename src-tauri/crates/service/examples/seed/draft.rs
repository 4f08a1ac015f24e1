//! What administrators type: names, descriptions and rules as they are in a house of many teams.

use crate::{ZONE, chance::Chance};
use chrono::{DateTime, Days, Utc};
use mapae_domain::{ApiId, Draft, ExpiryDraft, Period};

const TEAMS: &[&str] = &[
    "플랫폼",
    "결제",
    "배포",
    "데이터",
    "보안",
    "고객지원",
    "검색",
    "물류",
    "광고",
    "정산",
    "인사",
    "Grafana",
    "Billing",
    "Mobile",
    "Payments",
    "Search",
    "Data",
    "SRE",
    "Partner",
    "Fraud",
];
const TASKS: &[&str] = &[
    "자동화",
    "배치",
    "모니터링",
    "빌드 서버",
    "로그 수집",
    "이미지 변환",
    "정산 대사",
    "알림 발송",
    "CI runner",
    "nightly sync",
    "webhook",
    "exporter",
    "load test",
    "cache warmer",
    "report",
];
const PEOPLE: &[&str] = &[
    "김하늘",
    "이서준",
    "박지우",
    "최민서",
    "정도윤",
    "강하윤",
    "조은우",
    "Alex Kim",
    "Jordan Lee",
    "Sam Park",
];
const COMPANIES: &[&str] =
    &["한빛소프트", "누리시스템", "다온테크", "Northwind", "Contoso", "가온물류", "Initech"];
/// Days until the last one.
const DAYS: &[u64] = &[30, 90, 180, 365, 730];
/// Blank is unlimited.
const COUNTS: &[&str] = &["", "", "", "60", "100", "600", "1,000", "10,000", "250,000", "1,000,000"];
const PERIODS: &[Period] = &[Period::Total, Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays];
const NOTES: &[&str] = &["사무실", "본사 VPN", "개발망", "IDC 2층", "build farm", "partner gateway"];

pub(crate) fn draft(number: u32, at: DateTime<Utc>, apis: &[ApiId], chance: &mut Chance) -> Draft {
    // Most allow a few networks; one in fifty lists a whole house, one in ten thousand as many as there may be.
    let allowed = match chance.below(10_000) {
        0 => 1_000,
        1..200 => 40,
        200..3_000 => 0,
        _ => 1 + chance.below(4),
    };
    let blocked = if chance.below(5) == 0 { 1 + chance.below(3) } else { 0 };
    let (scopes, from) = (1 + chance.below(apis.len()), chance.below(apis.len()));
    Draft {
        name: name(number, chance),
        description: description(chance),
        expiry: match chance.below(10) {
            0..3 => ExpiryDraft::Never,
            _ => last_day(at, *chance.one(DAYS)),
        },
        allow: networks(allowed, 10, chance),
        block: networks(blocked, 172, chance),
        limit_count: (*chance.one(COUNTS)).to_owned(),
        limit_period: *chance.one(PERIODS),
        scopes: (from..from + scopes).map(|api| apis[api % apis.len()].as_str().to_owned()).collect(),
    }
}

pub(crate) fn last_day(at: DateTime<Utc>, days: u64) -> ExpiryDraft {
    ExpiryDraft::On((at.with_timezone(&ZONE).date_naive() + Days::new(days)).to_string())
}

fn name(number: u32, chance: &mut Chance) -> String {
    match chance.below(200) {
        // As long as a name may be, and nothing but syllables.
        0 => {
            let syllable = |_| {
                let code = 0xAC00 + u32::try_from(chance.below(11_172)).expect("it is below 11,172");
                char::from_u32(code).expect("a syllable")
            };
            (0..64).map(syllable).collect()
        }
        1..60 => format!("{}-{}-{}", chance.one(TEAMS), chance.one(TASKS), number + 1),
        _ => format!("{} {} {}", chance.one(TEAMS), chance.one(TASKS), number + 1),
    }
}

pub(crate) fn description(chance: &mut Chance) -> String {
    let (person, company, team) = (*chance.one(PEOPLE), *chance.one(COMPANIES), *chance.one(TEAMS));
    let ticket = 1_000 + chance.below(90_000);
    match chance.below(10) {
        0..4 => String::new(),
        4 => format!("야간 배치가 빌드를 만들고 로그를 읽어요. 담당: {person}"),
        5 => format!("{company}에 발급했어요. 계약이 끝나면 회수해 주세요. OPS-{ticket}"),
        6 => format!("Used by the CI runners of {team}; ask {person} before touching it. OPS-{ticket}"),
        7 => format!("{team}의 주간 보고서가 읽기만 해요."),
        8 => format!("Read-only access for {company}, see OPS-{ticket}"),
        _ => format!("{person} / OPS-{ticket}"),
    }
}

/// As an administrator types them: addresses, networks of both families, most with a note.
fn networks(count: usize, first: u8, chance: &mut Chance) -> Vec<String> {
    let entry = |_| {
        let (second, third) = (chance.below(256), chance.below(256));
        let network = match chance.below(4) {
            0 => format!("2001:db8:{second:x}{third:02x}::/48"),
            1 => format!("{first}.{second}.{third}.0/24"),
            _ => format!("{first}.{second}.{third}.{}", 1 + chance.below(254)),
        };
        if chance.below(3) == 0 { network } else { format!("{network} {}", chance.one(NOTES)) }
    };
    (0..count).map(entry).collect()
}
