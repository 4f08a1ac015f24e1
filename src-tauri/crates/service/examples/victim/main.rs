//! The program that `cargo xtask torture` kills, cuts the power of, fills the disk under and whose files it damages;
//! and afterwards the judge of what is left.
//!
//! ```text
//! victim work HOME [TOKENS]    issues, copies, changes protectors, changes the data key; tells what was acknowledged
//! victim check HOME TOLD       opens what is left and compares it with what was told
//! ```
//!
//! What it tells are lines on its standard output, each a single write, so that a file of them holds whatever was
//! acknowledged before a kill. `check` ends with 0 where everything is there, with 4 where the audit file had to be
//! mended for that, with 2 where the registry was refused with an error that names what is wrong, and with 1 where
//! something is lost. A panic anywhere ends with 101.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool tells what it does")]

mod check;
mod house;
mod told;
mod work;

use std::{
    error::Error,
    panic,
    path::Path,
    process::{self, ExitCode},
};

/// Of `std::error::Error`, from any thread.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const PANICKED: i32 = 101;

fn main() -> ExitCode {
    // On every thread, sled's own too: there a panic would go unnoticed. Those that the store catches never come here.
    panic::set_hook(Box::new(|panic| {
        eprintln!("panicked: {panic}");
        process::exit(PANICKED);
    }));
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["work", home] => work::work(Path::new(home), None),
        ["work", home, tokens] => {
            tokens.parse().map_err(Into::into).and_then(|tokens| work::work(Path::new(home), Some(tokens)))
        }
        ["check", home, told] => return check::check(Path::new(home), Path::new(told)),
        _ => Err("work HOME [TOKENS] | check HOME TOLD".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed: {}", house::whole_story(&*error));
            ExitCode::from(3)
        }
    }
}
