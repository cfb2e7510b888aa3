//! `helpbot key`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store::MasterKey;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key: a new file, for its owner's eyes only
    New {
        /// Where; nothing is overwritten [default: the key file that is configured]
        path: Option<PathBuf>,
    },
}

pub(super) fn run(config: &Config, args: Args) -> Outcome {
    match args.action {
        Action::New { path } => new(config, path),
    }
}

fn new(config: &Config, path: Option<PathBuf>) -> Outcome {
    let path = path.map_or_else(|| config.key_file(), Ok).map_err(Failure::usage)?;
    load::outside_the_data(config, &path)?;
    let key = MasterKey::random();
    key.write(&path).map_err(Failure::usage)?;
    writeln!(
        out(),
        "key {} in `{}`; keep a copy of it, apart from copies of the data: without it nobody can read them",
        key.id(),
        path.display()
    )?;
    Ok(FINE)
}
