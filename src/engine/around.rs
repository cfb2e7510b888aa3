//! What a step has to know of the world beside its conversation: given, never asked for.

use jiff::Timestamp;

use super::ids::TicketNumber;
use super::session::Position;
use crate::intent::SentenceVector;

#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    pub now: Timestamp,
    /// Of what was typed, where there is one.
    pub vector: Option<&'a SentenceVector>,
    /// `None`: no agents are connected, and a request for a human is recorded only.
    pub reception: Option<&'a Reception>,
    /// What is shown to everybody who gets to a state.
    pub notices: &'a [Notice],
}

/// What a learner who asks for a human now can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// What the ticket would be called.
    pub ticket: TicketNumber,
    /// It is the learner's earlier one, which counts as resolved: it would be opened again.
    pub reopens: bool,
    /// Its place in the queue, from 1. `None`: somebody has it.
    pub place: Option<u32>,
    /// `None`: the desk is open.
    pub opens_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub at: Position,
    pub words: String,
}

impl Around<'_> {
    /// Nothing but the time.
    pub fn at(now: Timestamp) -> Self {
        Self { now, vector: None, reception: None, notices: &[] }
    }
}
