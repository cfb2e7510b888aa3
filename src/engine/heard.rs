//! What somebody wrote, for the editors' list: a text that was not understood, or that an agent says the meaning of.
//!
//! It is kept apart from its learner on purpose: the masked words, the language and the place say what is to be taught, and nothing here
//! says whose they are. Answers to a question for a value are no questions, and never come here.

use serde::{Deserialize, Serialize};

use super::ids::{IntentId, LocaleId};
use super::session::Position;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Heard {
    pub text: String,
    pub locale: LocaleId,
    /// The question that stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    pub taken: Taken,
}

/// What it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Taken {
    Nothing,
    /// One of several; the learner was asked which.
    Unsure,
    OutOfScope,
    /// An agent says so.
    Intent {
        intent: IntentId,
    },
}

impl Heard {
    /// What is longer is a story, and tells more than a question.
    const LONGEST: usize = 200;

    pub fn new(text: &str, locale: LocaleId, position: Option<Position>, taken: Taken) -> Self {
        Self { text: text.trim().chars().take(Self::LONGEST).collect(), locale, position, taken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_cut_short() {
        let heard = Heard::new(&format!(" {}", "長".repeat(300)), "zh-TW".into(), None, Taken::Nothing);
        assert_eq!(heard.text, "長".repeat(200));
    }
}
