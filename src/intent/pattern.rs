//! Texts whose meaning is certain: an address, an error code, a plain call for a human.
//!
//! A pattern outweighs whatever the model thinks of a text. The list is content; none stands in Rust.

use std::sync::Arc;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::{Serialize, Serializer};

use super::normalise::{fold_han, level};

/// A regular expression over the [`level`] form of a text, and what a text means in which it is found.
#[derive(Debug, Clone, Serialize)]
pub struct Pattern {
    intent: String,
    #[serde(serialize_with = "as_written")]
    regex: Regex,
}

/// Patterns together may be larger than each alone is allowed to be.
const MOST_BYTES: usize = 64 << 20;

impl Pattern {
    /// Han characters may be written in either script; case does not matter.
    ///
    /// # Errors
    /// When `written` is no regular expression, or too large a one.
    pub fn new(intent: &str, written: &str) -> Result<Self, regex::Error> {
        let regex = RegexBuilder::new(&fold_han(written)).case_insensitive(true).build()?;
        Ok(Self { intent: intent.to_owned(), regex })
    }
}

fn as_written<S: Serializer>(regex: &Regex, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(regex.as_str())
}

/// All patterns of a content.
#[derive(Debug, Default)]
pub struct Patterns {
    intents: Vec<Arc<str>>,
    regexes: RegexSet,
}

impl Patterns {
    pub fn new(patterns: &[Pattern]) -> Self {
        let written = patterns.iter().map(|pattern| pattern.regex.as_str());
        let regexes = RegexSetBuilder::new(written).case_insensitive(true).size_limit(MOST_BYTES).build();
        Self {
            intents: patterns.iter().map(|pattern| pattern.intent.as_str().into()).collect(),
            regexes: regexes.expect("each compiled alone, and together they have the room that they need"),
        }
    }

    /// The intents whose patterns are found in `text`, each once, in the order of the patterns.
    pub fn found_in(&self, text: &str) -> Vec<Arc<str>> {
        if self.intents.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Arc<str>> = Vec::new();
        for index in &self.regexes.matches(&level(text)) {
            if !found.contains(&self.intents[index]) {
                found.push(Arc::clone(&self.intents[index]));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(written: &str, text: &str) -> bool {
        let pattern = Pattern::new("a", written).expect("it compiles");
        !Patterns::new(&[pattern]).found_in(text).is_empty()
    }

    #[test]
    fn script_width_and_case_do_not_matter() {
        assert!(found("轉.{0,3}客服", "请转客服"));
        assert!(found(r"elearn\.hrd\.gov\.tw", "https://ELEARN.hrd.gov.tw/mooc"));
        assert!(found(r"0x8009", "跳出錯誤０Ｘ８００９００１６"));
        assert!(!found(r"\bagent\b", "agents"));
    }

    #[test]
    fn what_is_no_regular_expression_is_refused() {
        assert!(Pattern::new("a", "(").is_err());
        assert!(Pattern::new("a", &"(真人{1000}){1000}".repeat(3)).is_err());
    }

    #[test]
    fn each_intent_is_named_once() {
        let pattern = |intent, written| Pattern::new(intent, written).expect("it compiles");
        let patterns = Patterns::new(&[pattern("b", "x"), pattern("b", "y"), pattern("a", "z")]);
        let names: Vec<String> = patterns.found_in("zyx").iter().map(ToString::to_string).collect();
        assert_eq!(names, ["b", "a"]);
        assert!(Patterns::default().found_in("x").is_empty());
    }
}
