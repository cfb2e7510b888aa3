//! `helpbot test`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::failure::{Failure, Outcome};
use super::out::out;
use super::{FINE, WRONG, load};
use crate::config::Config;
use crate::content::{self, SourceFile};
use crate::engine::Content;
use crate::script::{Contents, Report, SHARED_PARTS, Suite, Weather, bless, run_in};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scripts, or directories of scripts [default: tests/dialogs beside the content]
    path: Vec<PathBuf>,
    /// Rewrite the bot's lines to what it says now, for you to review
    #[arg(long)]
    bless: bool,
    /// Print the report as JSON
    #[arg(long, conflicts_with = "tap")]
    json: bool,
    /// Print the report as TAP
    #[arg(long)]
    tap: bool,
    /// Write a JUnit report into this file
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Show what of the content no script has been through
    #[arg(long)]
    coverage: bool,
    /// Play every script also restarted after each turn, with every event twice, and with refused deliveries
    #[arg(long, conflicts_with = "bless")]
    weathers: bool,
}

/// A script file as it was read.
struct ScriptFile {
    path: PathBuf,
    name: String,
    text: String,
}

pub(super) fn run(config: &Config, args: &Args) -> Outcome {
    let sources = load::sources(config)?;
    let base = Arc::new(load::compile(&sources.files, config)?.trained());
    let paths = match (&args.path[..], &sources.dir) {
        ([], dir) => vec![dir.clone().unwrap_or_default().join("tests/dialogs")],
        (named, _) => named.to_vec(),
    };
    let files = read(&paths)?;
    let named = files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
    let suite = Suite::read(named).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Failure::wrong(anyhow!("the scripts have mistakes\n{}", told.join("\n")))
    })?;
    let contents = Laid { config, base, files: &sources.files };
    let weathers = if args.weathers { &Weather::ALL[..] } else { &[Weather::Calm] };
    let report = tokio::runtime::Runtime::new()?.block_on(run_in(&suite, &contents, weathers));
    if args.bless {
        return rewrite(&files, &report);
    }
    if let Some(path) = &args.junit {
        std::fs::write(path, report.junit()).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    if args.json {
        writeln!(out(), "{}", serde_json::to_string_pretty(&report.to_json()).map_err(anyhow::Error::from)?)?;
    } else if args.tap {
        out().write_all(report.tap().as_bytes())?;
    } else {
        out().write_all(report.text().as_bytes())?;
    }
    if args.coverage && !args.json {
        out().write_all(report.coverage.text().as_bytes())?;
    }
    Ok(if report.failed() == 0 { FINE } else { ExitCode::from(WRONG) })
}

/// The content that scripts talk to, with directories of theirs laid over it.
struct Laid<'a> {
    config: &'a Config,
    base: Arc<Content>,
    files: &'a [SourceFile],
}

impl Contents for Laid<'_> {
    fn base(&self) -> Arc<Content> {
        Arc::clone(&self.base)
    }

    fn overlay(&self, script_path: &str, directory: &str) -> Result<Arc<Content>, String> {
        let dir = Path::new(script_path).with_file_name(directory.trim_end_matches('/'));
        let over = content::read_dir(&dir).map_err(|error| error.to_string())?;
        let files = content::overlay(self.files.to_vec(), over);
        match content::compile(&files, self.config.locale()) {
            Ok(compiled) => Ok(Arc::new(compiled.trained())),
            Err(mistakes) => Err(load::told(&mistakes, &files)),
        }
    }
}

/// Every script of the paths, and the shared parts beside them.
fn read(paths: &[PathBuf]) -> Result<Vec<ScriptFile>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries =
                std::fs::read_dir(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            for entry in entries {
                let entry = entry?.path();
                if entry.extension().is_some_and(|extension| extension == "script") {
                    found.push(entry);
                }
            }
        } else if path.is_file() {
            found.push(path.clone());
            let shared = path.with_file_name(SHARED_PARTS);
            if shared.is_file() {
                found.push(shared);
            }
        } else {
            return Err(Failure::usage(anyhow!("there is no script or directory `{}`", path.display())));
        }
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        return Err(Failure::usage(anyhow!("there is no script in {}", listed(paths))));
    }
    let read = |path: PathBuf| {
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        Ok(ScriptFile { name: path.display().to_string(), path, text })
    };
    found.into_iter().map(read).collect()
}

fn listed(paths: &[PathBuf]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    quoted.join(", ")
}

fn rewrite(files: &[ScriptFile], report: &Report) -> Outcome {
    let mut rewritten = 0;
    for file in files {
        let blessed = bless(&file.name, &file.text, report);
        if blessed != file.text {
            std::fs::write(&file.path, blessed).with_context(|| format!("cannot write `{}`", file.name))?;
            writeln!(out(), "rewrote {}", file.name)?;
            rewritten += 1;
        }
    }
    writeln!(out(), "{rewritten} of {} files changed; review them before you keep them", files.len())?;
    Ok(FINE)
}
