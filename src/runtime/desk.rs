//! The help desk in the running program: what `desk` has to know of the world, and what is kept of its outcomes in memory.
//!
//! The store is the truth. What is here is read from it at the start, and follows every commit.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;

use crate::desk::{self, Board, Case, Desk, DeskPress, Figures, Hall, Office, Outcome, Summary, Tell, To};
use crate::engine::{
    Around, Content, ConversationId, DeskEvent, Event, MessageRef, Position, Session, TicketNumber,
};
use crate::intent::SentenceVector;
use crate::store::{Arrival, Handoff, HandoffUpdate, Outgoing, Store, StoreError};

/// Where all agents are spoken to.
pub fn general() -> ConversationId {
    ConversationId::new("desk", "general")
}

/// Where a ticket's topic is.
pub fn topic(ticket: TicketNumber) -> ConversationId {
    ConversationId::new("desk", ticket)
}

/// Which ticket a button of the desk is about.
pub fn ticket_of_press(press: &str) -> Option<TicketNumber> {
    DeskPress::parse(press).map(|press| press.ticket)
}

/// A learner asked for a human there.
pub(super) fn gathered(ticket: TicketNumber, at: Position) -> Tell {
    let event = DeskEvent::Gathered { at: Some(at) };
    Tell { id: format!("gathered:{ticket}"), to: general(), event }
}

/// What may have got lost when the program ended is looked for.
pub(super) fn opened(now: Timestamp) -> Tell {
    let event = DeskEvent::Gathered { at: None };
    Tell { id: format!("gathered:start:{}", now.as_microsecond()), to: general(), event }
}

/// A learner's last ticket. Of one that was merged into another, the other is what is left.
pub(super) fn last(rows: &[Handoff]) -> Option<&Handoff> {
    let is_merged = |row: &&Handoff| row.ticket.as_ref().is_some_and(|ticket| ticket.merged_into().is_some());
    let tickets = || rows.iter().filter(|row| row.ticket.is_some());
    tickets().rfind(|row| !is_merged(row)).or(tickets().next_back())
}

/// Tickets are kept no longer.
pub(super) fn expired(topics: &[(TicketNumber, MessageRef)], now: Timestamp) -> Tell {
    let first = topics.first().map_or(0, |(ticket, _)| ticket.0);
    let event = DeskEvent::Expired { topics: topics.to_vec() };
    Tell { id: format!("expired:{first}:{}", now.as_microsecond()), to: general(), event }
}

/// The bot may not take a topic away that has to go.
pub(super) fn undeletable(seq: u64) -> Tell {
    Tell { id: format!("undeletable:{seq}"), to: general(), event: DeskEvent::Undeletable }
}

pub(super) struct FrontDesk {
    /// `None`: there are no agents.
    office: Option<Office>,
    hall: RwLock<Hall>,
    board: RwLock<Board>,
    /// Cases that are not over, by their conversation.
    open: RwLock<HashMap<ConversationId, Handoff>>,
}

impl FrontDesk {
    pub fn open(office: Option<Office>, store: &dyn Store) -> Result<Self, StoreError> {
        let (mut board, mut open) = (Board::after(store.last_ticket()?), HashMap::new());
        for handoff in store.handoffs()? {
            let Some(ticket) = &handoff.ticket else { continue };
            board.put(Summary::of(&handoff.conversation, &handoff.request, ticket));
            if !ticket.is_over() {
                open.insert(handoff.conversation.clone(), handoff);
            }
        }
        let hall = store.hall()?.unwrap_or_default();
        Ok(Self { office, hall: RwLock::new(hall), board: RwLock::new(board), open: RwLock::new(open) })
    }

    pub fn is_there(&self) -> bool {
        self.office.is_some()
    }

    pub fn board(&self) -> RwLockReadGuard<'_, Board> {
        self.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn board_mut(&self) -> RwLockWriteGuard<'_, Board> {
        self.board.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Messages to the desk's group that begin to wait, or wait no longer.
    pub fn waits(&self, more: usize, fewer: usize) {
        if more == 0 && fewer == 0 {
            return;
        }
        let mut board = self.board_mut();
        board.backlog = (board.backlog + more).saturating_sub(fewer);
    }

