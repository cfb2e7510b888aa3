//! `helpbot export`

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use super::archive::{First, Line, VERSION, show_progress};
use super::failure::{Failure, Outcome};
use super::load::Part;
use super::out::out;
use super::{FINE, load};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::store::{LeftOut, Row, SledStore, StoreError, export_unsealed};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file that is not there yet; its owner alone may read it
    file: PathBuf,
    /// Write what everybody can read, not what is sealed
    #[arg(long)]
    plain: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let parts = load::parts(config)?;
    let file = create(&args.file)
        .with_context(|| format!("cannot write `{}`", args.file.display()))
        .map_err(Failure::usage)?;
    let written = write(config, &parts, args.plain, file);
    let (rows, left_out) = written.inspect_err(|_| {
        // What is unfinished is nobody's export. The reason why it is matters more than whether it goes.
        let _ = fs::remove_file(&args.file);
    })?;
    writeln!(out(), "{rows} rows in `{}`", args.file.display())?;
    let LeftOut { rows, places } = left_out;
    match (rows, places) {
        (0, 0) => Ok(FINE),
        (rows, 0) => {
            Err(Failure::wrong(anyhow!("{rows} rows cannot be read and are left out; the log says which")))
        }
        (rows, places) => Err(Failure::wrong(anyhow!(
            "{rows} rows cannot be read and are left out, and whatever was at {places} places at which the database cannot read its \
             own file; the log says which"
        ))),
    }
}

fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// How many rows were written, and what could not be.
fn write(
    config: &Config,
    parts: &[(Part, PathBuf)],
    plain: bool,
    file: File,
) -> Result<(u64, LeftOut), Failure> {
    let mut to = BufWriter::new(file);
    line(&mut to, &First { helpbot_export: VERSION, plain })?;
    let (mut rows, mut left_out) = (0, LeftOut::default());
    for (part, dir) in parts {
        let mut each = |row| -> Result<(), Failure> {
            rows += 1;
            show_progress(rows)?;
            line(&mut to, &Line::Row { part: *part, row: Box::new(row) })
        };
        match SledStore::open(dir, &load::key(config)?) {
            Ok(store) => {
                let of_part = store.export(plain, each)?;
                left_out.rows += of_part.rows;
                left_out.places += of_part.places;
            }
            Err(StoreError::Unsealed { .. }) if plain => {
                export_unsealed(dir, SystemClock.now(), |row| each(Row::Plain(row)))?;
            }
            Err(error) => return Err(load::alone(error)),
        }
    }
    line(&mut to, &Line::Last { rows })?;
    let file = to.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok((rows, left_out))
}

fn line(to: &mut impl Write, line: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *to, line).map_err(Failure::wrong)?;
    Ok(to.write_all(b"\n")?)
}
