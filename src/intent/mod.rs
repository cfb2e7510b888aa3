//! Placeholder while the matcher is being written; same API.
use std::sync::Arc;
#[derive(Debug)]
pub struct Matcher;
pub struct Utterance {
    pub text: String,
    pub intent: String,
}
#[derive(Default)]
pub struct Settings {
    pub synonyms: Vec<(String, String)>,
}
pub struct Ranking {
    pub decision: Decision,
    pub candidates: Vec<Candidate>,
    pub in_scope: f32,
    pub margin: f32,
}
pub struct Candidate {
    pub intent: Arc<str>,
    pub confidence: f32,
}
pub enum Decision {
    Sure(Arc<str>),
    Torn(Vec<Arc<str>>),
    OutOfScope,
}
impl Matcher {
    pub fn train(_: &[Utterance], _: &[String], _: &Settings) -> Matcher {
        Matcher
    }
    pub fn rank(&self, _text: &str) -> Ranking {
        Ranking { decision: Decision::OutOfScope, candidates: vec![], in_scope: 0.0, margin: 0.0 }
    }
}
pub mod normalise {
    pub fn fold(text: &str) -> String {
        text.trim().to_lowercase()
    }
}
