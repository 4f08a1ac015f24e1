//! The wire: what the window sends and what it is told. Only this file and `error.rs` know these shapes; ts-rs
//! writes them to `ui/src/host/types` (`cargo xtask gen`). No type here can hold a secret: a token's string is
//! not representable on the wire.
//!
//! Times are milliseconds since 1970-01-01T00:00:00Z; dates are `YYYY-MM-DD` in the administrator's zone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The issuing dialog, exactly as typed: nothing is trimmed or parsed before Rust sees it.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DraftInput {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) expiry: ExpiryInput,
    /// One text per entry: `10.0.0.0/8 office` or `10.0.0.0/8 # office`.
    pub(crate) allow: Vec<String>,
    pub(crate) block: Vec<String>,
    pub(crate) limit: LimitInput,
    /// API ids of the catalogue.
    pub(crate) scopes: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ExpiryInput {
    Never,
    On { date: String },
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LimitInput {
    pub(crate) count: String,
    pub(crate) period: PeriodView,
}

/// 전체, 1분, 1시간, 1일, 30일.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PeriodView {
    Total,
    Minute,
    Hour,
    Day,
    ThirtyDays,
}

/// What Rust makes of a draft, field by field and entry by entry.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DraftReport {
    pub(crate) name: TextReport,
    pub(crate) description: TextReport,
    pub(crate) expiry: ExpiryReport,
    pub(crate) allow: ListReport,
    pub(crate) block: ListReport,
    pub(crate) limit: LimitReport,
    pub(crate) scopes: ScopesReport,
    /// Today in the administrator's zone: presets count from here, also across midnight.
    pub(crate) today: String,
    /// True if `issue_token` would accept this draft now.
    pub(crate) ready: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextReport {
    /// The normalised form, where there is one.
    pub(crate) value: Option<String>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExpiryReport {
    pub(crate) value: Option<ExpiryView>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListReport {
    /// In the order typed, one for each text that was sent.
    pub(crate) entries: Vec<EntryReport>,
    /// A problem of the list as a whole.
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryReport {
    pub(crate) value: Option<EntryView>,
    pub(crate) problem: Option<Problem>,
    pub(crate) notices: Vec<Notice>,
}

/// A network in canonical text (`10.0.0.0/8`, `2001:db8::/32`) and the note beside it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryView {
    pub(crate) network: String,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitReport {
    pub(crate) value: Option<LimitView>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopesReport {
    pub(crate) problem: Option<Problem>,
}

/// What is wrong with a field or an entry. The window has a Korean and an English text for each code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Problem {
    NameEmpty,
    NameTooLong {
        max: u32,
        length: u32,
    },
    /// A control, format, private or unassigned character; `character` is `U+200B`.
    NameForbiddenCharacter {
        character: String,
    },
    /// `name` is the token that has it, which may be spelt differently (case, NFD).
    NameTaken {
        name: String,
    },
    DescriptionTooLong {
        max: u32,
        length: u32,
    },
    DescriptionForbiddenCharacter {
        character: String,
    },
    DateEmpty,
    DateUnreadable,
    DatePast {
        today: String,
    },
    DateTooFar {
        latest: String,
    },
    /// Not an address or CIDR in any notation that we know.
    EntryUnreadable,
    /// `010.0.0.1`: some systems read this as octal 8.0.0.1.
    EntryLeadingZero {
        suggestion: Option<String>,
    },
    EntryPrefixTooLong {
        max: u32,
    },
    EntryPrefixUnreadable,
    /// `10.0.0.1:443`, `[2001:db8::1]:443`.
    EntryHasPort {
        suggestion: Option<String>,
    },
    /// `fe80::1%eth0`.
    EntryHasZone {
        suggestion: Option<String>,
    },
    /// `10.0.*`, `10.0.0.0-10.0.0.255`, `10.0.0.0/255.255.255.0`.
    EntryOtherNotation {
        suggestion: Option<String>,
    },
    EntryIsHostName,
    NoteTooLong {
        max: u32,
        length: u32,
    },
    NoteForbiddenCharacter {
        character: String,
    },
    TooManyEntries {
        max: u32,
        count: u32,
    },
    LimitUnreadable,
    LimitTooLarge {
        max: u32,
    },
    ScopesEmpty,
    ScopeUnknown {
        id: String,
    },
}

/// What a valid entry's writer should know; never refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// `10.1.2.3/8` became `10.0.0.0/8`.
    HostBitsCut {
        typed: String,
        network: String,
    },
    /// `::ffff:10.0.0.0/104` became `10.0.0.0/8`.
    MappedToIpv4 {
        typed: String,
        network: String,
    },
    /// The same network stands at `position` (1-based) already; it is stored once.
    Duplicate {
        position: u32,
    },
    /// `0.0.0.0/0` or `::/0`.
    EveryAddress {
        version: u32,
    },
    SpecialRange {
        range: SpecialRange,
    },
    /// An allow entry that lies wholly inside the block list: it lets no one in.
    ShadowedByBlock,
}

/// Special-purpose addresses of RFC 6890 and its registries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpecialRange {
    ThisNetwork,
    Private,
    Shared,
    Loopback,
    LinkLocal,
    Documentation,
    Benchmarking,
    Multicast,
    Reserved,
    Broadcast,
    UniqueLocal,
    Nat64,
    SixToFour,
    Unspecified,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ExpiryView {
    Never,
    /// Valid through all of `date` in `zone` (IANA); refused from `instant` on. `days_left` is 0 on the last
    /// day and negative after it.
    #[serde(rename_all = "camelCase")]
    On {
        date: String,
        zone: String,
        instant: i64,
        days_left: i32,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum LimitView {
    Unlimited,
    Max { count: u32, period: PeriodView },
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatusView {
    Active,
    Expiring,
    Disabled,
    Exhausted,
    Expired,
    Revoked,
}

/// One line of the token table.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenRow {
    /// UUIDv7, hyphenated.
    pub(crate) id: String,
    pub(crate) name: String,
    /// `mapae_` and four characters; never enough to use.
    pub(crate) hint: String,
    pub(crate) status: StatusView,
    pub(crate) expiry: ExpiryView,
    pub(crate) limit: LimitView,
    pub(crate) scope_count: u32,
    /// The first networks of the list, for the table; `allow_count` says how many there are. 0 = every address.
    pub(crate) allow: Vec<String>,
    pub(crate) allow_count: u32,
    pub(crate) block: Vec<String>,
    pub(crate) block_count: u32,
    pub(crate) last_used: Option<i64>,
    pub(crate) issued_at: i64,
    /// False where no sealed copy is kept any more.
    pub(crate) copyable: bool,
}

/// A window onto the table, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenPage {
    pub(crate) offset: u32,
    pub(crate) total: u32,
    /// False while the registry is still being read: `total` is only what was found so far, and `tokens_changed`
    /// follows.
    pub(crate) complete: bool,
    pub(crate) rows: Vec<TokenRow>,
}

/// Everything about one token but its secret.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenDetail {
    pub(crate) row: TokenRow,
    pub(crate) description: String,
    pub(crate) allow: Vec<EntryView>,
    pub(crate) block: Vec<EntryView>,
    pub(crate) scopes: Vec<ScopeView>,
    pub(crate) issued_by: String,
}

/// An API a token holds. `api` is absent where it has left the catalogue: it authorises nothing then.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopeView {
    pub(crate) id: String,
    pub(crate) group: Option<TitleView>,
    pub(crate) api: Option<ApiView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueView {
    pub(crate) groups: Vec<GroupView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) apis: Vec<ApiView>,
}

/// `method` and `path` are absent where nobody documented them: such an API can be ticked and shown, but the
/// gate has nothing to match, and the window says so.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct TitleView {
    pub(crate) ko: String,
    pub(crate) en: String,
}

