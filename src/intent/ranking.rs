//! What the matcher says of a text: the candidates, and whether to answer, to ask, or to own up.

use std::sync::Arc;

use serde::Serialize;

/// The outcome of `Matcher::rank`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    pub decision: Decision,
    /// Intents that a pattern names. Where there are any, they decide.
    pub certain: Vec<Arc<str>>,
    /// Every intent, the most likely first; confidences sum to one.
    pub candidates: Vec<Candidate>,
    /// The probability, 0..1, that the text is about any of the intents.
    pub in_scope: f32,
    /// Which part, 0..1, of the text's words the matcher has met before. Of a text of strange words nothing can be said.
    pub familiarity: f32,
    /// The first candidate's confidence less the second's, 0..1.
    pub margin: f32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    pub intent: Arc<str>,
    /// The probability, 0..1, that this intent is meant if any is. Times `in_scope` it is the probability that it is meant.
    pub confidence: f32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Answer with this intent.
    Sure(Arc<str>),
    /// Ask which of these is meant: one to three, the most likely first.
    Torn(Vec<Arc<str>>),
    /// None of ours, or nothing that can be told.
    OutOfScope,
}

impl Ranking {
    /// What is said of a text that no intent can be named for.
    pub fn nothing() -> Self {
        Self {
            decision: Decision::OutOfScope,
            certain: Vec::new(),
            candidates: Vec::new(),
            in_scope: 0.0,
            familiarity: 0.0,
            margin: 0.0,
        }
    }

    pub fn top(&self) -> Option<&Candidate> {
        self.candidates.first()
    }
}
