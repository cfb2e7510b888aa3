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
    /// Looked for together, in one walk through a text. Their places among all.
    together: RegexSet,
    places: Vec<usize>,
    /// Those that ask where a word begins or ends: in a Chinese text that makes one walk for all of them many times as slow.
    apart: Vec<(usize, Regex)>,
}

/// In a pattern that asks for it.
const WORD_BOUNDARY: &str = r"\b";

impl Patterns {
    pub fn new(patterns: &[Pattern]) -> Self {
        let all = patterns.iter().map(|pattern| &pattern.regex).enumerate();
        let (apart, others): (Vec<_>, Vec<_>) =
            all.partition(|(_, regex)| regex.as_str().contains(WORD_BOUNDARY));
        let written = others.iter().map(|(_, regex)| regex.as_str());
        let together = RegexSetBuilder::new(written).case_insensitive(true).size_limit(MOST_BYTES).build();
        Self {
            intents: patterns.iter().map(|pattern| pattern.intent.as_str().into()).collect(),
            together: together.expect("each compiled alone, and together they have the room that they need"),
            places: others.iter().map(|(place, _)| *place).collect(),
            apart: apart.into_iter().map(|(place, regex)| (place, regex.clone())).collect(),
        }
    }

    /// The intents whose patterns are found in `text`, each once, in the order of the patterns.
    pub fn found_in(&self, text: &str) -> Vec<Arc<str>> {
        if self.intents.is_empty() {
            return Vec::new();
        }
        let text = level(text);
        let together = self.together.matches(&text);
        let apart = self.apart.iter().filter(|(_, regex)| regex.is_match(&text)).map(|(place, _)| *place);
        let mut places: Vec<usize> = together.iter().map(|index| self.places[index]).chain(apart).collect();
        places.sort_unstable();
        let mut found: Vec<Arc<str>> = Vec::new();
        for place in places {
            if !found.contains(&self.intents[place]) {
                found.push(Arc::clone(&self.intents[place]));
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
        let names = |patterns: &Patterns| -> Vec<String> {
            patterns.found_in("zyx").iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(&patterns), ["b", "a"]);
        let patterns = Patterns::new(&[pattern("c", r"\bz"), pattern("b", "x"), pattern("a", r"x\b")]);
        assert_eq!(names(&patterns), ["c", "b", "a"]);
        assert!(Patterns::default().found_in("x").is_empty());
    }
}
