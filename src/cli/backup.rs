//! `helpbot backup`

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A directory that is not there yet
    dir: PathBuf,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let data = config.data_dir().map_err(Failure::usage)?;
    let parts = load::parts(config)?;
    if parts.is_empty() {
        return Err(Failure::usage(anyhow!(
            "there is nothing in the data directory `{}` yet",
            data.display()
        )));
    }
    if args.dir.exists() {
        return Err(Failure::usage(anyhow!(
            "`{}` is there already; name another directory",
            args.dir.display()
        )));
    }
    if load::is_inside(&args.dir, &data) {
        return Err(Failure::usage(anyhow!("`{}` is inside the data directory", args.dir.display())));
    }
    // It gets its name when it is whole.
    let mut unfinished = args.dir.clone().into_os_string();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let cannot = || format!("cannot write `{}`", args.dir.display());
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).with_context(cannot).map_err(Failure::usage)?;
    }
    fs::create_dir_all(&unfinished).with_context(cannot).map_err(Failure::usage)?;
    for (part, dir) in &parts {
        if let Err(error) = store::backup(dir, &part.dir(&unfinished)) {
            // The reason why it failed matters more than whether what is unfinished goes.
            let _ = fs::remove_dir_all(&unfinished);
            return Err(load::alone(error));
        }
    }
    File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, &args.dir)?;
    let folder = args.dir.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    let names: Vec<&str> = parts.iter().map(|(part, _)| part.name()).collect();
    writeln!(
        out(),
        "{} in `{}`; the key is not in it, keep a copy of that in another place",
        names.join(" and "),
        args.dir.display()
    )?;
    Ok(FINE)
}
