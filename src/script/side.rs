//! Where something is said: to the learner, in a ticket's topic, or to all agents.

use std::fmt;

use crate::engine::ConversationId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Side {
    #[default]
    Learner,
    Topic,
    General,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Learner, Self::Topic, Self::General];

    /// What begins a line of a script that is said there.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Learner => "<",
            Self::Topic => "desk<",
            Self::General => "general<",
        }
    }

    /// Reads the sign that a line begins with; what follows it is left.
    pub(super) fn read(line: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|side| Some((side, line.strip_prefix(side.sign())?)))
    }

    pub(super) fn of(chat: &ConversationId) -> Self {
        match (chat.channel(), chat.chat()) {
            ("desk", "general") => Self::General,
            ("desk", _) => Self::Topic,
            _ => Self::Learner,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}
