//! `helpbot graph`

use std::io::Write as _;

use anyhow::anyhow;

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, load};
use crate::config::Config;
use crate::content;
use crate::engine::DialogId;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ids of the dialogs to draw [default: all but the reserved ones]
    dialog: Vec<String>,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let content = load::compile(&load::sources(config)?.files, config)?.content;
    let wanted: Vec<DialogId> = args.dialog.iter().map(|id| DialogId::from(id.as_str())).collect();
    if let Some(unknown) = wanted.iter().find(|id| !content.dialogs.contains_key(*id)) {
        return Err(Failure::usage(anyhow!("there is no dialog {unknown:?}")));
    }
    out().write_all(content::mermaid(&content, &wanted).as_bytes())?;
    Ok(FINE)
}
