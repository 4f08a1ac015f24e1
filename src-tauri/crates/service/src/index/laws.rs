//! The index answers as the plain list does (`tests/support/plain_list.rs`), whatever was done before and in whatever
//! order the index was told of it.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../../tests/support/plain_list.rs"]
mod plain_list;

use super::{Index, Update};
use crate::query::{Custody, Query, SortKey, Used};
use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{
    AllowList, ApiId, BlockList, Credential, Description, Expiry, ExpiryDate, IpEntry, Life, Limit, Period,
    Scopes, Status, Token, TokenDigest, TokenHint, TokenId, TokenName, Usage, today_in,
};
use mapae_store::{ChainKey, Change, EventKind, MemoryStore, NewEvent, Store, StoredToken};
use plain_list::{Plain, answer};
use proptest::{collection::vec, option, prelude::*, sample::select};
use std::collections::HashSet;

const ZONE: Tz = Tz::Asia__Seoul;
const APIS: [&str; 4] = ["build-create", "build-run", "cluster-list", "log-read"];
const WORDS: [&str; 16] = [
    "배포",
    "자동화",
    "결제",
    "닭가슴",
    "각시",
    "과일",
    "Grafana",
    "ＣＩ",
    "x7",
    "7",
    "ㄷ",
    "Ⅷ",
    "한글",
    "값싼",
    "é",
    "ㅋㅋ",
];
const TYPED: [&str; 34] = [
    "",
    "배",
    "배포",
    "배포잗",
    "자ㄷ",
    "ㄷ",
    "ㅂ",
    "닥",
    "달",
    "닭",
    "각",
    "가",
    "고",
    "과",
    "갑",
    "값",
    "값ㅆ",
    "ㅋ",
    "grafana",
    "GRAF",
    "f",
    "7",
    "x7 ",
    "viii",
    "없는말",
    "10.1.2.3",
    "::ffff:10.1.2.3",
    "10.1.0.0/16",
    "10.0.0.0/7",
    "2001:db8::1",
    "2001:db8::/33",
    "10.1",
    "e\u{301}",
    "한 배",
];
const ENTRIES: [&str; 8] = [
    "10.0.0.0/8 배포망",
    "10.1.2.3",
    "0.0.0.0/0",
    "2001:db8::/32 # 과일",
    "::/0",
    "10.1.0.0/16",
    "192.168.0.0/24 x7",
    "2001:db8::1 한글 메모",
];

