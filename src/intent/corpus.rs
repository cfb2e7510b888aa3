//! What a matcher is made of: the material, in one piece, so that it can be cut into folds and measured.

use super::matcher::Matcher;
use super::pattern::Pattern;
use super::settings::Settings;
use super::utterance::Utterance;
use super::vector::Vectors;

/// Everything that is said about what texts mean. It comes from the content, or from a labelled set.
#[derive(Debug, Clone, Default)]
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

    /// Every text in it that has a meaning, the background's among them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.utterances
            .iter()
            .map(|said| said.text.as_str())
            .chain(self.background.iter().map(String::as_str))
    }
}
