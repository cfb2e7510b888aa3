//! What the help desk's side of a conversation brings: agents, and what became of what was sent to them.
//!
//! These are events of the *learner's* conversation, so that there is one order of things for each ticket. The room `desk` reads
//! them; the step of a dialog passes over them.

use serde::{Deserialize, Serialize};

use super::event::{AttachmentKind, MessageRef};
use super::ids::{AgentId, TicketNumber};
use super::session::Position;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum DeskEvent {
    /// An agent wrote in a ticket's topic, or at large.
    Wrote {
        by: Agent,
        /// `None`: at large.
        #[serde(default)]
        ticket: Option<TicketNumber>,
        #[serde(flatten)]
        message: AgentMessage,
    },
    /// An agent pressed a button there.
    Pressed {
        by: Agent,
        #[serde(default)]
        ticket: Option<TicketNumber>,
        press: String,
        /// The channel's id for this press, which wants an acknowledgement.
        query: String,
        on: Option<MessageRef>,
    },
    /// Something that was to be known about arrived.
    Delivered {
        track: Track,
        ids: Vec<MessageRef>,
        /// A topic that was made on the way, since the one before was gone.
        #[serde(default)]
        topic: Option<MessageRef>,
    },
    /// It will never arrive.
    Undelivered { track: Track, trouble: Trouble },
    /// Somebody closed or reopened the topic by hand.
    Topic {
        by: Agent,
        #[serde(default)]
        ticket: Option<TicketNumber>,
        change: TopicState,
    },
    /// Somebody asks that a group become the desk, or the bot's place in it changed.
    Here { standing: Standing, is_desk: bool, chat: i64 },
    /// An agent was seen in a topic for the first time.
    Seen { by: Agent },
    /// A learner asked for a human there. `None`: the program has just started, and they may have done so before.
    Gathered { at: Option<Position> },
    /// What many learners asked for a human about is said to be over.
    Fixed { incident: u32 },
    /// The desk's hours or targets may have changed: the ticket's clock is set anew.
    Retimed,
    /// These tickets are kept no longer, and their topics are to go as well.
    Expired { topics: Vec<(TicketNumber, MessageRef)> },
    /// A topic is to go, and the bot may not delete it.
    Undeletable,
}

impl DeskEvent {
    /// In whose topic an agent did it.
    pub fn ticket(&self) -> Option<TicketNumber> {
        match self {
            Self::Wrote { ticket, .. } | Self::Pressed { ticket, .. } | Self::Topic { ticket, .. } => *ticket,
            Self::Delivered { .. }
            | Self::Undelivered { .. }
            | Self::Here { .. }
            | Self::Seen { .. }
            | Self::Gathered { .. }
            | Self::Fixed { .. }
            | Self::Retimed
            | Self::Expired { .. }
            | Self::Undeletable => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    /// As their account is called. Shown at the desk only.
    pub name: String,
    /// Without its `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Writes in the group's name, so that nobody can tell who it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// An administrator of the group.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub admin: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentMessage {
    pub message: MessageRef,
    /// What was written, or stands under the attachment.
    pub text: Option<String>,
    /// `None`: words only.
    pub kind: Option<AttachmentKind>,
    /// The message that this one answers.
    #[serde(default)]
    pub reply_to: Option<MessageRef>,
    /// The words of an earlier message were changed.
    #[serde(default)]
    pub edited: bool,
    /// The album that it is a piece of, by the channel's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Further pieces of an album.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<MessageRef>,
}

/// What a message to or from the desk is, so that it can be found again when the channel says what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Track {
    pub ticket: TicketNumber,
    pub of: Tracked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tracked {
    /// The topic itself; the id that comes back is its own.
    Topic,
    Card,
    /// A message of the learner's, carried to the desk.
    FromLearner(MessageRef),
    /// A message of an agent's, carried to the learner.
    FromAgent(MessageRef),
    /// A change of the topic or of the card.
    Upkeep,
    /// What tells of an incident, by its number. It is no ticket's.
    Banner(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The learner blocked the bot, or their account is gone.
    Unreachable,
    /// The channel refuses it for another reason.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopicState {
    Open,
    Closed,
}

/// The bot in a group that is the desk, or is to become it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// It is in the group.
    pub present: bool,
    /// The group has topics.
    pub forum: bool,
    pub admin: bool,
    pub manages_topics: bool,
    pub deletes: bool,
    pub pins: bool,
}

impl Standing {
    pub fn is_able(&self) -> bool {
        self.present && self.forum && self.admin && self.manages_topics && self.deletes && self.pins
    }
}
