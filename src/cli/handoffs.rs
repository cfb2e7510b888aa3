//! `helpbot handoffs`

use std::io::Write as _;

use super::failure::Outcome;
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store::Store as _;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let mut handoffs = Vec::new();
    for (part, _) in load::parts(config)? {
        handoffs.extend(load::store(config, part)?.handoffs()?);
    }
    handoffs.sort_by_key(|handoff| handoff.request.at);
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&handoffs).map_err(anyhow::Error::from)?)?;
        return Ok(FINE);
    }
    for handoff in &handoffs {
        let path: Vec<String> = handoff.request.path.iter().map(ToString::to_string).collect();
        let (at, reason) = (handoff.request.at, handoff.request.reason.name());
        writeln!(out(), "{at}  {}  {reason}  {}", handoff.conversation, path.join(" > "))?;
    }
    writeln!(out(), "{} requests for a human", handoffs.len())?;
    Ok(FINE)
}
