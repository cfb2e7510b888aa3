//! Asking for a human: what they have to know, what the learner can be told before, and what the learner decides about their ticket.

use super::control::Control;
use super::effect::{DeskAct, Effect, HandoffReason, HandoffRequest};
use super::flow::{Flow, is_engines_own};
use super::ids::{IntentId, TicketNumber};
use super::news;
use super::session::{Frame, Position, Role};
use super::slot::{Slots, Value};

/// Intents that a request names for what was not understood.
const GUESSES: usize = 3;
/// A second request for a human within this time is the same request.
const SAME_REQUEST_HOURS: i64 = 1;

impl Flow<'_> {
    pub fn open_handoff(&mut self) {
        let again = self
            .session
            .handoff_at
            .is_some_and(|at| self.now.duration_since(at).as_hours() < SAME_REQUEST_HOURS);
        let Some(frame) = self.session.top() else { return };
        let again = match self.around.reception {
            Some(_) => self.waits_for().is_some(),
            None => again,
        };
        if again {
            if self.around.reception.is_some() {
                self.decide(DeskAct::Join);
            }
            return;
        }
        let reason = match frame.slots.get("reason") {
            Some(Value::Text(reason)) => HandoffReason::from_name(reason),
            _ => None,
        };
        self.effects.push(Effect::OpenHandoff(HandoffRequest {
            at: self.now,
            reason: reason.unwrap_or(HandoffReason::Request),
            path: self.path(),
            slots: self.session.stack.iter().flat_map(|frame| frame.slots.clone()).collect(),
            advised: self.advised(),
            recent: self.session.recent.clone(),
            guesses: self.guesses(),
            attached: std::mem::take(&mut self.session.attached),
        }));
        self.session.handoff_at = Some(self.now);
        if let Some(reception) = self.around.reception {
            self.session.control = Control::Queued { ticket: reception.ticket };
            // The number may have been another one when the dialog began.
            let told = news::reception(Some(reception)).into_iter().chain(news::ticket(reception.ticket));
            let told = told.chain([("again".into(), news::is(reception.reopens))]);
            if let Some(frame) = self.session.stack.last_mut() {
                frame.slots.extend(told);
            }
        }
    }

    /// Where the learner stood in dialogs that solve a problem.
    pub fn path(&self) -> Vec<Position> {
        let asked = self.session.stack.iter().filter(|frame| frame.role != Role::Interjection);
        asked
            .filter_map(|frame| match &frame.origin {
                Some(origin) if is_engines_own(&frame.dialog) && !is_engines_own(&origin.dialog) => {
                    Some(origin.clone())
                }
                _ if is_engines_own(&frame.dialog) => None,
                _ => Some(frame.position()),
            })
            .collect()
    }

    /// The questions that were asked and the advice that was given before.
    fn advised(&self) -> Vec<Position> {
        let mut advised: Vec<Position> = Vec::new();
        let earlier = self.session.history.iter().filter_map(|stack| stack.last());
        for position in earlier.filter(|frame| !is_engines_own(&frame.dialog)).map(Frame::position) {
            if advised.last() != Some(&position) {
                advised.push(position);
            }
        }
        advised
    }

    /// What the matcher makes of the last text that was not understood.
    fn guesses(&self) -> Vec<(IntentId, u8)> {
        let Some(text) = self.session.recent.iter().rev().find(|recent| !recent.understood) else {
            return Vec::new();
        };
        let percent = |confidence: f32| (confidence * 100.0).round() as u8;
        let candidates = self.content.matcher.rank(&text.text).candidates;
        let best = candidates.into_iter().take(GUESSES);
        best.map(|candidate| (IntentId::from(&*candidate.intent), percent(candidate.confidence))).collect()
    }

    /// What the dialog `human` has to know.
    pub fn slots_for_human(&self) -> Slots {
        let mut slots = self.slots_of_reception();
        slots.insert("known".into(), news::is(!self.path().is_empty()));
        slots
    }

    /// Whether a ticket would be opened, and which, and when somebody is there.
    pub fn slots_of_reception(&self) -> Slots {
        let (waits, reception) = (self.waits_for(), self.around.reception);
        let number = waits.or(reception.map(|reception| reception.ticket));
        let again = reception.is_some_and(|reception| reception.reopens);
        let mut slots = news::reception(reception);
        slots.extend(number.map(news::ticket).unwrap_or_default());
        slots.insert("waiting".into(), news::is(waits.is_some()));
        slots.insert("again".into(), news::is(again));
        slots
    }

    /// The learner's ticket that is neither over nor resolved.
    pub fn waits_for(&self) -> Option<TicketNumber> {
        let reopens = self.around.reception.is_some_and(|reception| reception.reopens);
        self.session.control.ticket().filter(|_| !reopens)
    }

    /// What the learner decides about their ticket.
    pub fn decide(&mut self, act: DeskAct) {
        let slots = self.session.top().map(|frame| frame.slots.clone()).unwrap_or_default();
        if let Some(ticket) = self.session.control.ticket() {
            self.session.control = match act {
                DeskAct::Leave | DeskAct::Solved => Control::Bot { ticket: Some(ticket) },
                DeskAct::Join | DeskAct::Reopen => Control::Queued { ticket },
                DeskAct::Withdraw => Control::ALONE,
                DeskAct::Rate => self.session.control,
            };
        }
        self.effects.push(Effect::Desk(act, slots));
    }
}
