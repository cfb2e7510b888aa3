//! The rows of the store.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::desk::{Contact, Hall, Line, Ticket};
pub use crate::engine::ConversationId;
use crate::engine::{
    Event, HandoffRequest, Heard, OutboxMessage, Session, TicketNumber, TimerChange, TimerName, Track,
};

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
    pub session: Option<Arc<Session>>,
    pub outbox: Vec<Outgoing>,
    pub timers: Vec<TimerChange>,
    /// A request for a human that is new, or as it is now.
    pub handoffs: Vec<HandoffUpdate>,
    /// What was said and done about a ticket.
    pub lines: Vec<(TicketNumber, Line)>,
    /// What belongs to the desk as a whole, if this turn changes it.
    pub hall: Option<Hall>,
    /// For the editors, who do not learn whose it was.
    pub heard: Vec<Heard>,
}

/// A message of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Another chat than the turn's own.
    pub to: Option<ConversationId>,
    pub message: OutboxMessage,
    /// It is told when it has arrived, or never will.
    pub track: Option<Track>,
}

impl From<OutboxMessage> for Outgoing {
    fn from(message: OutboxMessage) -> Self {
        Self { to: None, message, track: None }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Grows with every entry; messages to one chat are delivered in this order.
    pub seq: u64,
    #[serde(flatten)]
    pub letter: Letter,
}

/// An outbox entry without its place in the order, which is its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Whose it is, and under whose key it is sealed.
    pub conversation: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ConversationId>,
    pub message: OutboxMessage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<Track>,
}

impl OutboxEntry {
    pub(super) fn new(seq: u64, letter: Letter) -> Self {
        Self { seq, letter }
    }
}

impl Letter {
    pub(super) fn new(conversation: &ConversationId, outgoing: Outgoing) -> Self {
        let Outgoing { to, message, track } = outgoing;
        Self { conversation: conversation.clone(), to, message, track }
    }

    /// The chat that it goes to.
    pub fn to(&self) -> &ConversationId {
        self.to.as_ref().unwrap_or(&self.conversation)
    }
}

/// A session as it is stored: by itself it neither knows whose it is nor when it was last used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept<S = Session> {
    pub conversation: ConversationId,
    /// A [`day`].
    pub touched: i64,
    pub session: S,
}

impl Kept {
    /// `None`: the desk's own conversation is nobody's.
    pub fn contact(&self) -> Option<Contact> {
        let Self { conversation, touched, session } = self;
        (conversation.channel() != "desk").then_some(Contact {
            touched: *touched,
            asked: session.handoff_at,
            finished: session.stack.is_empty(),
        })
    }
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

/// A request for a human, and the ticket that the desk made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    pub conversation: ConversationId,
    pub request: HandoffRequest,
    /// The inbox entry that led to it. With the time of the request it is the row's key.
    #[serde(default)]
    pub opened_by: u64,
    /// `None`: there was no desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
}

impl Handoff {
    /// Since when nothing more is to be done about it. Where there is no desk, that is since it was asked for.
    pub fn over_since(&self) -> Option<jiff::Timestamp> {
        let asked = self.request.at;
        self.ticket.as_ref().map_or(Some(asked), |ticket| ticket.over_since(asked))
    }
}

/// A line of a ticket's record as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptLine {
    pub conversation: ConversationId,
    pub ticket: TicketNumber,
    pub line: Line,
}

/// A turn makes or changes a request for a human of its conversation's.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffUpdate {
    pub request: HandoffRequest,
    /// The inbox entry that led to it. `None`: this turn's.
    pub opened_by: Option<u64>,
    pub ticket: Option<Ticket>,
}

impl HandoffUpdate {
    pub fn row(self, conversation: &ConversationId, inbox: u64) -> Handoff {
        let Self { request, opened_by, ticket } = self;
        Handoff { conversation: conversation.clone(), request, opened_by: opened_by.unwrap_or(inbox), ticket }
    }
}

impl From<HandoffRequest> for HandoffUpdate {
    fn from(request: HandoffRequest) -> Self {
        Self { request, opened_by: None, ticket: None }
    }
}

/// The times since when things are kept; what is older is swept away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepSince {
    /// Sessions that were not touched since, by the day.
    pub sessions: jiff::Timestamp,
    /// Requests for a human, by when they were over.
    pub handoffs: jiff::Timestamp,
    /// Arrival ids.
    pub seen: jiff::Timestamp,
    /// What is kept for the editors, by the day.
    pub review: jiff::Timestamp,
}

/// What a sweep took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub sessions: usize,
    /// Those of the sessions.
    pub timers: usize,
    pub handoffs: usize,
    pub seen_ids: usize,
    /// Rows for the editors.
    pub review: usize,
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
