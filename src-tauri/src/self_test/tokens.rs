//! Tokens of a self-test. They are in the gate's engine alone, never in the registry, and go with the test: a kill leaves
//! nothing of them.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use mapae_domain::{
    AllowList, ApiId, BlockList, Credential, Description, Expiry, ExpiryDate, IpEntry, Life, Limit, Period,
    Scopes, Token, TokenId, TokenName, today_in,
};
use mapae_vault::{TokenSecret, VaultError};

/// One of them, with its secret.
pub(super) struct TestToken {
    pub(super) token: Token,
    pub(super) secret: TokenSecret,
}

/// Makes tokens that may ask for one API.
pub(super) struct Mint {
    pub(super) api: ApiId,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
}

impl Mint {
    /// In force through today, from every address, without a limit.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub(super) fn token(&self) -> Result<TestToken, VaultError> {
        let secret = TokenSecret::generate()?;
        let (digest, hint) = (secret.digest(), secret.hint());
        let (_, random) = digest.as_bytes().split_last_chunk::<10>().expect("a digest has 32 bytes");
        let millis = self.now.timestamp_millis().try_into().unwrap_or(0);
        let token = Token {
            id: TokenId::from_parts(millis, *random),
            name: TokenName::parse("자가 시험").expect("a name"),
            description: Description::default(),
            expiry: self.expiry(0),
            allow: AllowList::Any,
            block: BlockList::default(),
            limit: Limit::Unlimited,
            scopes: scopes(self.api.clone()),
            life: Life::Active,
            issued_at: self.now,
            issued_by: String::new(),
            credential: Credential { digest, hint },
            retiring: None,
            revision: 1,
        };
        Ok(TestToken { token, secret })
    }

    /// The same, changed before it is in force.
    pub(super) fn with(&self, change: impl FnOnce(&mut Token)) -> Result<TestToken, VaultError> {
        let mut made = self.token()?;
        change(&mut made.token);
        Ok(made)
    }

    /// The end of the day that is so many days before today.
    pub(super) fn expiry(&self, days_ago: u64) -> Expiry {
        let day = today_in(self.zone, self.now);
        let date = day.checked_sub_days(Days::new(days_ago)).unwrap_or(day);
        ExpiryDate::new(date, self.zone).map_or(Expiry::Never, Expiry::On)
    }
}

/// Of an API that no catalogue has.
pub(super) fn elsewhere() -> Scopes {
    scopes(ApiId::parse("mapae:self-test:elsewhere").expect("an id"))
}

/// Every address.
pub(super) fn everyone() -> BlockList {
    BlockList::from_entries(entries(&["0.0.0.0/0", "::/0"])).expect("two entries")
}

/// An address that no client has (RFC 5737).
pub(super) const NOBODY: &str = "203.0.113.77";

/// [`NOBODY`] alone.
pub(super) fn nobody() -> AllowList {
    AllowList::from_entries(entries(&[NOBODY])).expect("one entry")
}

/// One request a day.
pub(super) fn one_a_day() -> Limit {
    Limit::parse("1", Period::Day).expect("a limit")
}

fn scopes(api: ApiId) -> Scopes {
    Scopes::new(vec![api]).expect("one API")
}

fn entries(texts: &[&str]) -> Vec<IpEntry> {
    texts.iter().map(|text| IpEntry::parse(text).expect("an entry").entry).collect()
}
