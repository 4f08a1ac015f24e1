//! The engine from outside: it agrees with the domain's reference, and it may be changed while it decides.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod agreement;
mod changing;
mod limits;
mod publishing;
mod random;
mod support;
