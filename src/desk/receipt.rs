//! What became of the messages that were carried.

use super::line::{Said, Who};
use super::work::{To, Work};
use crate::engine::{MessageRef, Track, Tracked, Trouble};

impl Work<'_> {
    pub(super) fn delivered(&mut self, track: &Track, ids: &[MessageRef], topic: Option<MessageRef>) {
        if self.case.as_ref().is_none_or(|case| case.ticket.number != track.ticket) {
            return;
        }
        if let Some(topic) = topic {
            self.new_topic(topic);
        }
        let now = self.now;
        let Some(ticket) = self.ticket() else { return };
        match track.of {
            Tracked::Topic => ticket.shown.topic = ids.first().copied().or(ticket.shown.topic),
            Tracked::Card => ticket.shown.card = ids.first().copied().or(ticket.shown.card),
            Tracked::FromLearner(learner) => ids.iter().for_each(|desk| ticket.link(learner, *desk)),
            Tracked::FromAgent(desk) => {
                ticket.reached(true, now);
                ids.iter().for_each(|learner| ticket.link(*learner, desk));
            }
            // A card that could not be edited any more was posted anew.
            Tracked::Upkeep => ticket.shown.card = ids.last().copied().or(ticket.shown.card),
            Tracked::Banner(_) => {}
        }
    }

    /// The topic was gone, and another one stands in its place, where there is no card yet.
    fn new_topic(&mut self, topic: MessageRef) {
        self.note(Who::Desk, Said::did("topic-remade", None));
        if let Some(ticket) = self.ticket() {
            ticket.shown.topic = Some(topic);
            ticket.shown.card = None;
            ticket.shown.title = String::new();
            ticket.shown.looks = 0;
            ticket.shown.closed = false;
            ticket.links.clear();
        }
        let args = self.args();
        self.post("desk-topic-remade", &args);
    }

    pub(super) fn undelivered(&mut self, track: &Track, trouble: Trouble) {
        if self.case.as_ref().is_none_or(|case| case.ticket.number != track.ticket) {
            return;
        }
        let args = self.args();
        match track.of {
            Tracked::FromAgent(on) => {
                let key = match trouble {
                    Trouble::Unreachable => "desk-undelivered-blocked",
                    Trouble::Refused => "desk-undelivered",
                };
                let now = self.now;
                if trouble == Trouble::Unreachable
                    && let Some(ticket) = self.ticket()
                {
                    ticket.reached(false, now);
                }
                self.note(Who::Desk, Said::did("undelivered", None));
                self.post_with(To::Topic, key, &args, Vec::new(), Some(on));
            }
            Tracked::FromLearner(_) => {
                self.note(Who::Desk, Said::did("not-carried", None));
                self.post_with(To::General, "desk-not-carried", &args, Vec::new(), None);
            }
            Tracked::Topic | Tracked::Card | Tracked::Upkeep | Tracked::Banner(_) => {}
        }
    }
}
