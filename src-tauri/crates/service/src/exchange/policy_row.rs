//! One token in a list that a person can read and write: its rules as they would be typed in the dialog.

use super::cells::{guarded, joined, parted, unguarded};
use mapae_domain::{Draft, Edit, Expiry, ExpiryDraft, IpEntry, Limit, Period, Token};
use serde::{Deserialize, Serialize};

/// The rules of a token as texts. The names are those of the JSON file and, in this order, of the columns of the CSV
/// file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyRow {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    /// `2027-02-21`; `None` is 무기한.
    #[serde(default)]
    pub(super) expires: Option<String>,
    /// `10.0.0.0/8 # 사무실`; none is every address.
    #[serde(default)]
    pub(super) allow: Vec<String>,
    #[serde(default)]
    pub(super) block: Vec<String>,
    /// As typed: blank or 0 is 무제한.
    #[serde(default)]
    pub(super) limit: Option<Count>,
    #[serde(default)]
    pub(super) period: Option<PeriodName>,
    pub(super) scopes: Vec<String>,
}

/// A number, or one as a person types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Count {
    Number(u64),
    Text(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PeriodName {
    Total,
    Minute,
    Hour,
    Day,
    ThirtyDays,
}

/// A column of the CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Description,
    Expires,
    Allow,
    Block,
    Limit,
    Period,
    Scopes,
}

impl Column {
    /// In the order of the file.
    pub(super) const ALL: [Column; 8] = [
        Column::Name,
        Column::Description,
        Column::Expires,
        Column::Allow,
        Column::Block,
        Column::Limit,
        Column::Period,
        Column::Scopes,
    ];

    /// What stands above it in a file of ours.
    pub(super) fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What may stand above it in a person's file.
    fn names(self) -> &'static [&'static str] {
        match self {
            Column::Name => &["name", "이름"],
            Column::Description => &["description", "설명"],
            Column::Expires => &["expires", "만료일", "expiry", "expiration date", "expires at"],
            Column::Allow => &["allow", "허용 ip", "allow ip", "allowed ip"],
            Column::Block => &["block", "차단 ip", "block ip", "blocked ip"],
            Column::Limit => &["limit", "요청 제한", "request limit"],
            Column::Period => &["period", "기간", "limit period"],
            Column::Scopes => &["scopes", "범위", "scope", "api 범위"],
        }
    }

    /// The column under this word, in any case and however it is spaced.
    pub(super) fn under(word: &str) -> Option<Column> {
        let bare = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
        let word = bare(word);
        Column::ALL.into_iter().find(|column| column.names().iter().any(|name| bare(name) == word))
    }
}

impl PeriodName {
    /// As written in a cell; `None` where nobody can tell what is meant.
    fn read(cell: &str) -> Option<PeriodName> {
        match cell.trim().to_lowercase().as_str() {
            "total" | "전체" | "ever" => Some(PeriodName::Total),
            "minute" | "1분" | "분" => Some(PeriodName::Minute),
            "hour" | "1시간" | "시간" => Some(PeriodName::Hour),
            "day" | "1일" | "일" => Some(PeriodName::Day),
            "thirty_days" | "30일" | "30 days" => Some(PeriodName::ThirtyDays),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            PeriodName::Total => "total",
            PeriodName::Minute => "minute",
            PeriodName::Hour => "hour",
            PeriodName::Day => "day",
            PeriodName::ThirtyDays => "thirty_days",
        }
    }
}

impl From<Period> for PeriodName {
    fn from(period: Period) -> Self {
        match period {
            Period::Total => Self::Total,
            Period::Minute => Self::Minute,
            Period::Hour => Self::Hour,
            Period::Day => Self::Day,
            Period::ThirtyDays => Self::ThirtyDays,
        }
    }
}

