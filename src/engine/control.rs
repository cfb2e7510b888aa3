//! Who may write to the learner.

use serde::{Deserialize, Serialize};

use super::ids::TicketNumber;

/// `Bot → Queued → Agent → Bot`, and back by whatever the learner or an agent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Control {
    Bot {
        /// One that is not over, although the learner talks to the bot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketNumber>,
    },
    /// The learner waits for an agent; what they write is added to the ticket.
    Queued { ticket: TicketNumber },
    /// An agent is in the conversation, and the bot is silent but for what it is asked explicitly.
    Agent { ticket: TicketNumber },
}

impl Control {
    /// For content: what [`Control::name`] may say.
    pub const NAMES: [&str; 3] = ["bot", "queued", "agent"];
    /// The bot's, and nothing is with the desk.
    pub const ALONE: Self = Self::Bot { ticket: None };

    pub fn is_alone(&self) -> bool {
        *self == Self::ALONE
    }

    pub fn is_bot(self) -> bool {
        matches!(self, Self::Bot { .. })
    }

    /// The ticket that is not over.
    pub fn ticket(self) -> Option<TicketNumber> {
        match self {
            Self::Bot { ticket } => ticket,
            Self::Queued { ticket } | Self::Agent { ticket } => Some(ticket),
        }
    }

    /// For scripts and the desk.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bot { .. } => "bot",
            Self::Queued { .. } => "queued",
            Self::Agent { .. } => "agent",
        }
    }
}

impl Default for Control {
    fn default() -> Self {
        Self::ALONE
    }
}
