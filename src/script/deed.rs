//! What somebody does in a chat: the learner in theirs, an agent at the desk.

use std::fmt;

use super::script::quoted;
use crate::engine::{AttachmentKind, TicketNumber};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Write(String),
    /// The words of one's last message are changed.
    Edit(String),
    /// `to` stands in the message that is answered.
    Reply {
        to: String,
        text: String,
    },
    Tap(String),
    Send {
        kind: AttachmentKind,
        caption: Option<String>,
    },
    /// An agent closes the topic by hand.
    Close,
    /// An agent opens it again by hand.
    Reopen,
}

/// Where at the desk an agent does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The topic of the newest ticket.
    Newest,
    Topic(TicketNumber),
    General,
}

/// An agent does something at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentAct {
    pub by: String,
    pub at: Spot,
    pub deed: Deed,
}

/// As it stands in a script.
impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(text) => write!(f, "> {text}"),
            Self::Edit(text) => write!(f, "edit > {text}"),
            Self::Reply { to, text } => write!(f, "reply {} > {text}", quoted(to)),
            Self::Tap(label) => write!(f, "tap {label}"),
            Self::Send { kind, caption: None } => write!(f, "send {}", kind.name()),
            Self::Send { kind, caption: Some(caption) } => {
                write!(f, "send {} {}", kind.name(), quoted(caption))
            }
            Self::Close => f.write_str("closes"),
            Self::Reopen => f.write_str("reopens"),
        }
    }
}

/// As it stands in a script.
impl fmt::Display for AgentAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.by)?;
        match self.at {
            Spot::Newest => {}
            Spot::Topic(ticket) => write!(f, " #{ticket}")?,
            Spot::General => f.write_str(" general")?,
        }
        match &self.deed {
            deed @ Deed::Write(_) => write!(f, "{deed}"),
            deed => write!(f, " {deed}"),
        }
    }
}
