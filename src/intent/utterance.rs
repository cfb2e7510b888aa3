//! What people say, with its meaning attached: the material of training.

use serde::Serialize;

/// One way to say one intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Utterance {
    pub text: String,
    /// The intent's name; any string, the matcher does not look into it.
    pub intent: String,
}
