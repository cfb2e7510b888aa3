//! `helpbot completions` and `helpbot man`

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::failure::Outcome;
use super::out::out;
use super::{Cli, FINE};

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell that is to complete
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    // By way of memory: clap panics where it cannot write.
    let mut completions = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "helpbot", &mut completions);
    out().write_all(&completions)?;
    Ok(FINE)
}

pub(super) fn man() -> Outcome {
    clap_mangen::Man::new(Cli::command()).render(&mut out())?;
    Ok(FINE)
}
