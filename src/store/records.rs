//! The rows of the store.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::{Event, HandoffRequest, OutboxMessage, Session, TimerChange, TimerName};

/// One conversation on one channel: `telegram:12345`, `terminal:local`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(Arc<str>);

impl ConversationId {
    pub fn new(channel: &str, chat: impl fmt::Display) -> Self {
        Self(format!("{channel}:{chat}").into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the channel calls the chat.
    pub fn chat(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(_, chat)| chat)
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An event on its way into the inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// The same for the same event however often it comes: `telegram:<update id>`.
    pub id: String,
    pub conversation: ConversationId,
    pub event: Event,
    /// The language that the channel says the learner uses, for a first contact.
    pub language: Option<String>,
    pub at: jiff::Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Grows with every entry, so that order survives a restart.
    pub seq: u64,
    pub arrival: Arrival,
}

/// How far an intake has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub name: String,
    pub position: i64,
}

/// What one step changes.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The inbox entry that is done with it.
    pub inbox: u64,
    pub conversation: ConversationId,
    /// When the event came in: the session counts as touched then.
    pub at: jiff::Timestamp,
    /// Everything of the conversation that was there before is erased with its key, but for what waits in the inbox; that, and what this
    /// turn leaves, is sealed under a new one.
    pub erase: bool,
    /// The revision the session had when it was loaded; 0 when there was none.
    pub expected: u64,
    /// With its new revision, `expected + 1`. `None`: none is left, and the next turn begins with none.
    pub session: Option<Session>,
    pub outbox: Vec<OutboxMessage>,
    pub timers: Vec<TimerChange>,
    pub handoff: Option<HandoffRequest>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Grows with every entry; messages of a conversation are delivered in this order.
    pub seq: u64,
    pub conversation: ConversationId,
    pub message: OutboxMessage,
}

impl OutboxEntry {
    pub(super) fn new(seq: u64, letter: Letter) -> Self {
        Self { seq, conversation: letter.conversation, message: letter.message }
    }
}

/// An outbox entry without its place in the order, which is its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Letter {
    pub conversation: ConversationId,
    pub message: OutboxMessage,
}

/// A session as it is stored: by itself it neither knows whose it is nor when it was last used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    pub conversation: ConversationId,
    /// A [`day`].
    pub touched: i64,
    pub session: Session,
}

/// Days since 1970, on which sessions are swept.
pub(super) fn day(at: jiff::Timestamp) -> i64 {
    const SECONDS: i64 = 24 * 60 * 60;
    at.as_second().div_euclid(SECONDS)
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub conversation: ConversationId,
    pub timer: TimerName,
    pub visit: u64,
    pub due: jiff::Timestamp,
}

impl Timer {
    /// The first due first; which of two that are due together comes first is settled by their names.
    pub(super) fn sort_by_due(timers: &mut [Self]) {
        timers.sort_by(|a, b| (a.due, &a.conversation, &a.timer).cmp(&(b.due, &b.conversation, &b.timer)));
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    pub conversation: ConversationId,
    pub request: HandoffRequest,
}

/// The times since when things are kept; what is older is swept away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepSince {
    /// Sessions that were not touched since, by the day.
    pub sessions: jiff::Timestamp,
    /// Requests for a human.
    pub handoffs: jiff::Timestamp,
    /// Arrival ids.
    pub seen: jiff::Timestamp,
}

/// What a sweep took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub sessions: usize,
    /// Those of the sessions.
    pub timers: usize,
    pub handoffs: usize,
    pub seen_ids: usize,
}

/// What was there of a learner who is forgotten now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Forgotten {
    pub sessions: usize,
    pub timers: usize,
    pub handoffs: usize,
    pub inbox: usize,
    pub outbox: usize,
}