/// The answer to `copy_token`: the clipboard holds it now and is cleared after `seconds`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopiedView {
    pub(crate) seconds: u32,
}

/// What became of a token on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClearingView {
    /// Cleared, and read back empty.
    Cleared,
    /// Something else had been copied since; that was left alone.
    Replaced,
    /// Cleared as far as we can tell, but the desktop would not let us read it back.
    Unverified,
}

/// Told to the window without being asked, over the channel of `watch`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Happening {
    ClipboardSettled {
        outcome: ClearingView,
    },
    /// The registry changed other than by this window's own command, or its index is now complete.
    TokensChanged,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LanguageView {
    Ko,
    En,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ThemeView {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) language: LanguageView,
    pub(crate) theme: ThemeView,
    pub(crate) clipboard_seconds: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "key", content = "value", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SettingInput {
    Language(LanguageView),
    Theme(ThemeView),
    /// 5 to 600 seconds.
    ClipboardSeconds(u32),
}

/// How the data key is kept.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProtectionView {
    /// In the desktop's keyring (Secret Service).
    Keyring,
    /// In a file of mode 0600: the badge `암호로 보호하지 않음`.
    KeyFile,
}

/// What the window finds when it opens.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    pub(crate) version: String,
    /// IANA name of the administrator's zone.
    pub(crate) zone: String,
    pub(crate) folders: FoldersView,
    pub(crate) registry: RegistryView,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoldersView {
    pub(crate) data: String,
    pub(crate) config: String,
    pub(crate) state: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum RegistryView {
    #[serde(rename_all = "camelCase")]
    Open {
        protection: ProtectionView,
        /// Records that did not verify and were set aside; the rest is usable.
        quarantined: u32,
        /// The system clock is this many seconds behind the highest time ever seen (0 unless over 5 minutes).
        clock_behind_seconds: u32,
    },
    /// The data can't be used; the window explains why and what to do. Nothing was overwritten.
    Trouble { trouble: TroubleView, reference: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TroubleView {
    /// Another Mapae has the folder open.
    InUse,
    /// The folder can't be read or written by this user.
    NoAccess,
    DiskFull,
    /// The database does not open; a copy may heal it.
    Damaged,
    /// Acknowledged changes are gone: the end of the database was lost, or an older copy was put back.
    RolledBack,
    /// Written by a newer Mapae.
    NewerFormat,
    /// Tokens exist, but the key that opens them is gone.
    KeyMissing,
    /// The key does not fit the registry, or its file is damaged.
    KeyDamaged,
    /// The keyring is locked or did not answer in time.
    KeyringLocked,
    Unknown,
}
