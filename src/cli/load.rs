//! Where the content comes from (a directory that was named, the present one, or what is built in), where the data is kept, and the
//! key under which it is sealed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::vectors;
use crate::config::{Config, RetentionSection};
use crate::content::{self, Compiled, Diagnostics, SourceFile};
use crate::desk::Calendar;
use crate::engine::KeptFor;
use crate::runtime::Retention;
use crate::store::{KeyFileError, MasterKey, SledStore, StoreError, create_private};
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
    let mut compiled = content::compile(files, config.locale())
        .map_err(|mistakes| Failure::wrong(anyhow!(told(&mistakes, files))))?;
    compiled.content.kept_for = kept_for(&config.retention);
    Ok(compiled)
}

/// Conversations of one kind, each in its own part of the data directory: nobody delivers what another one has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    Chat,
    Serve,
}

impl Part {
    pub(super) const ALL: [Self; 2] = [Self::Serve, Self::Chat];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Serve => "serve",
        }
    }

    pub(super) fn dir(self, data: &Path) -> PathBuf {
        data.join(self.name())
    }
}

/// A part's store in the data directory, which is made if it is not there.
pub(super) fn store(config: &Config, part: Part) -> Result<SledStore, Failure> {
    let dir = config.data_dir().map_err(Failure::usage)?;
    can_be_written(&dir).map_err(|error| unusable(&dir, &error))?;
    let key = match part {
        Part::Chat => key_or_new_one(config),
        Part::Serve => key(config),
    }?;
    Ok(SledStore::open(&part.dir(&dir), &key)?)
}

/// What is there, for a command that looks at it and needs it to itself.
pub(super) fn stores(config: &Config) -> Result<Vec<SledStore>, Failure> {
    let open = |(_, dir): (Part, PathBuf)| SledStore::open(&dir, &key(config)?).map_err(alone);
    parts(config)?.into_iter().map(open).collect()
}

/// What goes wrong for a command that needs the data to itself.
pub(super) fn alone(error: StoreError) -> Failure {
    match error {
        StoreError::InUse { .. } => Failure::usage(anyhow::Error::from(error).context(
            "`helpbot serve` or `helpbot chat` is running; end it (Ctrl-C or SIGTERM: it finishes what is under way), run this, \
             and start it again",
        )),
        error => error.into(),
    }
}

/// The parts of the data directory that are there.
pub(super) fn parts(config: &Config) -> Result<Vec<(Part, PathBuf)>, Failure> {
    let data = config.data_dir().map_err(Failure::usage)?;
    match fs::read_dir(&data) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(&data, &error)),
        _ => {}
    }
    let parts = Part::ALL.map(|part| (part, part.dir(&data)));
    Ok(parts.into_iter().filter(|(_, dir)| dir.exists()).collect())
}

fn unusable(data: &Path, error: &io::Error) -> Failure {
    Failure::usage(anyhow!(
        "the data directory `{}` cannot be used: {error}; name one that can be written with `--data DIR`, `HELPBOT_DATA` or \
         `data` in the configuration",
        data.display()
    ))
}

/// The key under which the data is sealed.
pub(super) fn key(config: &Config) -> Result<MasterKey, Failure> {
    let path = config.key_file().map_err(Failure::usage)?;
    match read_key(config, &path)? {
        Some(key) => Ok(key),
        None => {
            let named = config.key_file.is_some();
            let path_argument = if named { format!(" {}", path.display()) } else { String::new() };
            Err(Failure::usage(anyhow!(
                "there is no key file `{}` to seal the conversations with; make one with `helpbot key new{path_argument}`, or \
                 name one with `--key-file FILE`, `HELPBOT_KEY_FILE` or `key_file` in the configuration",
                path.display()
            )))
        }
    }
}

/// A chat needs no set-up: where no key is named and none is there, one is made.
fn key_or_new_one(config: &Config) -> Result<MasterKey, Failure> {
    let path = config.key_file().map_err(Failure::usage)?;
    if config.key_file.is_none() && read_key(config, &path)?.is_none() {
        let key = MasterKey::random();
        match key.write(&path) {
            // Another chat that began at the same time may have been quicker.
            Err(KeyFileError::Exists { .. }) => return self::key(config),
            written => written.map_err(Failure::usage)?,
        }
        // Between the lines of a chat there is no place for it, so it stands before them.
        writeln!(io::stderr(), "helpbot: made a key to seal your chats with: {}", path.display())?;
        return Ok(key);
    }
    key(config)
}

fn read_key(config: &Config, path: &Path) -> Result<Option<MasterKey>, Failure> {
    outside_the_data(config, path)?;
    match MasterKey::read(path) {
        Err(KeyFileError::Missing { .. }) => Ok(None),
        read => read.map(Some).map_err(Failure::usage),
    }
}

/// A key beside what it seals seals nothing.
pub(super) fn outside_the_data(config: &Config, key_file: &Path) -> Result<(), Failure> {
    let data = config.data_dir().map_err(Failure::usage)?;
    if is_inside(key_file, &data) {
        return Err(Failure::usage(anyhow!(
            "the key file `{}` would be inside the data directory `{}`: whoever gets a copy of the data must not get the key \
             with it; keep it in another place",
            key_file.display(),
            data.display()
        )));
    }
    Ok(())
}

pub(super) fn is_inside(path: &Path, dir: &Path) -> bool {
    resolved(path).starts_with(resolved(dir))
}

/// Without detours, and as far as the path is there without links.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|there| Some((there, fs::canonicalize(there).ok()?)));
    let Some((there, mut resolved)) = there else { return path };
    for part in path.strip_prefix(there).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => _ = resolved.pop(),
            part => resolved.push(part),
        }
    }
    resolved
}

/// When the help desk is open.
pub(super) fn calendar(config: &Config) -> Result<Calendar, Failure> {
    let Some(path) = &config.desk.calendar else { return Ok(Calendar::default()) };
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the calendar `{}`", path.display()))
        .map_err(Failure::usage)?;
    toml::from_str(&text)
        .with_context(|| format!("the calendar `{}` is wrong", path.display()))
        .map_err(Failure::usage)
}

/// Tried, since rights alone do not tell: the file system may be read-only.
fn can_be_written(dir: &Path) -> io::Result<()> {
    create_private(dir)?;
    let attempt = dir.join(format!("attempt.{}", std::process::id()));
    fs::write(&attempt, [])?;
    fs::remove_file(&attempt)
}

/// As the texts tell it.
fn kept_for(section: &RetentionSection) -> KeptFor {
    KeptFor {
        session_days: section.sessions_days,
        handoff_days: section.handoffs_days,
        review_days: section.review_days,
    }
}

pub(super) fn retention(config: &Config) -> Retention {
    let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    Retention {
        sessions: days(config.retention.sessions_days),
        handoffs: days(config.retention.handoffs_days),
        seen: days(config.retention.seen_days),
        review: days(config.retention.review_days),
    }
}

/// Each mistake with its place and a snippet, and how many there are.
pub(super) fn told(mistakes: &Diagnostics, files: &[SourceFile]) -> String {
    format!("the content has mistakes\n\n{}", mistakes.render(files, false))
}

fn has_content(dir: &Path) -> bool {
    dir.join("dialogs").is_dir() && dir.join("locales").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_texts_tell_unasked_is_what_is_done_unasked() {
        assert_eq!(kept_for(&RetentionSection::default()), KeptFor::default());
    }
}
