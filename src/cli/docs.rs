//! `helpbot completions` and `helpbot man`

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::failure::Outcome;
use super::{Cli, FINE};

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    clap_complete::generate(args.shell, &mut Cli::command(), "helpbot", &mut std::io::stdout());
    Ok(FINE)
}

pub(super) fn man() -> Outcome {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?;
    Ok(FINE)
}
