//! All tickets at a glance: the queue, who has which topic, what the next number is. Kept in memory, made anew at each start.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ticket::{Assignee, Rating, Ticket, TicketState};
use crate::engine::{
    ConversationId, HandoffReason, HandoffRequest, IntentId, MessageRef, Position, TicketNumber,
};

/// What is known of every ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub number: TicketNumber,
    pub conversation: ConversationId,
    pub state: TicketState,
    pub opened_at: Timestamp,
    pub reason: HandoffReason,
    /// Where the learner stood.
    pub position: Option<Position>,
    pub assignee: Option<Assignee>,
    pub answered_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub held_since: Option<Timestamp>,
    /// Since when nothing more is to be done about it.
    pub over_since: Option<Timestamp>,
    pub reopened: u32,
    pub intent: Option<IntentId>,
    pub rating: Option<Rating>,
    pub merged_into: Option<TicketNumber>,
    pub topic: Option<MessageRef>,
    /// The learner's last words, for finding it.
    pub words: String,
}

#[derive(Debug, Default)]
pub struct Board {
    tickets: BTreeMap<TicketNumber, Summary>,
    /// The greatest number that was ever given.
    last: u64,
    /// Messages that wait for their turn in the desk's group.
    pub backlog: usize,
}

impl Summary {
    pub fn of(conversation: &ConversationId, request: &HandoffRequest, ticket: &Ticket) -> Self {
        let said = request.recent.iter().map(|recent| recent.text.as_str());
        Self {
            number: ticket.number,
            conversation: conversation.clone(),
            state: ticket.state(),
            opened_at: request.at,
            reason: request.reason,
            position: request.path.last().cloned(),
            assignee: ticket.assignee.clone(),
            answered_at: ticket.answered_at,
            resolved_at: ticket.resolved_at,
            held_since: ticket.held_since(),
            over_since: ticket.over_since(request.at),
            reopened: ticket.reopened,
            intent: ticket.intent.clone(),
            rating: ticket.rating.clone(),
            merged_into: ticket.merged_into(),
            topic: ticket.shown.topic,
            words: said.collect::<Vec<_>>().join(" "),
        }
    }

    fn is_over_before(&self, since: Timestamp) -> bool {
        self.over_since.is_some_and(|over| over < since)
    }

    /// Nobody has taken it.
    pub fn is_queued(&self) -> bool {
        matches!(self.state, TicketState::New | TicketState::Open) && self.assignee.is_none()
    }
}

impl Board {
    /// Numbers go on after `last`, also when what had it is kept no longer.
    pub fn after(last: TicketNumber) -> Self {
        Self { last: last.0, ..Self::default() }
    }

    pub fn put(&mut self, summary: Summary) {
        self.last = self.last.max(summary.number.0);
        self.tickets.insert(summary.number, summary);
    }

    /// Those of a conversation are gone.
    pub fn forget(&mut self, conversation: &ConversationId) {
        self.tickets.retain(|_, summary| summary.conversation != *conversation);
    }

    /// The number that a ticket would get now.
    pub fn next_number(&self) -> TicketNumber {
        TicketNumber(self.last + 1)
    }

    /// Takes a number, so that nobody else gets it. Returns whether it was free.
    pub fn take(&mut self, number: TicketNumber) -> bool {
        let is_free = number.0 > self.last;
        self.last = self.last.max(number.0);
        is_free
    }

    /// Those that were over before, and are kept no longer.
    pub fn expired(&self, since: Timestamp) -> impl Iterator<Item = &Summary> {
        self.all().filter(move |summary| summary.is_over_before(since))
    }

    pub fn sweep(&mut self, since: Timestamp) {
        self.tickets.retain(|_, summary| !summary.is_over_before(since));
    }

    pub fn get(&self, number: TicketNumber) -> Option<&Summary> {
        self.tickets.get(&number)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Summary> {
        self.tickets.values()
    }

    /// Those that nobody has taken, the oldest first.
    pub fn queue(&self) -> impl Iterator<Item = &Summary> {
        self.tickets.values().filter(|summary| summary.is_queued())
    }

    /// The place in the queue of a ticket, or of one that would be opened now; from 1.
    pub fn place(&self, of: Option<TicketNumber>) -> u32 {
        let before = self.queue().filter(|summary| of.is_none_or(|of| summary.number < of)).count();
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::fixture::{at, summary};

    #[test]
    fn what_is_not_over_is_kept_and_the_rest_by_its_end() {
        let mut board = Board::after(TicketNumber(9));
        board.put(summary(1, "ann", at(0)));
        board.put(Summary { over_since: Some(at(50)), ..summary(2, "ann", at(0)) });
        board.put(Summary { over_since: Some(at(49)), ..summary(3, "bob", at(40)) });
        let numbers = |board: &Board| board.all().map(|summary| summary.number.0).collect::<Vec<_>>();
        assert_eq!(board.expired(at(50)).map(|summary| summary.number.0).collect::<Vec<_>>(), [3]);
        board.sweep(at(50));
        assert_eq!((numbers(&board), board.next_number()), (vec![1, 2], TicketNumber(10)));
    }
}
