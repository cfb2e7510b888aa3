//! What a script can be played in. Whatever the weather, the same is said.

/// Restarts, repeated updates and a busy Telegram happen in production without asking; a script should not notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weather {
    Calm,
    /// The process is restarted after every turn: all that counts is in the store.
    Forgetful,
    /// Every event is delivered twice.
    Twice,
    /// The first try to send a message is refused.
    Busy,
}

impl Weather {
    pub const ALL: [Self; 4] = [Self::Calm, Self::Forgetful, Self::Twice, Self::Busy];

    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Forgetful => "forgetful",
            Self::Twice => "twice",
            Self::Busy => "busy",
        }
    }
}
