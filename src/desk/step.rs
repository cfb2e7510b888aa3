//! One step of a conversation that may have a ticket: whose the event is, and what follows. Pure and total.
//!
//! ```text
//! Event ─┬─ an agent's, or what became of a message ─ agent.rs, receipt.rs
//!        ├─ the ticket's clock ──────────────────────── alarm.rs
//!        └─ the learner's ─ the bot is in control ───── the engine's step
//!                          └ an agent is, or will be ── learner.rs
//!                                                         (resolved.rs: what it is about counts as resolved)
//! then: the topic is brought in line with the ticket (card.rs), and its clock is set
//! ```
//! Invariants: while an agent is in control the bot says nothing but what it is asked explicitly and what the agent's own acts bring; whatever
//! the learner does is answered or reaches the ticket.

use super::learner::Asked;
use super::line::{Line, Said, Who};
use super::work::{Case, Desk, Dispatch, To, Work};
use crate::engine::{
    self, Agent, Control, DeskEvent, Effect, Event, Session, TicketNumber, TimerChange, TimerName,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// With its revision raised by one.
    pub session: Session,
    /// What the bot says; for `render`.
    pub effects: Vec<Effect>,
    pub case: Option<Case>,
    /// A ticket that ended as the case's began to stand for both.
    pub merged: Option<Case>,
    pub dispatches: Vec<Dispatch>,
    pub lines: Vec<(TicketNumber, Line)>,
    /// An agent whom the desk does not know yet.
    pub newcomer: Option<Agent>,
}

/// The clock of a ticket.
const TICKET_TIMER: &str = "ticket";

pub fn step(desk: &Desk<'_>, session: &Session, case: Option<Case>, event: &Event) -> Outcome {
    let mut work = Work::new(desk, agreeing(session, case.as_ref()), case);
    let mut newcomer = None;
    match event {
        Event::Desk(event) if is_elsewhere(event, work.case.as_ref()) => work.on_other_ticket(event),
        Event::Desk(event) => {
            newcomer = author(event).filter(|by| !by.anonymous && !desk.hall.knows(by)).cloned();
            work.on_desk(event);
        }
        Event::TimerDue { timer, .. } if timer.as_str() == TICKET_TIMER => work.on_alarm(),
        Event::Unreachable | Event::Reachable => work.on_reach(event),
        event => match work.comes_too_late(event) {
            Some(act) => work.too_late(event, act),
            None => match work.asked_of(event) {
                Asked::Bot => work.bot(event),
                Asked::Desk => work.on_learner(event),
                Asked::Whether => work.asks_whether(event),
            },
        },
    }
    work.done(session.revision, newcomer)
}

/// The step to take when the other one failed on our side. The learner gets an apology, and a ticket; who has one already keeps it, and agents are
/// told there. Of what came from the desk only the desk hears.
pub fn step_internal_error(desk: &Desk<'_>, session: &Session, case: Option<Case>, event: &Event) -> Outcome {
    let mut work = Work::new(desk, agreeing(session, case.as_ref()), case);
    match event {
        Event::Desk(event) => work.fails(event),
        event => work.apologises(event),
    }
    work.done(session.revision, None)
}

/// Whether an agent acts in the topic of a ticket that is not the conversation's present one.
fn is_elsewhere(event: &DeskEvent, case: Option<&Case>) -> bool {
    let ticket = event.ticket();
    ticket.is_some() && ticket != case.map(|case| case.ticket.number)
}

/// A session that waits for a ticket which is kept no longer would wait for ever.
fn agreeing(session: &Session, case: Option<&Case>) -> Session {
    let mut session = session.clone();
    let known = case.filter(|case| !case.ticket.is_over()).map(|case| case.ticket.number);
    if session.control.ticket() != known {
        session.control = known.map_or(Control::ALONE, |ticket| Control::Bot { ticket: Some(ticket) });
    }
    session
}

fn author(event: &DeskEvent) -> Option<&Agent> {
    match event {
        DeskEvent::Wrote { by, .. } | DeskEvent::Pressed { by, .. } | DeskEvent::Topic { by, .. } => Some(by),
        DeskEvent::Delivered { .. }
        | DeskEvent::Undelivered { .. }
        | DeskEvent::Here { .. }
        | DeskEvent::Seen { .. }
        | DeskEvent::Gathered { .. }
        | DeskEvent::Fixed { .. }
        | DeskEvent::Retimed
        | DeskEvent::Expired { .. }
        | DeskEvent::Undeletable => None,
    }
}

impl Work<'_> {
    fn done(mut self, revision: u64, newcomer: Option<Agent>) -> Outcome {
        self.project();
        self.set_alarm();
        let Work { mut session, case, merged, effects, dispatches, lines, .. } = self;
        session.revision = revision + 1;
        Outcome { session, effects, case, merged, dispatches, lines, newcomer }
    }

    fn apologises(&mut self, event: &Event) {
        let had_one = self.case.as_ref().is_some_and(|case| !case.ticket.is_over());
        self.absorb(engine::step_internal_error(self.desk.content, &self.session, event, self.desk.around));
        if had_one {
            self.note(Who::Desk, Said::did("error", None));
            self.post("desk-error", &self.args());
        }
    }

    /// What an agent did came to nothing.
    fn fails(&mut self, event: &DeskEvent) {
        let on = match event {
            DeskEvent::Wrote { message, .. } => Some(message.message),
            DeskEvent::Pressed { query, on, .. } => {
                self.effects.push(Effect::Acknowledge { query: query.clone() });
                *on
            }
            _ => return,
        };
        let args = self.args();
        self.post_with(To::Topic, "desk-failed", &args, Vec::new(), on);
    }

    /// Sets the ticket's clock to what is due next.
    fn set_alarm(&mut self) {
        let (due, now) = (self.due().map(|(due, _)| due), self.now);
        let Some(ticket) = self.ticket() else { return };
        if due == ticket.alarm_at {
            return;
        }
        ticket.alarm_at = due;
        let (timer, visit) = (TimerName::from(TICKET_TIMER), ticket.number.0);
        self.effects.push(Effect::Timer(match due {
            Some(due) => TimerChange::Set { timer, visit, due: due.max(now) },
            None => TimerChange::Cancel { timer },
        }));
    }
}
