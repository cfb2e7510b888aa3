//! A way to deliver: Telegram, the terminal, a collector in tests.

use std::time::Duration;

use futures::future::BoxFuture;

use crate::engine::OutboxMessage;
use crate::store::ConversationId;

pub trait Channel: Send + Sync + 'static {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery>;
}

/// What became of a message. Each variant says what the outbox does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Delivered,
    /// Try again. Without `after` the outbox backs off by itself.
    Retry {
        after: Option<Duration>,
        hold: Hold,
    },
    /// It will never arrive: the learner blocked the bot, the chat is gone, the message to edit was deleted.
    Dead {
        why: String,
    },
}

/// Who has to wait before the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    Conversation,
    /// The whole channel: an overall limit, or the network is gone.
    Channel,
}
