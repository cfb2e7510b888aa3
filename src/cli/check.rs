//! `helpbot check`

use std::io::Write as _;
use std::process::ExitCode;

use super::failure::Outcome;
use super::out::{color, out};
use super::{FINE, WRONG, load};
use crate::config::Config;
use crate::content::{self, Diagnostics};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the mistakes as JSON
    #[arg(long)]
    json: bool,
    /// Warnings count as mistakes
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let sources = load::sources(config)?;
    let (found, summary) = match content::compile(&sources.files, config.locale()) {
        Ok(compiled) => {
            let dialogs = compiled.content.dialogs.values().filter(|dialog| !dialog.answer).count();
            let answers = compiled.content.dialogs.len() - dialogs;
            let locales: Vec<&str> = compiled.content.texts.locales().map(|locale| locale.as_str()).collect();
            let intents = compiled.content.intents.len();
            let summary = format!(
                "{dialogs} dialogs, {answers} answers, {intents} intents in {}: no mistakes",
                locales.join(", ")
            );
            (compiled.warnings, Some(summary))
        }
        Err(mistakes) => (mistakes, None),
    };
    print(&found, &sources.files, args.json)?;
    if !args.json {
        writeln!(out(), "{}", summary.clone().unwrap_or_else(|| format!("{} mistakes", found.errors())))?;
    }
    let wrong = summary.is_none() || (args.strict && !found.is_empty());
    Ok(if wrong { ExitCode::from(WRONG) } else { FINE })
}

fn print(found: &Diagnostics, files: &[content::SourceFile], json: bool) -> anyhow::Result<()> {
    if json {
        writeln!(out(), "{}", serde_json::to_string_pretty(found)?)?;
    } else if !found.is_empty() {
        writeln!(out(), "{}", found.render(files, color(&std::io::stdout())))?;
    }
    Ok(())
}
