//! The matcher that an earlier start has trained, kept in the data directory: to train one is most of what a start takes.
//!
//! It is no data: whoever deletes the file waits half a second longer at the next start. One that is damaged, or belongs to other
//! content or another version of the program, is trained anew and replaced.

use std::fs;
use std::io;
use std::path::Path;

use crate::config::Config;
use crate::content::Compiled;
use crate::engine::Content;
use crate::intent::{Corpus, Matcher, Settings};

/// In the data directory, for all that use it.
const FILE: &str = "matcher";

/// The content with the matcher that is kept for it, or with one that is trained now and kept for the next start.
pub(super) fn kept(config: &Config, compiled: Compiled) -> Content {
    let Compiled { content, corpus, .. } = compiled;
    content.with(match config.data_dir() {
        Ok(data) => kept_in(&data, &corpus),
        // Whoever needs the directory says what is wrong with it.
        Err(_) => corpus.train(&Settings::default()),
    })
}

fn kept_in(data: &Path, corpus: &Corpus) -> Matcher {
    let (settings, file) = (Settings::default(), data.join(FILE));
    match fs::read(&file) {
        Ok(kept) => match corpus.restore(&settings, &kept) {
            Some(matcher) => return matcher,
            None => tracing::debug!(file = %file.display(), "another matcher is kept here, or a damaged one"),
        },
        Err(why) => tracing::debug!(file = %file.display(), %why, "no matcher is kept"),
    }
    let matcher = corpus.train(&settings);
    if let Err(why) = replace(&file, &corpus.keep(&settings, &matcher)) {
        tracing::debug!(file = %file.display(), %why, "the matcher cannot be kept");
    }
    matcher
}

/// Whole or not at all, so long as the power stays on; should it not, the file is found damaged.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir)?;
    }
    let new = file.with_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(&new, file)
}
