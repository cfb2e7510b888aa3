//! `helpbot unpack`

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};

use super::FINE;
use super::failure::{Failure, Outcome};
use super::out::out;
use crate::content;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A directory that is empty or not there yet
    dir: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let dir = &args.dir;
    let cannot = || format!("cannot write into `{}`", dir.display());
    std::fs::create_dir_all(dir).with_context(cannot).map_err(Failure::usage)?;
    if std::fs::read_dir(dir)?.next().is_some() {
        return Err(Failure::usage(anyhow!("`{}` is not empty; name another directory", dir.display())));
    }
    let files = content::embedded();
    for file in &files {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(cannot)?;
        }
        std::fs::write(path, &file.text).with_context(cannot)?;
    }
    writeln!(out(), "{} files in `{}`; use them with `--content {1}`", files.len(), dir.display())?;
    Ok(FINE)
}
