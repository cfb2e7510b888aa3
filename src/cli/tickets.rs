//! `helpbot tickets`: the requests for a human, and the tickets that the help desk made of them.

use std::io::Write as _;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::store::{Handoff, Store as _};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let handoffs = all(config)?;
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&handoffs).map_err(anyhow::Error::from)?)?;
        return Ok(FINE);
    }
    for handoff in &handoffs {
        let path: Vec<String> = handoff.request.path.iter().map(ToString::to_string).collect();
        let (at, reason) = (handoff.request.at, handoff.request.reason.name());
        let ticket = match &handoff.ticket {
            Some(ticket) => format!("#{} {}", ticket.number, ticket.state().name()),
            // There was no help desk.
            None => "recorded".to_owned(),
        };
        writeln!(out(), "{at}  {ticket:<14}  {}  {reason}  {}", handoff.conversation, path.join(" > "))?;
    }
    writeln!(out(), "{} requests for a human", handoffs.len())?;
    Ok(FINE)
}

/// Of all parts, oldest first.
pub(super) fn all(config: &Config) -> Result<Vec<Handoff>, Failure> {
    let mut handoffs = Vec::new();
    for store in load::stores(config)? {
        handoffs.extend(store.handoffs()?);
    }
    handoffs.sort_by_key(|handoff| handoff.request.at);
    Ok(handoffs)
}
