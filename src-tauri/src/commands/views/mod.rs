//! The wire: what the window sends and what it is told. Only this folder and `error.rs` know these shapes; ts-rs
//! writes them to `ui/src/host/types` (`cargo xtask gen`). No type here can hold a secret: a token's string is
//! not representable on the wire.
//!
//! Times are milliseconds since 1970-01-01T00:00:00Z; dates are `YYYY-MM-DD` in the administrator's zone.

mod catalogue;
mod draft;
mod problems;
mod session;
mod settings;
mod tokens;

pub(crate) use catalogue::{ApiView, CatalogueView, GroupView, TitleView};
pub(crate) use draft::{
    DraftInput, DraftReport, EntryReport, ExpiryInput, ExpiryReport, LimitReport, ListReport, ScopesReport,
    TextReport,
};
pub(crate) use problems::{Notice, Problem, SpecialRange};
pub(crate) use session::{FoldersView, Happening, ProtectionView, RegistryView, SessionView, TroubleView};
pub(crate) use settings::{LanguageView, SettingInput, SettingsView, ThemeView};
pub(crate) use tokens::{
    ClearingView, CopiedView, EntryView, ExpiryView, LimitView, PeriodView, ScopeView, StatusView,
    TokenDetail, TokenPage, TokenRow,
};
