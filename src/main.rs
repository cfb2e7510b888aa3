//! Arguments in, exit code out; an error is printed here and nowhere else.

use std::process::ExitCode;

fn main() -> ExitCode {
    match helpbot::cli::run() {
        Ok(code) => code,
        Err(failure) => {
            #[expect(clippy::print_stderr, reason = "the one place where an error is printed")]
            {
                eprintln!("helpbot: {:#}", failure.error);
            }
            ExitCode::from(failure.code)
        }
    }
}
