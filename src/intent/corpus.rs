//! What a matcher is made of: the material, in one piece, so that it can be cut into folds and measured.

use serde::Serialize;

use super::kept;
use super::matcher::Matcher;
use super::pattern::Pattern;
use super::settings::Settings;
use super::utterance::Utterance;
use super::vector::Vectors;

/// Everything that is said about what texts mean. It comes from the content, or from a labelled set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Corpus {
    pub utterances: Vec<Utterance>,
    /// Everyday sentences that are none of ours.
    pub background: Vec<String>,
    /// Variant → canonical word. Both are folded before use.
    pub synonyms: Vec<(String, String)>,
    pub patterns: Vec<Pattern>,
    /// Of utterances and background; empty where texts are read by their words alone.
    pub vectors: Vectors,
}

impl Corpus {
    /// Deterministic, no I/O, no clock, no randomness but a fixed seed; uses up to two threads. Some hundred milliseconds for a
    /// hundred intents.
    pub fn train(&self, settings: &Settings) -> Matcher {
        Matcher::train(self, settings)
    }

    /// The bytes from which [`Self::restore`] makes the matcher that was trained on this corpus.
    pub fn keep(&self, settings: &Settings, matcher: &Matcher) -> Vec<u8> {
        kept::write(&Recipe { corpus: self, settings }, matcher.learned())
    }

    /// The matcher that [`Self::train`] would make, to the byte, out of what [`Self::keep`] gave. None when these are other
    /// bytes: damaged, or of another corpus, other settings, or a program that learns in another way.
    pub fn restore(&self, settings: &Settings, kept: &[u8]) -> Option<Matcher> {
        let learned = kept::read(&Recipe { corpus: self, settings }, kept)?;
        Some(Matcher::knowing(self, learned))
    }

    /// Every text in it that has a meaning, the background's among them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.utterances
            .iter()
            .map(|said| said.text.as_str())
            .chain(self.background.iter().map(String::as_str))
    }
}

/// All that a matcher depends on, the program itself apart.
#[derive(Serialize)]
struct Recipe<'a> {
    corpus: &'a Corpus,
    settings: &'a Settings,
}
