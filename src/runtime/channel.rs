//! A way to deliver: Telegram, the terminal, a collector in tests. It says by itself what it bears.

use std::time::Duration;

use futures::future::BoxFuture;

use super::rate::Rate;
use crate::engine::{MessageRef, OutboxMessage, TicketNumber};
use crate::store::ConversationId;

pub trait Channel: Send + Sync + 'static {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery>;

    /// Asked once, at the start. A channel that says nothing bears everything.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// Told at the start, of each ticket that has one.
    fn topic_is(&self, _ticket: TicketNumber, _topic: MessageRef) {}

    /// What a message costs; `None` when it is free.
    fn charge(&self, _to: &ConversationId, _message: &OutboxMessage) -> Option<Charge> {
        None
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Calls of all conversations together.
    pub overall: Option<Rate>,
    /// Events of one learner; what comes beyond is dropped before the inbox.
    pub learner: Option<Rate>,
}

/// What a message costs on its way out, beside the overall limit.
#[derive(Debug, Clone)]
pub struct Charge {
    /// Whom it counts for: several conversations may share one.
    pub account: String,
    pub calls: u32,
    /// All of them hold.
    pub rates: Vec<Rate>,
}

/// What became of a message. Each variant says what the outbox does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Delivered(Receipt),
    /// Try again. Without `after` the outbox backs off by itself.
    Retry {
        after: Option<Duration>,
        hold: Hold,
    },
    /// The bot may not do what it has to; it is tried again until somebody has mended that.
    Powerless {
        why: String,
    },
    /// It will never arrive: the chat is gone, the message to edit was deleted.
    Dead {
        why: String,
    },
    /// Neither it nor any other will, until the learner comes back: the bot was blocked, the account is gone.
    Unreachable {
        why: String,
    },
}

/// What a message is called where it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// More than one when it came as several.
    pub ids: Vec<MessageRef>,
    /// A topic that was made on the way, since the one before was gone.
    pub topic: Option<MessageRef>,
}

/// Who has to wait before the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    Conversation,
    /// The whole channel: an overall limit, or the network is gone.
    Channel,
}
