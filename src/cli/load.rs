//! Where the content comes from: a directory that was named, the present one, or what is built in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;

use super::failure::Failure;
use crate::config::Config;
use crate::content::{self, Compiled, Diagnostics, SourceFile};
use crate::engine::Content;

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
    Ok(Sources { files, dir })
}

/// The content ready for use; its mistakes as one failure otherwise.
pub(super) fn content(config: &Config) -> Result<Arc<Content>, Failure> {
    let sources = sources(config)?;
    compile(&sources.files, config).map(|compiled| Arc::new(compiled.content))
}

pub(super) fn compile(files: &[SourceFile], config: &Config) -> Result<Compiled, Failure> {
    content::compile(files, config.locale())
        .map_err(|mistakes| Failure::wrong(anyhow!(told(&mistakes, files))))
}

/// Each mistake with its place and a snippet, and how many there are.
pub(super) fn told(mistakes: &Diagnostics, files: &[SourceFile]) -> String {
    format!("the content has mistakes\n\n{}", mistakes.render(files, false))
}

fn has_content(dir: &Path) -> bool {
    dir.join("dialogs").is_dir() && dir.join("locales").is_dir()
}
