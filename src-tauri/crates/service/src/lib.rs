//! The use cases of Mapae: one file a verb, and the only writer of the store. A verb takes the open registry
//! first, then its data, then `now`; it decides nothing that the domain can decide, and knows neither the window
//! nor the wire.
//!
//! Deliberately absent: a clock (it is given), the clipboard (the shell hands a copied secret over) and texts for
//! a person (the shell turns errors into codes).

mod check_draft;
mod copy_token;
mod error;
mod head;
mod index;
mod issue_token;
mod list_tokens;
mod load_sample_catalogue;
mod open;
mod recover;
mod registry;
mod token_detail;

pub use check_draft::check_draft;
pub use copy_token::copy_token;
pub use error::{OpenError, ServiceError};
pub use issue_token::issue_token;
pub use list_tokens::{ListedToken, Page, list_tokens};
pub use load_sample_catalogue::load_sample_catalogue;
pub use open::{Place, open};
pub use recover::Recovery;
pub use registry::Registry;
pub use token_detail::{TokenDetail, token_detail};
