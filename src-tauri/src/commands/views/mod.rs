//! The wire: what the window sends and what it is told. Only this folder and `error.rs` know these shapes; ts-rs
//! writes them to `ui/src/host/types` (`cargo xtask gen`). A token's string is not representable on the wire; what
//! a person types to unlock comes over it encrypted.
//!
//! Times are milliseconds since 1970-01-01T00:00:00Z; dates are `YYYY-MM-DD` in the administrator's zone.

mod backups;
mod catalogue;
mod decisions;
mod draft;
mod events;
mod gate;
mod life;
mod list;
mod problems;
mod protection;
mod self_test;
mod session;
mod settings;
mod simulation;
mod tokens;

pub(crate) use backups::{
    AuditFlawView, AuditPlaceView, AuditReportView, BackupFailureView, BackupView, BackupsView,
    DrillFailureView, DrillView, ExportView, RestoreInput,
};
pub(crate) use catalogue::{
    ApiChange, ApiUsage, ApiView, CatalogueField, CatalogueInput, CatalogueProblemCode, CatalogueProblemView,
    CatalogueReport, CatalogueView, GroupView, OpenApiMode, OpenApiPreview, OpenApiProblem, RemovedApi,
    SkipReason, SkippedOperation, TitleView,
};
pub(crate) use decisions::{
    DecisionFilter, DecisionPage, DecisionRow, DialectView, GatewayFaultView, OutcomeView, PathProblemView,
    RefusalView, StepView,
};
pub(crate) use draft::{
    DraftInput, DraftReport, EntryReport, ExpiryInput, ExpiryReport, LimitInput, LimitReport, ListReport,
    ScopesReport, TextReport,
};
pub(crate) use events::{EventFilter, EventKindView, EventPage, EventRow, EventToken};
pub(crate) use gate::{
    GateFailure, GateFigures, GateInput, GateProblem, GateReport, GateSettingsView, GateStateView, GateView,
    GatewayInput, RecipeFileView, RecipeInput, RecipeProblem, RecipeView, StepCount,
};
pub(crate) use life::{
    ChangeView, EditInput, EditReport, GraceInput, ImportOutcome, ImportPreview, ImportProblem, ImportRow,
    LifeView, RetiringView,
};
pub(crate) use list::{
    BulkAction, BulkPreview, BulkRefusal, CustodyView, ExportedView, FileFormat, ListName, RefusedBecause,
    RunFailure, RunReport, SelectionInput, SortKey, TokenCounts, TokenQuery, UsedInput,
};
pub(crate) use problems::{Notice, Problem, SpecialRange};
pub(crate) use protection::{
    LockedBecauseView, PassphraseProblem, PassphraseReport, ProtectionView, RecoveryKeyView, Typed,
    UnlockInput,
};
pub(crate) use self_test::{
    ProbeAdvice, ProbeKind, ProbeView, SelfTestInput, SelfTestProblem, SelfTestReport,
};
pub(crate) use session::{
    AskedView, FoldersView, Happening, RecoveryView, RegistryView, SessionView, TroubleView,
};
pub(crate) use settings::{
    DensityView, LanguageView, LockSettingsView, RemindersView, SavedView, SettingInput, SettingsView,
    TableView, ThemeView,
};
pub(crate) use simulation::{
    ImpactAddress, ImpactView, SimulationInput, SimulationView, StandingView, TraceDetail, TraceStateView,
    TraceStepView, TraceView,
};
pub(crate) use tokens::{
    ClearingView, CopiedView, EntryView, ExpiryView, LimitView, PeriodView, RevokedView, ScopeView,
    StatusView, TokenDetail, TokenPage, TokenRow,
};