fn start() -> DateTime<Utc> {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

/// What a token of the test is like.
#[derive(Debug, Clone)]
struct Policy {
    words: Vec<&'static str>,
    days: Option<i64>,
    zone: Tz,
    allow: Vec<&'static str>,
    block: Vec<&'static str>,
    limit: Option<(u32, Period)>,
    scopes: Vec<&'static str>,
}

#[derive(Debug, Clone)]
enum Step {
    /// So many milliseconds after the start, or before.
    Issue {
        policy: Policy,
        millis: i64,
        once: bool,
    },
    Edit {
        token: usize,
        policy: Policy,
    },
    Live {
        token: usize,
        life: Life,
    },
    Delete {
        token: usize,
    },
    Use {
        token: usize,
        usage: Usage,
    },
    Copied {
        token: usize,
    },
    /// The clock moves on by so many minutes, or back.
    Wait {
        minutes: i64,
    },
    Ask {
        query: Box<Query>,
        offset: usize,
        limit: usize,
    },
}

fn policies() -> impl Strategy<Value = Policy> {
    let periods = vec![Period::Total, Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays];
    let limit = option::of((select(vec![1, 2, 100]), select(periods)));
    let scopes = proptest::sample::subsequence(&APIS[..], 1..=APIS.len());
    let lists = || proptest::sample::subsequence(&ENTRIES[..], 0..4);
    let zone = select(vec![Tz::Asia__Seoul, Tz::Pacific__Kiritimati, Tz::America__New_York]);
    (vec(select(&WORDS[..]), 0..4), option::of(-3..40_i64), zone, lists(), lists(), limit, scopes).prop_map(
        |(words, days, zone, allow, block, limit, scopes)| Policy {
            words,
            days,
            zone,
            allow,
            block,
            limit,
            scopes,
        },
    )
}

fn queries() -> impl Strategy<Value = Query> {
    use SortKey::*;
    let sorts = vec![Name, Token, Status, Scopes, Expiry, Limit, Allow, Block, LastUsed, Issued, Revoked];
    let statuses = [
        self::Status::Active,
        self::Status::Expiring,
        self::Status::Disabled,
        self::Status::Exhausted,
        self::Status::Expired,
        self::Status::Revoked,
    ];
    let rarely = |share| proptest::bool::weighted(share);
    let used = prop_oneof![
        Just(Used::Never),
        (0..40_u32).prop_map(Used::Within),
        (0..40_u32).prop_map(Used::NotWithin)
    ];
    let first = (
        prop_oneof![Just(""), select(&TYPED[..])],
        rarely(0.3),
        proptest::sample::subsequence(statuses.to_vec(), 1..4),
        rarely(0.3),
        proptest::sample::subsequence(&APIS[..], 1..3),
    );
    let second = (
        option::weighted(0.2, 0..40_u32),
        option::weighted(0.2, any::<bool>()),
        option::weighted(0.2, select(vec![Custody::Kept, Custody::Once, Custody::Gone])),
        option::weighted(0.2, used),
    );
    (first, second, any::<bool>(), select(sorts), any::<bool>()).prop_map(
        |(
            (text, some_statuses, statuses, some_scopes, scopes),
            (expires_within, limited, custody, used),
            deleted,
            sort,
            descending,
        )| {
            Query {
                text: text.to_owned(),
                statuses: if some_statuses { statuses } else { Vec::new() },
                scopes: if some_scopes { scopes.into_iter().map(api).collect() } else { Vec::new() },
                expires_within,
                limited,
                custody,
                used,
                token: None,
                deleted,
                sort,
                descending,
            }
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    let token = || any::<usize>();
    let lives = prop_oneof![
        Just(Life::Active),
        Just(Life::Disabled),
        (-9..9_i64).prop_map(|hours| Life::Revoked {
            at: start() + TimeDelta::hours(hours),
            reason: "유출".to_owned()
        })
    ];
    let usages = (option::of(-50_000..10_i64), 0..3_u64).prop_map(|(minutes, spent_total)| Usage {
        last_used: minutes.map(|minutes| start() + TimeDelta::minutes(minutes)),
        spent_total,
        ..Usage::default()
    });
    // Few different queries, so that answers that are kept are asked for again.
    let asked = (queries(), 0..40_usize, 0..60_usize);
    prop_oneof![
        3 => (policies(), -100..9000_i64, any::<bool>())
            .prop_map(|(policy, millis, once)| Step::Issue { policy, millis, once }),
        2 => (token(), policies()).prop_map(|(token, policy)| Step::Edit { token, policy }),
        2 => (token(), lives).prop_map(|(token, life)| Step::Live { token, life }),
        1 => token().prop_map(|token| Step::Delete { token }),
        2 => (token(), usages).prop_map(|(token, usage)| Step::Use { token, usage }),
        1 => token().prop_map(|token| Step::Copied { token }),
        1 => prop_oneof![-300..3000_i64, Just(1_i64)].prop_map(|minutes| Step::Wait { minutes }),
        6 => asked.prop_map(|(query, offset, limit)| Step::Ask { query: Box::new(query), offset, limit }),
    ]
}

fn api(id: &str) -> ApiId {
    ApiId::parse(id).unwrap()
}

/// A store, what the test knows of it, and the index.
struct House {
    store: MemoryStore,
    plain: Vec<Plain>,
    once: HashSet<TokenId>,
    index: Index,
    /// Followed later, newest first.
    held_back: Vec<Update>,
    now: DateTime<Utc>,
}

impl House {
    fn new() -> Self {
        Self {
            store: MemoryStore::default(),
            plain: Vec::new(),
            once: HashSet::new(),
            index: Index::default(),
            held_back: Vec::new(),
            now: start(),
        }
    }

    fn token(&self, number: usize) -> Option<usize> {
        let live: Vec<usize> = (0..self.plain.len()).filter(|place| !self.plain[*place].deleted).collect();
        (!live.is_empty()).then(|| live[number % live.len()])
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Issue { policy, millis, once } => self.issue(policy, *millis, *once),
            Step::Edit { token, policy } => self.put(*token, |token| {
                let name = token.name.clone();
                *token = Token { life: token.life.clone(), ..with(token.clone(), policy) };
                token.name = name;
            }),
            Step::Live { token, life } => self.put(*token, |token| token.life = life.clone()),
            Step::Delete { token } => {
                let Some(place) = self.token(*token) else { return };
                let plain = &mut self.plain[place];
                (plain.deleted, plain.custody, plain.usage) = (true, Custody::Gone, Usage::default());
                let (id, revision) = (plain.token.id, plain.token.revision);
                self.apply(Change::Remove { id, revision }, EventKind::TokenDeleted);
            }
            Step::Use { token, usage } => {
                let Some(place) = self.token(*token) else { return };
                self.plain[place].usage = *usage;
                let id = self.plain[place].token.id;
                self.store.write_usage(&[(id, *usage)]).unwrap();
                self.follow(Update::usage(id, *usage));
            }
            Step::Copied { token } => {
                let Some(place) = self.token(*token) else { return };
                let plain = &mut self.plain[place];
                if plain.custody == Custody::Once {
                    plain.custody = Custody::Gone;
                    let id = plain.token.id;
                    self.once.remove(&id);
                    self.follow(Update::once_copy(id, false));
                }
            }
            Step::Wait { minutes } => self.now += TimeDelta::minutes(*minutes),
            Step::Ask { query, offset, limit } => self.compare(query, *offset, *limit),
        }
    }

    fn issue(&mut self, policy: &Policy, millis: i64, once: bool) {
        let number = self.plain.len();
        let mut random = [0; 10];
        random[6..].copy_from_slice(&u32::try_from(number).unwrap().to_be_bytes());
        let at = start() + TimeDelta::milliseconds(millis);
        let text = format!("mapae_{:04}", number * 7919 % 10_000);
        let token = Token {
            id: TokenId::from_parts(at.timestamp_millis().try_into().unwrap(), random),
            name: TokenName::parse(&format!("{} {number}", policy.words.join(" "))).unwrap(),
            description: Description::default(),
            expiry: Expiry::Never,
            allow: AllowList::Any,
            block: BlockList::default(),
            limit: Limit::Unlimited,
            scopes: Scopes::new(vec![api(APIS[0])]).unwrap(),
            life: Life::Active,
            issued_at: at,
            issued_by: "admin".to_owned(),
            credential: Credential {
                digest: TokenDigest::of(&number.to_be_bytes()),
                hint: TokenHint::parse(&text).unwrap(),
            },
            retiring: None,
            revision: 1,
        };
        let token = with(token, policy);
        let sealed = (!once && !number.is_multiple_of(5)).then(|| vec![7]);
        let custody = match (once, &sealed) {
            (true, _) => Custody::Once,
            (false, Some(_)) => Custody::Kept,
            (false, None) => Custody::Gone,
        };
        if once {
            self.once.insert(token.id);
            self.follow(Update::once_copy(token.id, true));
        }
        self.plain.push(Plain { token: token.clone(), usage: Usage::default(), custody, deleted: false });
        let stored = StoredToken { copy_once: once, ..StoredToken::new(token, sealed) };
        self.apply(Change::Issue(stored), EventKind::TokenIssued);
    }

    fn put(&mut self, number: usize, change: impl FnOnce(&mut Token)) {
        let Some(place) = self.token(number) else { return };
        let mut stored = self.store.token(self.plain[place].token.id).unwrap().unwrap();
        change(&mut stored.token);
        stored.token.revision += 1;
        self.plain[place].token = stored.token.clone();
        self.apply(Change::Put(stored), EventKind::TokenEdited);
    }

    fn apply(&mut self, change: Change, kind: EventKind) {
        let update = Update::of(&change);
        let event = NewEvent { at: self.now, actor: "admin".to_owned(), kind, token: None };
        self.store.apply(change, event, &ChainKey::new([7; 32])).unwrap();
        self.follow(update.unwrap());
    }

    /// Every third waits, and is told after those that came later; only in what concerns other tokens, or has a
    /// revision, are they in no order.
    fn follow(&mut self, update: Update) {
        let has_revision = matches!(update.0, super::update::Kind::Put(_));
        if has_revision && self.plain.len().is_multiple_of(3) {
            self.held_back.push(update);
        } else {
            if !has_revision {
                self.tell();
            }
            self.index.follow(update);
        }
    }

    fn tell(&mut self) {
        while let Some(update) = self.held_back.pop() {
            self.index.follow(update);
        }
    }

    fn compare(&mut self, query: &Query, offset: usize, limit: usize) {
        self.tell();
        if !self.index.is_complete() {
            return;
        }
        let plain = answer(&self.plain, query, ZONE, self.now);
        let page: Vec<TokenId> = plain.iter().skip(offset).take(limit).copied().collect();
        let cut = self.index.cut(query, (offset, limit), ZONE, self.now);
        let ids: Vec<TokenId> = cut.tokens.iter().map(|(id, _)| *id).collect();
        assert_eq!((ids, cut.total), (page, plain.len()), "{query:?} at {}", self.now);
        let all = self.plain.iter().filter(|plain| query.deleted || !plain.deleted).count();
        assert_eq!(cut.all, all);
        let id = plain.get(offset).copied();
        let alone = Query { token: id, ..query.clone() };
        assert_eq!(
            self.index.cut(&alone, (0, 9), ZONE, self.now).total,
            if id.is_some() { 1 } else { plain.len() }
        );
        let counts = self.index.counts(ZONE, self.now);
        let live = self.plain.iter().filter(|plain| !plain.deleted).count();
        let all = [
            counts.active,
            counts.expiring,
            counts.disabled,
            counts.exhausted,
            counts.expired,
            counts.revoked,
        ];
        assert_eq!((all.iter().sum(), counts.deleted), (live, self.plain.len() - live));
        let [from, until] = [1, 20].map(|days| self.now + TimeDelta::days(days));
        let mut expiring: Vec<_> = self
            .plain
            .iter()
            .filter(|plain| !plain.deleted && !matches!(plain.token.life, Life::Revoked { .. }))
            .filter_map(|plain| Some((plain.token.id, plain.token.expiry.instant()?)))
            .filter(|(_, instant)| (from..until).contains(instant))
            .collect();
        expiring.sort_by_key(|(id, instant)| (*instant, *id));
        assert_eq!(self.index.expiring_between(from, until), expiring);
    }
}

fn with(token: Token, policy: &Policy) -> Token {
    let entries = |texts: &[&str]| texts.iter().map(|text| IpEntry::parse(text).unwrap().entry).collect();
    let date = |days: i64| {
        let today = today_in(policy.zone, start());
        let day = if days < 0 {
            today - Days::new(days.unsigned_abs())
        } else {
            today + Days::new(days.unsigned_abs())
        };
        ExpiryDate::new(day, policy.zone).unwrap()
    };
    Token {
        description: Description::parse(&policy.words.iter().rev().copied().collect::<Vec<_>>().join("\n"))
            .unwrap(),
        expiry: policy.days.map_or(Expiry::Never, |days| Expiry::On(date(days))),
        allow: AllowList::from_entries(entries(&policy.allow)).unwrap(),
        block: BlockList::from_entries(entries(&policy.block)).unwrap(),
        limit: policy.limit.map_or(Limit::Unlimited, |(count, period)| Limit::Max {
            count: count.try_into().unwrap(),
            period,
        }),
        scopes: Scopes::new(policy.scopes.iter().map(|id| api(id)).collect()).unwrap(),
        ..token
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_answer_is_that_of_the_plain_list(
        before in vec(steps(), 0..150),
        meanwhile in vec(steps(), 0..20),
        favourites in vec(queries(), 1..4),
        after in vec(steps(), 0..80),
    ) {
        let mut house = House::new();
        before.iter().for_each(|step| house.step(step));
        house.tell();
        // Of what is done while everything is read, the reading may see all; the index is told of it in any case. Of
        // what was done before it is not.
        house.index.begin();
        let once = house.once.clone();
        meanwhile.iter().for_each(|step| house.step(step));
        house.index.load(&house.store, &once);
        for step in &after {
            house.step(step);
            for query in &favourites {
                house.compare(query, 0, usize::MAX);
            }
        }
    }
}

#[test]
fn whoever_needs_all_of_it_waits_for_it() {
    let (index, store) = (Index::default(), MemoryStore::default());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| index.cut(&Query::default(), (0, 9), ZONE, start()));
        index.load(&store, &HashSet::new());
        assert_eq!(waiting.join().unwrap().total, 0);
    });
}
