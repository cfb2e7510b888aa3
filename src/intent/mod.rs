//! What does this text mean? The intent matcher.
//!
//! ```text
//! text ─ normalise::fold ─ synonyms ─ features ─ lexicon (TF-IDF) ─ linear (logistic regression) ─┬─▶ candidates
//!                                                                                                 └─ scope ─ thresholds ─▶ decision
//! ```
//! Called by `content` (trains when content loads), `engine` (ranks what a learner typed, folds button labels) and the CLI
//! (`ask`, `eval`). Pure: no I/O, no clock, no randomness but fixed seeds; nothing else of the crate is imported here.
//! No neural model and no word segmenter: measured, they gain less than twenty more utterances do.
//!
//! Reading order: `matcher`, then `features`, `linear`, `calibration`; `evaluation` says how well it does.

mod calibration;
pub mod evaluation;
mod features;
mod lexicon;
mod linear;
mod matcher;
mod model;
pub mod normalise;
mod ranking;
mod reason;
mod scope;
mod settings;
mod shuffle;
mod stem;
mod synonyms;
mod thresholds;
mod utterance;

pub use features::Group;
pub use matcher::Matcher;
pub use ranking::{Candidate, Decision, Ranking};
pub use reason::Reason;
pub use settings::Settings;
pub use utterance::Utterance;
