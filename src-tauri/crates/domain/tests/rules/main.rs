//! The rules, as tables: what is typed, and what must come of it.
#![allow(clippy::unwrap_used, reason = "a table's right side is known to be there")]

mod action;
mod catalogue;
mod changes;
mod decision;
mod description;
mod draft;
mod edit;
mod entry;
mod expiry;
mod high_water;
mod life;
mod limit;
mod lists;
mod name;
mod path;
mod sample_token;
mod status;
mod token_id;
mod token_text;
mod trace;
mod window;
