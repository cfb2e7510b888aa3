//! `helpbot verify`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use super::failure::Outcome;
use super::out::out;
use super::{FINE, WRONG, load};
use crate::config::Config;
use crate::store::{SledStore, Verified};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let mut found = BTreeMap::new();
    for (part, dir) in load::parts(config)? {
        let store = SledStore::open(&dir, &load::key(config)?).map_err(load::alone)?;
        found.insert(part.name(), store.verify()?);
    }
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&found).map_err(anyhow::Error::from)?)?;
    } else {
        for (part, verified) in &found {
            print(part, verified)?;
        }
    }
    let faults: usize = found.values().map(|verified| verified.faults).sum();
    Ok(if faults == 0 { FINE } else { ExitCode::from(WRONG) })
}

fn print(part: &str, verified: &Verified) -> std::io::Result<()> {
    for tree in &verified.trees {
        writeln!(out(), "{part}/{:10} {:>8} rows", tree.tree, tree.rows)?;
        for fault in &tree.faults {
            writeln!(out(), "    {}: {}", fault.key, fault.why)?;
        }
    }
    writeln!(out(), "{part}: {} of {} rows cannot be read", verified.faults, verified.rows)
}
