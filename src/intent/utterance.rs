//! What people say, with its meaning attached: the material of training.

/// One way to say one intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    pub text: String,
    /// The intent's name; any string, the matcher does not look into it.
    pub intent: String,
}
