//! What happens to a ticket by itself when somebody waits too long.

use super::clocks::Alarm;
use super::line::{Said, Who};
use super::ticket::Ending;
use super::work::{To, Work};
use crate::engine::{Control, DeskNews, Manner, Reserved, desk_slots, time_left};

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
            let (office, closings, now) = (self.desk.office, &self.desk.hall.closings, self.now);
            let Some(ticket) = self.ticket() else { return };
            let due = ticket.waiting.next_alarm(&office.targets, office.calendar.with(closings), now);
            let Some((_, alarm)) = due.filter(|(due, _)| *due <= now) else { return };
            ticket.waiting = ticket.waiting.after(alarm, now);
            self.give(alarm);
        }
    }

    fn give(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Reminder { percent, .. } => {
                let args = self.args_with([("percent", percent.to_string()), ("agent", self.assignee())]);
                self.post("desk-reminder", &args);
                if percent >= 100 {
                    self.post_with(To::General, "desk-overdue", &args, Vec::new(), None);
                }
            }
            Alarm::Reannounce => {
                // Not in the learner's words: nothing of theirs stands outside of their topic.
                let about = self.about(self.case.as_ref().and_then(|case| case.request.path.last()));
                let args = self.args_with([("about", about)]);
                self.post_with(To::General, "desk-still-waiting", &args, Vec::new(), None);
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
                self.resolved();
            }
            Alarm::Close => self.close(),
        }
    }

    /// And how long there is left.
    fn tell_closing(&mut self) {
        let (office, closings, now) = (self.desk.office, &self.desk.hall.closings, self.now);
        let Some(case) = &self.case else { return };
        let due = case.ticket.waiting.next_alarm(&office.targets, office.calendar.with(closings), now);
        let left = due.map_or(jiff::SignedDuration::ZERO, |(due, _)| due.duration_since(now));
        let mut slots = desk_slots(DeskNews::Closing, Some(case.ticket.number), self.desk.around.reception);
        slots.extend(time_left(left));
        self.enter(Reserved::Ticket, slots, Manner::Aside);
    }

    fn close(&mut self) {
        self.note(Who::Desk, Said::did("closed", None));
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.ended(Ending::Closed, now);
        }
        if self.session.control.is_bot() {
            self.session.control = Control::ALONE;
        }
    }

    fn assignee(&self) -> String {
        let assignee = self.case.as_ref().and_then(|case| case.ticket.assignee.as_ref());
        assignee.map(|assignee| assignee.name.clone()).unwrap_or_default()
    }
}