impl From<PeriodName> for Period {
    fn from(name: PeriodName) -> Self {
        match name {
            PeriodName::Total => Self::Total,
            PeriodName::Minute => Self::Minute,
            PeriodName::Hour => Self::Hour,
            PeriodName::Day => Self::Day,
            PeriodName::ThirtyDays => Self::ThirtyDays,
        }
    }
}

impl From<&Token> for PolicyRow {
    fn from(token: &Token) -> Self {
        let entries = |entries: &[IpEntry]| entries.iter().map(ToString::to_string).collect();
        let (limit, period) = match token.limit {
            Limit::Unlimited => (None, None),
            Limit::Max { count, period } => {
                (Some(Count::Number(count.get().into())), Some(PeriodName::from(period)))
            }
        };
        Self {
            name: token.name.to_string(),
            description: token.description.as_str().to_owned(),
            expires: match &token.expiry {
                Expiry::Never => None,
                Expiry::On(date) => Some(date.date().to_string()),
            },
            allow: entries(token.allow.entries()),
            block: entries(token.block.entries()),
            limit,
            period,
            scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
        }
    }
}

impl PolicyRow {
    /// The cells of the CSV file, in the order of [`Column::ALL`].
    pub(super) fn cells(&self) -> [String; 8] {
        let text = |text: &str| guarded(text).into_owned();
        [
            text(&self.name),
            text(&self.description),
            text(self.expires.as_deref().unwrap_or_default()),
            text(&joined(&self.allow)),
            text(&joined(&self.block)),
            text(&self.limit_text()),
            self.period.map_or("", PeriodName::as_str).to_owned(),
            text(&joined(&self.scopes)),
        ]
    }

    /// From the cells of a line; `None` where a cell can't be read at all.
    pub(super) fn from_cells(cell: impl Fn(Column) -> String) -> Option<PolicyRow> {
        let text = |column| unguarded(&cell(column)).to_owned();
        let some = |text: String| (!text.trim().is_empty()).then_some(text);
        Some(PolicyRow {
            name: text(Column::Name),
            description: text(Column::Description),
            expires: some(text(Column::Expires)).filter(|text| !is_never(text)),
            allow: parted(&text(Column::Allow)),
            block: parted(&text(Column::Block)),
            limit: some(text(Column::Limit)).filter(|text| !is_unlimited(text)).map(Count::Text),
            period: match some(cell(Column::Period)) {
                None => None,
                Some(text) => Some(PeriodName::read(&text)?),
            },
            scopes: scopes(&text(Column::Scopes)),
        })
    }

    pub(super) fn draft(&self) -> Draft {
        Draft {
            name: self.name.clone(),
            description: self.description.clone(),
            expiry: self.expiry(),
            allow: self.allow.clone(),
            block: self.block.clone(),
            limit_count: self.limit_text(),
            limit_period: self.limit_period(),
            scopes: self.scopes.clone(),
        }
    }

    pub(super) fn edit(&self) -> Edit {
        Edit {
            description: self.description.clone(),
            expiry: self.expiry(),
            allow: self.allow.clone(),
            block: self.block.clone(),
            limit_count: self.limit_text(),
            limit_period: self.limit_period(),
            scopes: self.scopes.clone(),
        }
    }

    fn expiry(&self) -> ExpiryDraft {
        self.expires.clone().map_or(ExpiryDraft::Never, ExpiryDraft::On)
    }

    fn limit_text(&self) -> String {
        match &self.limit {
            None => String::new(),
            Some(Count::Number(number)) => number.to_string(),
            Some(Count::Text(text)) => text.clone(),
        }
    }

    fn limit_period(&self) -> Period {
        self.period.unwrap_or(PeriodName::Total).into()
    }
}

/// Ids of APIs hold no blank, so that parts them, too.
fn scopes(cell: &str) -> Vec<String> {
    parted(cell).iter().flat_map(|part| part.split_whitespace()).map(str::to_owned).collect()
}

fn is_never(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "무기한" | "never" | "indefinite")
}

fn is_unlimited(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "무제한" | "unlimited")
}
