//! Two tickets of one learner are about one thing: the present one ends, and the earlier one goes on for both.
//!
//! Whatever the earlier ticket was, it is now what the present one was: who has it, whom it waits for, what agents know of it. Its topic is
//! where the conversation goes on. Tickets of two learners stay two: what one of them wrote is nobody else's to read.

use super::line::{Said, Who};
use super::ticket::Ending;
use super::work::{Case, To, Work};
use crate::engine::{Agent, Control, DeskNews, HandoffRequest, MessageRef, Slots, TicketNumber, Value};

impl Work<'_> {
    pub(super) fn merge(&mut self, by: &Agent, into: TicketNumber, on: MessageRef) {
        if self.is_done() {
            return self.answer(on, "desk-over-already");
        }
        let earlier = self.desk.earlier.iter().find(|case| case.ticket.number == into);
        let merged_into = earlier.and_then(|case| case.ticket.merged_into());
        let is_of_another =
            self.desk.board.get(into).is_some_and(|other| other.conversation != *self.desk.conversation);
        match (earlier.cloned(), merged_into) {
            (_, Some(further)) => {
                let is_here = self.case.as_ref().is_some_and(|case| case.ticket.number == further);
                let args = self.args_with([
                    ("other", into.to_string()),
                    ("into", further.to_string()),
                    ("here", if is_here { "yes" } else { "no" }.to_owned()),
                ]);
                self.post_with(To::Topic, "desk-merge-merged", &args, Vec::new(), Some(on));
            }
            (Some(earlier), None) => self.merge_into(by, earlier),
            (None, _) if is_of_another => self.answer(on, "desk-merge-other-learner"),
            (None, _) => self.answer(on, "desk-merge-unknown"),
        }
    }

    fn merge_into(&mut self, by: &Agent, mut earlier: Case) {
        let into = earlier.ticket.number;
        self.note(Who::agent(by), Said::did("merged", Some(into.to_string())));
        let now = self.now;
        let Some(ticket) = self.ticket() else { return };
        let number = ticket.number;
        earlier.ticket.takes_over(ticket);
        ticket.ended(Ending::Merged { into }, now);
        // Its topic and its card tell where it goes on.
        self.project();
        for dispatch in self.dispatches.iter_mut().filter(|dispatch| dispatch.to == To::Topic) {
            dispatch.to = To::TopicOf(number);
        }
        self.merged = self.case.take();
        if let Some(merged) = &self.merged {
            let opened = earlier.request.at;
            earlier.request = HandoffRequest { at: opened, ..merged.request.clone() };
        }
        self.case = Some(earlier);
        self.session.control = match self.session.control {
            Control::Bot { .. } => Control::Bot { ticket: Some(into) },
            Control::Queued { .. } => Control::Queued { ticket: into },
            Control::Agent { .. } => Control::Agent { ticket: into },
        };
        self.note(Who::agent(by), Said::did("took-over", Some(number.to_string())));
        self.post("desk-took-over", &self.args_with([("other", number.to_string())]));
        let merged = Slots::from([("merged".into(), Value::Text(number.to_string()))]);
        self.tell_with(DeskNews::Merged, merged);
    }
}
