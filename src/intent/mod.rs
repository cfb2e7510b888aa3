//! What does this text mean? The intent matcher.
//!
//! ```text
//! text ─┬─ normalise::fold ─ synonyms ─ features ─ lexicon (TF-IDF) ─ linear (logistic regression) ─┬─▶ candidates
//!       │                                                                                           └─ scope ─ thresholds ─┬▶ decision
//!       └─ pattern (what is certain) ───────────────────────────────────────────────────────────────────────────────────────┘
//! ```
//! Called by `content` (trains when content loads), `engine` (ranks what a learner typed, folds button labels) and the CLI
//! (`ask`, `eval`). Pure: no I/O, no clock, no randomness but fixed seeds; nothing else of the crate is imported here.
//! Absent on purpose: a neural model (seven points better at ten utterances an intent, at the price of carrying it; who runs one
//! plugs its sentence vectors in, see `vector`) and a word segmenter (it cost two to five points).
//!
//! Reading order: `matcher`, then `learned`, `features`, `linear`, `calibration`; `evaluation` says how well it does.

mod calibration;
mod cluster;
mod corpus;
pub mod evaluation;
mod features;
mod kept;
mod learned;
mod lexicon;
mod linear;
mod matcher;
mod model;
pub mod normalise;
mod pattern;
mod ranking;
mod reason;
mod scope;
mod settings;
mod shuffle;
mod stem;
mod synonyms;
mod thresholds;
mod utterance;
mod vector;

pub use cluster::{Cluster, clusters};
pub use corpus::Corpus;
pub use features::Group;
pub use matcher::Matcher;
pub use pattern::Pattern;
pub use ranking::{Candidate, Decision, Ranking};
pub use reason::Reason;
pub use settings::Settings;
pub use synonyms::Synonyms;
pub use utterance::Utterance;
pub use vector::{SentenceVector, Vectors};
