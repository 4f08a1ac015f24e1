//! A registry with a token for each reason to refuse, issued by the verbs that the window uses.

use acceptance::Home;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{Draft, ExpiryDraft, Grace, Period, TokenId, assemble_token_text};
use mapae_service::{
    Copying, Place, Registry, copy_token, disable_token, issue_token, load_sample_catalogue, open,
    revoke_token, rotate_token,
};
use mapae_vault::{KeyringChoice, Start};
use std::{fs, path::PathBuf, time::SystemTime};

/// The request that most tokens hold.
pub(crate) const LOG: &str = "/v1/build/run/log/7";

/// How often the limited token may be used in a minute.
pub(crate) const LIMIT: usize = 3;

/// Who may use the token of one office.
pub(crate) const OFFICE: &str = "127.0.0.5";
/// Who may not use the token that blocks one address.
pub(crate) const BLOCKED: &str = "127.0.0.6";

pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) tokens: Tokens,
}

/// The strings.
pub(crate) struct Tokens {
    /// Whose name is not ASCII.
    pub(crate) good: String,
    pub(crate) good_id: TokenId,
    pub(crate) limited: String,
    /// 전체, far beyond what a test uses.
    pub(crate) counted: String,
    pub(crate) counted_id: TokenId,
    pub(crate) office: String,
    pub(crate) blocked: String,
    pub(crate) revoked: String,
    pub(crate) disabled: String,
    pub(crate) expired: String,
    pub(crate) retired: String,
    /// Well formed, and of nobody.
    pub(crate) unknown: String,
}

pub(crate) const GOOD_NAME: &str = "빌드 봇";

impl House {
    pub(crate) fn new() -> Self {
        let home = Home::new();
        // A registry's time never goes back: what has expired by now is issued first.
        let past = now() - TimeDelta::days(3);
        let registry = open_registry(&home, past);
        load_sample_catalogue(&registry, past).expect("a fresh registry takes the sample");
        let tokens = Tokens::issue(&registry, past);
        Self { home, tokens }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.data()
    }
}

/// As the window opens it.
pub(crate) fn open_registry(home: &Home, now: DateTime<Utc>) -> Registry {
    let (data, state) = (home.data(), home.mapae().join("state"));
    fs::create_dir_all(&data).expect("a temporary folder can be written");
    let place = Place {
        data: &data,
        state: &state,
        keyring: KeyringChoice::Never,
        start: Start::Unlocked,
        zone: Tz::Asia__Seoul,
        actor: "tester",
    };
    open(place, now).expect("a registry of ours opens")
}

impl Tokens {
    fn issue(registry: &Registry, past: DateTime<Utc>) -> Self {
        let yesterday = (past + TimeDelta::days(1)).with_timezone(&Tz::Asia__Seoul).date_naive();
        let expiring = Draft { expiry: ExpiryDraft::On(yesterday.to_string()), ..draft("expired") };
        let (_, expired) = issued(registry, &expiring, past);
        let (good_id, good) = issued(registry, &draft(GOOD_NAME), now());
        let limit = LIMIT.to_string();
        let limited = Draft { limit_count: limit, limit_period: Period::Minute, ..draft("limited") };
        let counted = Draft { limit_count: "1000000000".to_owned(), ..draft("counted") };
        let (counted_id, counted) = issued(registry, &counted, now());
        let office = Draft { allow: vec![OFFICE.to_owned()], ..draft("office") };
        let blocked = Draft { block: vec![BLOCKED.to_owned()], ..draft("blocked") };
        let (revoked_id, revoked) = issued(registry, &draft("revoked"), now());
        revoke_token(registry, revoked_id, "a test", now()).expect("a token in use can be withdrawn");
        let (disabled_id, disabled) = issued(registry, &draft("disabled"), now());
        disable_token(registry, disabled_id, now()).expect("a token in use can be switched off");
        let (retired_id, retired) = issued(registry, &draft("retired"), now());
        rotate_token(registry, retired_id, Grace::None, now()).expect("a token in use can be rotated");
        Self {
            good,
            good_id,
            limited: issued(registry, &limited, now()).1,
            counted,
            counted_id,
            office: issued(registry, &office, now()).1,
            blocked: issued(registry, &blocked, now()).1,
            revoked,
            disabled,
            expired,
            retired,
            unknown: unknown(),
        }
    }

    /// For looking for them where they must not be.
    pub(crate) fn all(&self) -> [&str; 10] {
        let Self {
            good,
            limited,
            counted,
            office,
            blocked,
            revoked,
            disabled,
            expired,
            retired,
            unknown,
            ..
        } = self;
        [good, limited, counted, office, blocked, revoked, disabled, expired, retired, unknown]
            .map(String::as_str)
    }
}

pub(crate) fn draft(name: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        description: String::new(),
        expiry: ExpiryDraft::Never,
        allow: Vec::new(),
        block: Vec::new(),
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["build-run-log".to_owned(), "pl-list-service".to_owned()],
    }
}

pub(crate) fn issued(registry: &Registry, draft: &Draft, at: DateTime<Utc>) -> (TokenId, String) {
    let id = issue_token(registry, draft, Copying::Kept, at).expect("the draft is acceptable").token.id;
    let secret = copy_token(registry, id, at).expect("its copy is kept");
    (id, secret.expose().to_owned())
}

fn unknown() -> String {
    let mut text = [0; 44];
    assemble_token_text(&[7; 32], &mut text);
    String::from_utf8(text.to_vec()).expect("a token is ASCII")
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}
