//! `helpbot import`

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::archive::{First, Line, VERSION, show_progress};
use super::failure::{Failure, Outcome};
use super::load::Part;
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store::{Import, MasterKey};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file that `helpbot export` wrote
    file: PathBuf,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let data = config.data_dir().map_err(Failure::usage)?;
    if let Some((part, _)) = load::parts(config)?.first() {
        return Err(Failure::usage(anyhow!(
            "there is a `{}` in the data directory `{}` already; move it away, or name another one with `--data DIR`",
            part.name(),
            data.display()
        )));
    }
    let key = load::key(config)?;
    let file = File::open(&args.file)
        .with_context(|| format!("cannot read `{}`", args.file.display()))
        .map_err(Failure::usage)?;
    let unfinished = Part::ALL.map(|part| data.join(format!("{}.importing", part.name())));
    clear(&unfinished)?;
    let read =
        read(&data, &key, BufReader::new(file)).with_context(|| format!("in `{}`", args.file.display()));
    let (rows, parts) = read.inspect_err(|_| {
        // The reason why it failed matters more than whether what is unfinished goes.
        let _ = clear(&unfinished);
    })?;
    for part in parts {
        fs::rename(importing(&data, part), part.dir(&data))?;
    }
    File::open(&data)?.sync_all()?;
    writeln!(out(), "{rows} rows in `{}`, all of them can be read", data.display())?;
    Ok(FINE)
}

fn importing(data: &Path, part: Part) -> PathBuf {
    data.join(format!("{}.importing", part.name()))
}

fn clear(unfinished: &[PathBuf]) -> std::io::Result<()> {
    unfinished.iter().filter(|dir| dir.exists()).try_for_each(fs::remove_dir_all)
}

/// How many rows, and the parts that are complete now.
fn read(data: &Path, key: &MasterKey, file: BufReader<File>) -> anyhow::Result<(u64, Vec<Part>)> {
    let mut lines = file.lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let First { helpbot_export, plain } =
        serde_json::from_str(&first).map_err(|_| anyhow!("this is nothing that `helpbot export` wrote"))?;
    if helpbot_export != VERSION {
        anyhow::bail!("it has version {helpbot_export} of the format, this program reads version {VERSION}");
    }
    let mut imports: Vec<(Part, Import)> = Vec::new();
    let mut rows = 0;
    let mut is_whole = false;
    for (line, number) in lines.zip(2_u64..) {
        // Only the place: the error's own words may quote what a learner typed.
        let line = serde_json::from_str(&line?).map_err(|_| anyhow!("line {number} is no row"))?;
        match line {
            Line::Last { rows: expected } if expected == rows => is_whole = true,
            Line::Last { rows: expected } => {
                anyhow::bail!("there are {rows} rows where {expected} were written");
            }
            Line::Row { part, row } => {
                let import = match imports.iter().find(|(known, _)| *known == part) {
                    Some((_, import)) => import,
                    None => {
                        imports.push((part, Import::begin(&importing(data, part), key, plain)?));
                        &imports[imports.len() - 1].1
                    }
                };
                import.row(*row).with_context(|| format!("line {number}"))?;
                rows += 1;
                show_progress(rows)?;
            }
        }
    }
    if !is_whole {
        anyhow::bail!("it was cut off: its last line is missing");
    }
    let mut parts = Vec::new();
    for (part, import) in imports {
        let verified = import.finish()?.verify()?;
        if verified.faults > 0 {
            anyhow::bail!(
                "{} of {} rows of `{}` cannot be read",
                verified.faults,
                verified.rows,
                part.name()
            );
        }
        parts.push(part);
    }
    Ok((rows, parts))
}
