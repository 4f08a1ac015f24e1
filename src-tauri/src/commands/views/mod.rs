//! The wire: what the window sends and what it is told. Only this folder and `error.rs` know these shapes; ts-rs
//! writes them to `ui/src/host/types` (`cargo xtask gen`). A token's string is not representable on the wire; what
//! a person types to unlock comes over it encrypted.
//!
//! Times are milliseconds since 1970-01-01T00:00:00Z; dates are `YYYY-MM-DD` in the administrator's zone.

mod backups;
mod catalogue;
mod draft;
mod problems;
mod protection;
mod session;
mod settings;
mod tokens;

pub(crate) use backups::{
    AuditFlawView, AuditPlaceView, AuditReportView, BackupFailureView, BackupView, BackupsView,
    DrillFailureView, DrillView, ExportView, RestoreInput,
};
pub(crate) use catalogue::{ApiView, CatalogueView, GroupView, TitleView};
pub(crate) use draft::{
    DraftInput, DraftReport, EntryReport, ExpiryInput, ExpiryReport, LimitReport, ListReport, ScopesReport,
    TextReport,
};
pub(crate) use problems::{Notice, Problem, SpecialRange};
pub(crate) use protection::{
    LockedBecauseView, PassphraseProblem, PassphraseReport, ProtectionView, RecoveryKeyView, Typed,
    UnlockInput,
};
pub(crate) use session::{FoldersView, Happening, RecoveryView, RegistryView, SessionView, TroubleView};
pub(crate) use settings::{
    DensityView, LanguageView, LockSettingsView, SettingInput, SettingsView, ThemeView,
};
pub(crate) use tokens::{
    ClearingView, CopiedView, EntryView, ExpiryView, LimitView, PeriodView, ScopeView, StatusView,
    TokenDetail, TokenPage, TokenRow,
};
