//! The rules of a token and the decision about a request, as pure functions.
//!
//! Everything a form can hold is parsed here into a type that can't be wrong ([`TokenName`], [`ExpiryDate`],
//! [`IpEntry`], [`Limit`], [`Scopes`]), and one function, [`decide()`], judges a request by them. What is
//! wrong with a text is data (`NameProblem`, `EntryProblem` ...), because the window shows it; [`Malformed`]
//! is for texts that no person typed.
//!
//! Deliberately absent: the clock (`now` is an argument), disk, network, environment, randomness and
//! serialisation. `clippy.toml` beside this crate's manifest forbids them by name. Wire and record formats
//! belong to the shell and to the store.

mod action;
mod address_list;
mod address_set;
mod catalogue;
mod changes;
mod counter;
mod date_text;
mod decide;
mod description;
pub mod draft;
mod edit;
mod entry;
mod expiry;
mod header;
mod high_water;
mod life;
mod limit;
mod malformed;
mod name;
mod network;
mod notation;
mod path;
mod path_template;
mod plain;
mod sample;
mod scopes;
mod special_range;
mod status;
mod text;
mod token;
mod token_id;
mod token_text;
mod trace;

pub use action::{Action, ActionRefused, CheckedAction, ListKind, ReadyAction};
pub use address_list::{
    AddressVerdict, AllowList, BlockList, EntryList, EntryMatch, ListProblem, MAX_ENTRIES,
};
pub use address_list::{embedded_ipv4, judge_address};
pub use address_set::AddressSet;
pub use catalogue::{Api, ApiId, Catalogue, CatalogueProblem, Group, Method, Title};
pub use changes::{FieldChange, changes};
pub use counter::{Earlier, EarlierCounts, Exceeded, Remaining, SlidingWindow, Spent, Tally};
pub use decide::{
    Counter, Decision, Found, Permit, PolicyView, Refusal, Registry, Request, Standing, Step, decide,
};
pub use description::{Description, DescriptionProblem};
pub use draft::{CheckedDraft, CheckedList, Draft, DraftContext, ExpiryDraft, Field, Policy, check};
pub use edit::{CheckedEdit, Edit, EditContext, LimitEditProblem, check_edit};
pub use entry::{EntryNotice, EntryProblem, IpEntry, Note, ParsedEntry};
pub use expiry::{Expiry, ExpiryDate, ExpiryProblem, today_in};
pub use header::{HeaderProblem, bearer};
pub use high_water::HighWater;
pub use life::{Grace, ReasonProblem, RevokeReason, Withdrawn};
pub use limit::{Limit, LimitChangeRefused, LimitProblem, Period};
pub use malformed::Malformed;
pub use name::{NameKey, NameProblem, TokenName};
pub use network::Network;
pub use path::{PathProblem, RequestPath};
pub use path_template::PathTemplate;
pub use plain::{PlainCounter, PlainPolicy, PlainRegistry};
pub use scopes::{Scopes, ScopesProblem};
pub use special_range::SpecialRange;
pub use status::{Status, status};
pub use text::{CodePoint, folded};
pub use token::{Credential, Life, RetiringCredential, Token, Usage};
pub use token_id::TokenId;
pub use token_text::{MalformedToken, TokenDigest, TokenHint, assemble_token_text, check_token_text};
pub use trace::{
    Outcome, Passed, Refused, Trace, TraceStep, TracedEntry, TracedRequest, TracedSecret, trace,
};

/// The shape of a token's string, for those who publish or generate it.
pub mod token_format {
    pub use crate::token_text::{ALPHABET, BODY, CHECKSUM, LENGTH, PREFIX};
}
