//! `helpbot key`

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store::{self, MasterKey, Rotated};

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
    /// Seal the data under another key from now on; while nothing else uses it
    Rotate {
        /// The file of the other key, made with `helpbot key new`
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

pub(super) fn run(config: &Config, args: Args) -> Outcome {
    match args.action {
        Action::New { path } => new(config, path),
        Action::Rotate { to } => rotate(config, &to),
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

fn rotate(config: &Config, to: &Path) -> Outcome {
    load::outside_the_data(config, to)?;
    let from = load::key(config)?;
    let key = MasterKey::read(to).map_err(Failure::usage)?;
    for (part, dir) in load::parts(config)? {
        let rotated = store::rotate(&dir, &from, &key).map_err(load::alone)?;
        let done = match rotated {
            Rotated::Learners(count) => {
                format!("{count} learners' keys are sealed under key {} now", key.id())
            }
            Rotated::Already => format!("it was under key {} before", key.id()),
        };
        writeln!(out(), "{}: {done}", part.name())?;
    }
    writeln!(
        out(),
        "from now on `{}` is the key file: name it with `HELPBOT_KEY_FILE` or `key_file`; older backups still need key {}",
        to.display(),
        from.id()
    )?;
    Ok(FINE)
}