    pub fn hall(&self) -> Hall {
        self.hall.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The case that is not over.
    pub fn case(&self, conversation: &ConversationId) -> Option<Handoff> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).get(conversation).cloned()
    }

    /// All that a learner ever had, as far as they are kept.
    pub fn tickets(&self, conversation: &ConversationId) -> Vec<(TicketNumber, Option<MessageRef>)> {
        let board = self.board();
        let theirs = board.all().filter(|summary| summary.conversation == *conversation);
        theirs.map(|summary| (summary.number, summary.topic)).collect()
    }

    /// What a conversation with a desk comes to. `None`: there is no desk.
    pub fn step(
        &self,
        content: &Content,
        arrival: &Arrival,
        session: &Session,
        cases: (Option<&Handoff>, &[Handoff]),
        vector: Option<&SentenceVector>,
    ) -> Option<Outcome> {
        self.numbered(content, arrival, cases, vector, |desk, case| {
            desk::step(desk, session, case, &arrival.event)
        })
    }

    /// What it comes to when the step itself failed. `None`: there is no desk, or nobody to whom a ticket could be given.
    pub fn step_internal_error(
        &self,
        content: &Content,
        arrival: &Arrival,
        session: &Session,
        case: Option<&Handoff>,
    ) -> Option<Outcome> {
        let is_desks_own = arrival.conversation.channel() == "desk"
            || matches!(&arrival.event, Event::Desk(DeskEvent::Here { .. }));
        let is_somebodys =
            session.revision > 0 || arrival.event.is_learners() || matches!(arrival.event, Event::Desk(_));
        if is_desks_own || !is_somebodys {
            return None;
        }
        self.numbered(content, arrival, (case, &[]), None, |desk, case| {
            desk::step_internal_error(desk, session, case, &arrival.event)
        })
    }

    /// Takes a step with the number that a new ticket gets.
    fn numbered(
        &self,
        content: &Content,
        arrival: &Arrival,
        (case, earlier): (Option<&Handoff>, &[Handoff]),
        vector: Option<&SentenceVector>,
        step: impl Fn(&Desk<'_>, Option<Case>) -> Outcome,
    ) -> Option<Outcome> {
        let (conversation, now) = (&arrival.conversation, arrival.at);
        let office = self.office.as_ref()?;
        let hall = self.hall();
        let notices = hall.notices();
        let read = |row: &Handoff| Some(Case { request: row.request.clone(), ticket: row.ticket.clone()? });
        let (case, earlier) = (case.and_then(read), earlier.iter().filter_map(read).collect::<Vec<_>>());
        let mut number = self.board().next_number();
        loop {
            let board = self.board();
            let reception = office.reception(&hall, &board, case.as_ref(), number, now);
            let around = Around { now, vector, reception: reception.as_ref(), notices: &notices };
            let desk = Desk {
                content,
                conversation,
                around: &around,
                office,
                hall: &hall,
                board: &board,
                earlier: &earlier,
            };
            let outcome = step(&desk, case.clone());
            drop(board);
            let known = |number| case.iter().chain(&earlier).any(|before| before.ticket.number == number);
            let opened = outcome.case.as_ref().filter(|after| !known(after.ticket.number));
            // Two who ask at the same time get two numbers.
            match opened.map(|case| case.ticket.number) {
                Some(wanted) if !self.board_mut().take(wanted) => number = self.board().next_number(),
                _ => return Some(outcome),
            }
        }
    }

    pub fn asks_for_figures(&self, event: &DeskEvent) -> bool {
        self.office.as_ref().is_some_and(|office| desk::asks_for_figures(event, &office.bot_username))
    }

    /// What the desk's own conversation, or a group that is to become the desk, comes to.
    pub fn assemble(
        &self,
        content: &Content,
        conversation: &ConversationId,
        (event, figures): (&DeskEvent, Option<&Figures>),
        now: Timestamp,
    ) -> desk::Assembly {
        let fallback;
        let office = match &self.office {
            Some(office) => office,
            None => {
                fallback = Office::of_nobody(content);
                &fallback
            }
        };
        let (hall, board) = (self.hall(), self.board());
        let around = Around::at(now);
        let desk =
            Desk { content, conversation, around: &around, office, hall: &hall, board: &board, earlier: &[] };
        desk::assemble(&desk, event, figures)
    }

    /// A turn was committed.
    pub fn follow(
        &self,
        conversation: &ConversationId,
        inbox: u64,
        erased: bool,
        handoffs: Vec<HandoffUpdate>,
        hall: Option<Hall>,
    ) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if erased {
            open.remove(conversation);
            self.board_mut().forget(conversation);
        }
        for row in handoffs.into_iter().map(|update| update.row(conversation, inbox)) {
            let Some(ticket) = &row.ticket else { continue };
            self.board_mut().put(Summary::of(conversation, &row.request, ticket));
            if ticket.is_over() {
                open.remove(conversation);
            } else {
                open.insert(conversation.clone(), row);
            }
        }
        if let Some(hall) = hall {
            *self.hall.write().unwrap_or_else(PoisonError::into_inner) = hall;
        }
    }

    /// Topics of tickets that were over before, as far as the desk can still be spoken to.
    pub fn expired(&self, since: Timestamp) -> Vec<(TicketNumber, MessageRef)> {
        let board = self.board();
        let expired = board.expired(since).filter(|_| self.is_there());
        expired.filter_map(|summary| Some((summary.number, summary.topic?))).collect()
    }

    /// Tickets that were over before are kept no longer.
    pub fn sweep(&self, since: Timestamp) {
        self.board_mut().sweep(since);
    }
}

/// The messages of a step at the desk that no dialog says.
pub(super) fn outgoing(outcome_case: Option<&Case>, dispatches: Vec<desk::Dispatch>) -> Vec<Outgoing> {
    let number = outcome_case.map(|case| case.ticket.number);
    dispatches
        .into_iter()
        .filter_map(|desk::Dispatch { to, message, track }| {
            let to = match to {
                To::Learner => None,
                To::Topic => Some(topic(number?)),
                To::TopicOf(other) => Some(topic(other)),
                To::General => Some(general()),
            };
            Some(Outgoing { to, message, track })
        })
        .collect()
}
