//! Mapae's window. Everything is in the library, so that tests can build the same application.

use std::process::ExitCode;

fn main() -> ExitCode {
    match mapae::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            #[expect(clippy::print_stderr, reason = "there is no window to say it in")]
            {
                eprintln!("Mapae: {sentence}");
            }
            ExitCode::FAILURE
        }
    }
}
