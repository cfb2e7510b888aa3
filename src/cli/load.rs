//! Where the content comes from (a directory that was named, the present one, or what is built in) and where the data is kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;

use super::failure::Failure;
use super::vectors;
use crate::config::Config;
use crate::content::{self, Compiled, Diagnostics, SourceFile};
use crate::store::SledStore;
use crate::vectors::Source;

/// The files of the content, and where they were found.
pub(super) struct Sources {
    pub files: Vec<SourceFile>,
    /// `None`: built in.
    pub dir: Option<PathBuf>,
}

pub(super) fn sources(config: &Config) -> Result<Sources, Failure> {
    let dir = match &config.content {
        Some(dir) if !has_content(dir) => {
            return Err(Failure::usage(anyhow!(
                "there is no content in `{}`; expected the directories `dialogs` and `locales`",
                dir.display()
            )));
        }
        Some(dir) => Some(dir.clone()),
        None => has_content(Path::new(".")).then(|| PathBuf::from(".")),
    };
    let files = match &dir {
        Some(dir) => content::read_dir(dir).map_err(Failure::usage)?,
        None => content::embedded(),
    };
    check_locale(&files, config)?;
    Ok(Sources { files, dir })
}

/// The default locale is the operator's choice, so that a wrong one is no mistake of the content.
fn check_locale(files: &[SourceFile], config: &Config) -> Result<(), Failure> {
    let known: BTreeSet<&str> =
        files.iter().filter_map(|file| file.path.strip_prefix("locales/")?.split('/').next()).collect();
    let wanted = config.locale();
    if known.is_empty() || known.contains(wanted) {
        return Ok(());
    }
    let chosen = if config.locale.is_some() { "`locale` in the configuration" } else { "the default locale" };
    let known: Vec<&str> = known.into_iter().collect();
    Err(Failure::usage(anyhow!(
        "{chosen} is `{wanted}`, but the content has no such locale; set `locale` to one of {}",
        known.join(", ")
    )))
}

/// The content and what its matcher is to learn, with the source of sentence vectors if there is one; its mistakes as one
/// failure otherwise.
pub(super) fn content(config: &Config) -> Result<(Compiled, Option<Arc<Source>>), Failure> {
    let sources = sources(config)?;
    let mut compiled = compile(&sources.files, config)?;
    let source = vectors::plug_in(config, &mut compiled.corpus)?;
    Ok((compiled, source))
}

pub(super) fn compile(files: &[SourceFile], config: &Config) -> Result<Compiled, Failure> {
    content::compile(files, config.locale())
        .map_err(|mistakes| Failure::wrong(anyhow!(told(&mistakes, files))))
}

/// Conversations of one kind, each in its own part of the data directory: nobody delivers what another one has to say.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Chat,
    Serve,
}

impl Part {
    pub(super) fn dir(self, data: &Path) -> PathBuf {
        data.join(match self {
            Self::Chat => "chat",
            Self::Serve => "serve",
        })
    }
}

/// A part's store in the data directory, which is made if it is not there.
pub(super) fn store(config: &Config, part: Part) -> Result<SledStore, Failure> {
    let dir = config.data_dir().map_err(Failure::usage)?;
    can_be_written(&dir).map_err(|error| {
        Failure::usage(anyhow!(
            "the data directory `{}` cannot be used: {error}; name one that can be written with `--data DIR`, \
             `HELPBOT_DATA` or `data` in the configuration",
            dir.display()
        ))
    })?;
    Ok(SledStore::open(&part.dir(&dir))?)
}

/// Tried, since rights alone do not tell: the file system may be read-only.
fn can_be_written(dir: &Path) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    let attempt = dir.join(format!("attempt.{}", std::process::id()));
    fs::write(&attempt, [])?;
    fs::remove_file(&attempt)
}

/// Each mistake with its place and a snippet, and how many there are.
pub(super) fn told(mistakes: &Diagnostics, files: &[SourceFile]) -> String {
    format!("the content has mistakes\n\n{}", mistakes.render(files, false))
}

fn has_content(dir: &Path) -> bool {
    dir.join("dialogs").is_dir() && dir.join("locales").is_dir()
}
