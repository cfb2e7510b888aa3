//! Arguments in, exit code out; an error is printed here and nowhere else.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match helpbot::cli::run() {
        Ok(code) => code,
        Err(failure) => {
            // Nobody may be there to read it any more; the exit code says it all the same.
            let _ = writeln!(std::io::stderr(), "helpbot: {:#}", failure.error);
            ExitCode::from(failure.code)
        }
    }
}
