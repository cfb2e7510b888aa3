//! What happens to a ticket by itself when somebody waits too long.

use jiff::{SignedDuration, Timestamp};

use super::clocks::{Alarm, Waiting};
use super::line::{Said, Who};
use super::ticket::Ending;
use super::work::{To, Work};
use crate::engine::{Control, DeskNews, ResolvedBy, time_left};

/// Alarms that are given in one step; a clock that was set far ahead is overdue with several.
const MOST: usize = 16;

impl Work<'_> {
    pub(super) fn on_alarm(&mut self) {
        // The row that ran out is gone: whatever comes next is set anew.
        if let Some(ticket) = self.ticket() {
            ticket.alarm_at = None;
        } else {
            let timer = crate::engine::TimerName::from("ticket");
            self.effects.push(crate::engine::Effect::Timer(crate::engine::TimerChange::Cancel { timer }));
        }
        for _ in 0..MOST {
            let now = self.now;
            let due = self.due().filter(|(due, _)| *due <= now);
            let (Some((_, alarm)), Some(ticket)) = (due, self.ticket()) else { return };
            ticket.waiting = ticket.waiting.after(alarm, now);
            self.give(alarm);
        }
    }

    /// What happens next if nobody does anything. Who cannot be reached is not waited for: nothing that they are told arrives.
    pub(super) fn due(&self) -> Option<(Timestamp, Alarm)> {
        let (office, closings) = (self.desk.office, &self.desk.hall.closings);
        let ticket = &self.case.as_ref()?.ticket;
        if ticket.unreachable && matches!(ticket.waiting, Waiting::Learner { .. }) {
            return None;
        }
        ticket.waiting.next_alarm(&office.targets, office.calendar.with(closings), self.now)
    }

    fn give(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Reminder { percent, .. } => {
                let args = self.args_with([("percent", percent.to_string()), ("agent", self.assignee())]);
                self.post("desk-reminder", &args);
                if percent >= 100 {
                    self.call(To::General, "desk-overdue", &args);
                }
            }
            Alarm::Reannounce => {
                // Not in the learner's words: nothing of theirs stands outside of their topic.
                let about = self.about(self.case.as_ref().and_then(|case| case.request.path.last()));
                let args = self.args_with([("about", about)]);
                self.call(To::General, "desk-still-waiting", &args);
            }
            Alarm::Release => {
                let args = self.args_with([("agent", self.assignee())]);
                self.note(Who::Desk, Said::did("released", None));
                self.post("desk-released-by-clock", &args);
                self.put_back();
            }
            Alarm::Held => {
                let since = self.case.as_ref().and_then(|case| case.ticket.held_since());
                let since = since.map(|since| self.moment(since)).unwrap_or_default();
                let about = self.about(self.case.as_ref().and_then(|case| case.request.path.last()));
                let args = self.args_with([("since", since), ("about", about), ("agent", self.assignee())]);
                self.post("desk-held", &args);
                self.post_with(To::General, "desk-still-held", &args, Vec::new(), None);
            }
            Alarm::Nudge => self.tell(DeskNews::Nudge),
            Alarm::ClosingSoon => self.tell_closing(),
            Alarm::Resolve => {
                self.note(Who::Desk, Said::did("resolved", None));
                self.resolved(ResolvedBy::Silence);
            }
            Alarm::Close => self.close(),
        }
    }

    /// And how long there is left.
    fn tell_closing(&mut self) {
        let left = self.due().map_or(SignedDuration::ZERO, |(due, _)| due.duration_since(self.now));
        self.tell_with(DeskNews::Closing, time_left(left));
    }

    fn close(&mut self) {
        self.note(Who::Desk, Said::did("closed", None));
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.ended(Ending::Closed, now);
        }
        self.asks_no_rating();
        if self.session.control.is_bot() {
            self.session.control = Control::ALONE;
        }
    }

    fn assignee(&self) -> String {
        let assignee = self.case.as_ref().and_then(|case| case.ticket.assignee.as_ref());
        assignee.map(|assignee| assignee.name.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::clocks::Clock;
    use crate::desk::fixture::at;
    use crate::desk::{Board, Case, Desk, Hall, Office, Ticket};
    use crate::engine::{
        Around, ConversationId, HandoffReason, HandoffRequest, OutboxMessage, Session, Slots, TicketNumber,
    };

    /// What agents are posted, and whether it makes a sound.
    fn posted(alarm: Alarm) -> Vec<(To, String, bool)> {
        let files = crate::content::embedded();
        let content = crate::content::compile(&files, "zh-TW").expect("no mistakes").trained();
        let (conversation, around) = (ConversationId::new("test", "ann"), Around::at(at(60)));
        let (office, hall, board) = (Office::of_nobody(&content), Hall::default(), Board::default());
        let desk = Desk {
            content: &content,
            conversation: &conversation,
            around: &around,
            office: &office,
            hall: &hall,
            board: &board,
            earlier: &[],
        };
        let request = HandoffRequest {
            at: at(0),
            reason: HandoffReason::Request,
            path: Vec::new(),
            slots: Slots::new(),
            advised: Vec::new(),
            recent: Vec::new(),
            guesses: Vec::new(),
            attached: Vec::new(),
        };
        let ticket = Ticket::new(TicketNumber(1), "zh-TW".into(), at(0));
        let session = Session::new(content.fingerprint, "zh-TW".into());
        let mut work = Work::new(&desk, session, Some(Case { request, ticket }));
        work.give(alarm);
        let posts = work.dispatches.into_iter().filter_map(|dispatch| match dispatch.message {
            OutboxMessage::Post { keys, quiet, .. } => Some((dispatch.to, keys.concat(), !quiet)),
            _ => None,
        });
        posts.collect()
    }

    #[test]
    fn what_nobody_has_seen_to_makes_a_sound() {
        let reminder = |percent| Alarm::Reminder { clock: Clock::FirstResponse, percent };
        let of_topic = (To::Topic, "desk-reminder".to_owned(), false);
        assert_eq!(posted(reminder(80)), std::slice::from_ref(&of_topic));
        assert_eq!(posted(reminder(100)), [of_topic, (To::General, "desk-overdue".to_owned(), true)]);
        let waiting = (To::General, "desk-still-waiting".to_owned(), true);
        assert_eq!(posted(Alarm::Reannounce), [waiting]);
    }
}
