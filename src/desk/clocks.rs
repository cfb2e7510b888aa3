//! What a ticket waits for, and what happens by itself when it waits too long.
//!
//! The ticket keeps its [`Waiting`]; [`Waiting::next_alarm`] says when a timer has to go off and what it means, [`Waiting::after`] that
//! it did. What people do puts another `Waiting` in its place, which is for those who know what they did. Each alarm is given once.
//!
//! ```text
//! Unclaimed ──claimed──▶ ForAgent ──answered──▶ ForLearner ─ nudge ─ closing soon ─ resolve ─▶ Resolved ─ close ─▶ Over
//!   reminders   ◀─release─  reminders   ◀─wrote─
//!   reannounce
//! OnHold: held, again and again
//! ```
//!
//! Agents are waited for in working time and told of it in working time, learners in any.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::targets::Targets;
use super::working_time::WorkingTime;

/// Whom or what a ticket waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
pub enum Waiting {
    /// Any agent, to take it: the learner waits for an answer.
    Unclaimed {
        response: Response,
        /// When agents were last told of it.
        announced: Timestamp,
    },
    /// The agent who has it: the learner waits for an answer.
    Agent {
        response: Response,
        /// When that agent last did something about it; at first, when it became theirs.
        heard: Timestamp,
    },
    /// The learner, who has been answered.
    Learner {
        since: Timestamp,
        /// When the learner was asked whether it helped.
        nudged: Option<Timestamp>,
        /// When the learner was told that it will be closed.
        warned: Option<Timestamp>,
    },
    /// Something that is not at the desk.
    OnHold {
        #[serde(default)]
        since: Timestamp,
        /// When agents were last told of it; at first, when it began.
        #[serde(default)]
        reminded: Timestamp,
    },
    /// Whether the learner comes back with it.
    Resolved { since: Timestamp },
    /// Nothing: it is closed, or was never any of ours.
    Over,
}

/// A learner waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    pub clock: Clock,
    /// When the learner began to wait. It stays when the ticket goes from one agent to another.
    pub since: Timestamp,
    /// The last of [`Response::REMINDERS`] that was given, at first 0.
    pub reminded: u8,
}

/// Which answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The first one that an agent gives in this ticket.
    FirstResponse,
    NextResponse,
}

/// What a clock that ran out asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// Agents are told that so much of the time for an answer has gone.
    Reminder { clock: Clock, percent: u8 },
    /// Agents are told of a ticket that nobody has taken.
    Reannounce,
    /// The agent is silent: the ticket becomes anybody's.
    Release,
    /// Agents are told of a ticket that waits for something else.
    Held,
    /// The learner is asked whether it helped.
    Nudge,
    /// The learner is told that the ticket will be closed.
    ClosingSoon,
    /// The learner is silent: the ticket counts as resolved.
    Resolve,
    /// It can be reopened no more.
    Close,
}

type Due = (Timestamp, Alarm);

impl Waiting {
    /// The alarm that is due next, and when: now if it is overdue.
    pub fn next_alarm(&self, targets: &Targets, working: WorkingTime<'_>, now: Timestamp) -> Option<Due> {
        match *self {
            Self::Unclaimed { response, announced } => {
                let again = working.after_working(announced, targets.reannounce);
                let reannounce = told(again, working, now).map(|at| (at, Alarm::Reannounce));
                // Who is reminded of a ticket is told of it: at the same moment that will do.
                sooner(response.reminder(targets, working, now), reannounce)
            }
            Self::Agent { response, heard } => {
                let silent = working.after_working(response.since.max(heard), targets.release);
                let release = told(silent, working, now).map(|at| (at, Alarm::Release));
                sooner(response.reminder(targets, working, now), release)
            }
            // The learner has as much time after a word that came late as after one in time.
            Self::Learner { since, nudged, warned } => {
                let (due, alarm) = match (nudged, warned) {
                    (None, None) => (later(since, targets.nudge), Alarm::Nudge),
                    (Some(nudged), None) => {
                        let after_nudge = later(nudged, targets.closing - targets.nudge);
                        (later(since, targets.closing).max(after_nudge), Alarm::ClosingSoon)
                    }
                    (_, Some(warned)) => {
                        let after_warning = later(warned, targets.resolve - targets.closing);
                        (later(since, targets.resolve).max(after_warning), Alarm::Resolve)
                    }
                };
                Some((due.max(now), alarm))
            }
            Self::Resolved { since } => Some((later(since, targets.close).max(now), Alarm::Close)),
            Self::OnHold { reminded, .. } => {
                let again = working.after_working(reminded, targets.hold);
                told(again, working, now).map(|at| (at, Alarm::Held))
            }
            Self::Over => None,
        }
    }

    /// What it waits for when that alarm was given. One that is for something else changes nothing.
    pub fn after(self, alarm: Alarm, now: Timestamp) -> Self {
        match (self, alarm) {
            (Self::Unclaimed { response, .. }, Alarm::Reminder { clock, percent })
                if clock == response.clock =>
            {
                Self::Unclaimed { response: response.after(percent), announced: now }
            }
            (Self::Unclaimed { response, .. }, Alarm::Reannounce)
            | (Self::Agent { response, .. }, Alarm::Release) => Self::Unclaimed { response, announced: now },
            (Self::Agent { response, heard }, Alarm::Reminder { clock, percent })
                if clock == response.clock =>
            {
                Self::Agent { response: response.after(percent), heard }
            }
            (Self::OnHold { since, .. }, Alarm::Held) => Self::OnHold { since, reminded: now },
            (Self::Learner { since, warned, .. }, Alarm::Nudge) => {
                Self::Learner { since, nudged: Some(now), warned }
            }
            (Self::Learner { since, nudged, .. }, Alarm::ClosingSoon) => {
                Self::Learner { since, nudged, warned: Some(now) }
            }
            (Self::Learner { .. }, Alarm::Resolve) => Self::Resolved { since: now },
            (Self::Resolved { .. }, Alarm::Close) => Self::Over,
            (waiting, _) => waiting,
        }
    }
}

impl Response {
    /// Hundredths of the target at which agents are reminded.
    pub const REMINDERS: [u8; 3] = [50, 80, 100];

    pub fn new(clock: Clock, since: Timestamp) -> Self {
        Self { clock, since, reminded: 0 }
    }

    /// The next reminder. Of several for the same moment only the last is worth giving.
    fn reminder(self, targets: &Targets, working: WorkingTime<'_>, now: Timestamp) -> Option<Due> {
        let due = |percent: u8| {
            let share = targets.of(self.clock) / 100 * i32::from(percent);
            let reminder = Alarm::Reminder { clock: self.clock, percent };
            told(working.after_working(self.since, share), working, now).map(|at| (at, reminder))
        };
        let mut left = Self::REMINDERS.into_iter().filter(|percent| *percent > self.reminded).map_while(due);
        let next = left.next()?;
        Some(left.take_while(|(at, _)| *at == next.0).last().unwrap_or(next))
    }

    fn after(self, percent: u8) -> Self {
        Self { reminded: self.reminded.max(percent), ..self }
    }
}

/// When agents are told of what is due: while they are there, and so not at the moment at which they leave.
fn told(due: Option<Timestamp>, working: WorkingTime<'_>, now: Timestamp) -> Option<Timestamp> {
    working.next_opening(due?.max(now))
}

/// The first of two at the same time.
fn sooner(first: Option<Due>, second: Option<Due>) -> Option<Due> {
    first.into_iter().chain(second).min_by_key(|(at, _)| *at)
}

fn later(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::tz;
    use proptest::prelude::*;

    use super::super::calendar::Calendar;
    use super::*;

    const TAIWAN: tz::Offset = tz::offset(8);

    /// A moment in Taiwan.
    fn at(text: &str) -> Timestamp {
        TAIWAN.to_timestamp(text.parse().unwrap()).unwrap()
    }

    fn unclaimed(clock: Clock, since: &str) -> Waiting {
        Waiting::Unclaimed { response: Response::new(clock, at(since)), announced: at(since) }
    }

    fn answered(since: &str) -> Waiting {
        Waiting::Learner { since: at(since), nudged: None, warned: None }
    }

    /// A ticket in virtual time.
    struct Course {
        calendar: Calendar,
        closings: Vec<Timestamp>,
        targets: Targets,
        waiting: Waiting,
        now: Timestamp,
    }

    impl Course {
        fn new(waiting: Waiting, now: &str) -> Self {
            // Thursday is a holiday, which is made up on Saturday.
            let calendar = "[[holidays]]\ndate = \"2027-03-04\"\n\
                            [[make-up]]\ndate = \"2027-03-06\"\nlike = \"thu\"";
            Self {
                calendar: toml::from_str(calendar).unwrap(),
                closings: Vec::new(),
                targets: Targets::default(),
                waiting,
                now: at(now),
            }
        }

        fn next(&self) -> Option<Due> {
            self.waiting.next_alarm(&self.targets, self.calendar.with(&self.closings), self.now)
        }

        /// Gives what is due until then: `Mon 09:30 Nudge`.
        fn until(&mut self, until: &str) -> Vec<String> {
            let until = at(until);
            let mut given = Vec::new();
            while let Some((due, alarm)) = self.next().filter(|(due, _)| *due <= until) {
                self.now = self.now.max(due);
                self.waiting = self.waiting.after(alarm, self.now);
                let what = match alarm {
                    Alarm::Reminder { percent, .. } => format!("{percent}%"),
                    alarm => format!("{alarm:?}"),
                };
                given.push(format!("{} {what}", TAIWAN.to_datetime(self.now).strftime("%a %H:%M")));
                assert!(given.len() < 200, "it never ends: {given:?}");
            }
            self.now = until;
            given
        }
    }

    #[test]
    fn an_unclaimed_ticket_is_reminded_of_and_announced_over_a_weekend() {
        let opened = "2027-03-12T16:45";
        let mut course = Course::new(unclaimed(Clock::FirstResponse, opened), opened);
        let given = course.until("2027-03-15T14:00");
        let expected = [
            "Fri 17:15 50%", // and so it is not announced at the same moment
            "Mon 09:03 80%",
            "Mon 09:15 100%",
            "Mon 09:45 Reannounce",
            "Mon 10:15 Reannounce",
            "Mon 10:45 Reannounce",
            "Mon 11:15 Reannounce",
            "Mon 11:45 Reannounce",
            "Mon 13:45 Reannounce",
        ];
        assert_eq!(given, expected);
    }

    #[test]
    fn a_saturday_that_makes_up_for_a_holiday_counts() {
        let opened = "2027-03-05T17:10";
        let mut course = Course::new(unclaimed(Clock::FirstResponse, opened), opened);
        assert_eq!(course.until("2027-03-06T09:40"), ["Sat 09:10 50%", "Sat 09:28 80%", "Sat 09:40 100%"]);
    }

    #[test]
    fn at_night_nobody_is_told_of_anything() {
        let mut course = Course::new(unclaimed(Clock::FirstResponse, "2027-03-02T22:00"), "2027-03-02T22:00");
        assert_eq!(course.until("2027-03-03T09:29"), Vec::<String>::new());
        assert_eq!(course.until("2027-03-03T09:50"), ["Wed 09:30 50%", "Wed 09:48 80%"]);
    }

    /// Claimed and forgotten: the clock is the learner's, whoever has the ticket.
    #[test]
    fn a_silent_agent_loses_the_ticket() {
        let response = Response::new(Clock::FirstResponse, at("2027-03-03T16:30"));
        let heard = at("2027-03-03T16:50");
        let mut course = Course::new(Waiting::Agent { response, heard }, "2027-03-03T16:50");
        // Thursday is a holiday.
        let given = course.until("2027-03-05T11:30");
        assert_eq!(given, ["Wed 17:00 50%", "Wed 17:18 80%", "Fri 09:00 100%"]);
        assert_eq!(course.until("2027-03-05T14:30"), ["Fri 13:50 Release", "Fri 14:20 Reannounce"]);
        let reminded = Response { reminded: 100, ..response };
        let announced = at("2027-03-05T14:20");
        assert_eq!(course.waiting, Waiting::Unclaimed { response: reminded, announced });
    }

    #[test]
    fn what_an_agent_does_puts_the_release_off() {
        let response = Response::new(Clock::NextResponse, at("2027-03-02T09:00"));
        let mut course =
            Course::new(Waiting::Agent { response, heard: at("2027-03-01T10:00") }, "2027-03-02T09:00");
        assert_eq!(course.until("2027-03-02T11:00"), ["Tue 10:00 50%", "Tue 10:36 80%", "Tue 11:00 100%"]);
        assert_eq!(course.next(), Some((at("2027-03-02T14:30"), Alarm::Release)));
        let Waiting::Agent { heard, .. } = &mut course.waiting else { panic!("nobody took it away") };
        *heard = at("2027-03-02T14:00");
        assert_eq!(course.next(), Some((at("2027-03-03T09:30"), Alarm::Release)));
    }

    #[test]
    fn a_learner_who_is_silent_is_asked_and_told_before_it_is_resolved_and_closed() {
        let mut course = Course::new(answered("2027-03-05T16:00"), "2027-03-05T16:00");
        let given = course.until("2027-04-01T00:00");
        let expected = ["Sat 16:00 Nudge", "Sun 16:00 ClosingSoon", "Mon 16:00 Resolve", "Mon 16:00 Close"];
        assert_eq!(given, expected);
        assert_eq!(course.waiting, Waiting::Over);
        assert_eq!(course.next(), None);
    }

    /// The process did not run for a week.
    #[test]
    fn what_is_late_is_given_once_and_learners_keep_their_time() {
        let mut course = Course::new(answered("2027-03-01T16:00"), "2027-03-08T10:00");
        let given = course.until("2027-03-11T00:00");
        assert_eq!(given, ["Mon 10:00 Nudge", "Tue 10:00 ClosingSoon", "Wed 10:00 Resolve"]);
        let opened = "2027-03-01T16:00";
        let mut course = Course::new(unclaimed(Clock::NextResponse, opened), "2027-03-08T10:00");
        assert_eq!(course.until("2027-03-08T10:29"), ["Mon 10:00 100%"]);
        assert_eq!(course.until("2027-03-08T10:30"), ["Mon 10:30 Reannounce"]);
    }

    /// The process comes back at night.
    #[test]
    fn what_is_late_waits_for_the_morning() {
        let response = Response::new(Clock::NextResponse, at("2027-03-02T09:00"));
        let heard = at("2027-03-02T09:00");
        let mut course = Course::new(Waiting::Agent { response, heard }, "2027-03-02T23:00");
        assert_eq!(course.until("2027-03-03T09:00"), ["Wed 09:00 100%", "Wed 09:00 Release"]);
    }

    /// It goes home early on Tuesday because of a typhoon.
    #[test]
    fn a_closing_stops_the_agents_clocks_and_no_learners() {
        let opened = "2027-03-02T14:00";
        let mut course = Course::new(unclaimed(Clock::FirstResponse, opened), opened);
        course.closings.push(at("2027-03-02T14:35"));
        let given = course.until("2027-03-03T09:30");
        assert_eq!(given, ["Tue 14:30 50%", "Wed 09:13 80%", "Wed 09:25 100%"]);
        course.waiting = answered("2027-03-02T14:00");
        assert_eq!(course.next(), Some((at("2027-03-03T14:00"), Alarm::Nudge)));
    }

    #[test]
    fn a_desk_that_never_opens_rings_for_nobody_but_learners() {
        let mut course = Course::new(unclaimed(Clock::FirstResponse, "2027-03-02T14:00"), "2027-03-02T14:00");
        course.calendar = toml::from_str("[hours]").unwrap();
        assert_eq!(course.next(), None);
        course.waiting = Waiting::Resolved { since: at("2027-03-02T14:00") };
        assert_eq!(course.next(), Some((at("2027-03-09T14:00"), Alarm::Close)));
    }

    /// Fourteen hours are two days of work.
    #[test]
    fn what_is_on_hold_is_not_forgotten() {
        let since = at("2027-03-01T14:00");
        let mut course = Course::new(Waiting::OnHold { since, reminded: since }, "2027-03-01T14:00");
        let given = course.until("2027-03-08T18:00");
        // Thursday is a holiday, which is made up on Saturday.
        assert_eq!(given, ["Wed 14:00 Held", "Sat 14:00 Held"]);
        assert_eq!(course.waiting, Waiting::OnHold { since, reminded: at("2027-03-06T14:00") });
    }

    /// Written before anybody was told of it.
    #[test]
    fn what_was_put_on_hold_long_ago_is_told_of_at_the_next_opening() {
        let waiting = serde_json::from_str(r#"{"for":"on-hold"}"#).unwrap();
        assert_eq!(Course::new(waiting, "2027-03-01T20:00").until("2027-03-02T18:00"), ["Tue 09:00 Held"]);
    }

    #[test]
    fn an_alarm_for_something_else_changes_nothing() {
        let now = at("2027-03-02T14:00");
        let response = Response::new(Clock::NextResponse, now);
        let first = Alarm::Reminder { clock: Clock::FirstResponse, percent: 50 };
        for (waiting, alarm) in [
            (Waiting::Unclaimed { response, announced: now }, first),
            (Waiting::Unclaimed { response, announced: now }, Alarm::Release),
            (Waiting::Agent { response, heard: now }, first),
            (Waiting::Agent { response, heard: now }, Alarm::Reannounce),
            (answered("2027-03-02T14:00"), Alarm::Close),
            (Waiting::OnHold { since: now, reminded: now }, Alarm::Resolve),
            (answered("2027-03-02T14:00"), Alarm::Held),
            (Waiting::Resolved { since: now }, Alarm::Resolve),
            (Waiting::Over, Alarm::Close),
        ] {
            assert_eq!(waiting.after(alarm, at("2027-03-03T14:00")), waiting);
        }
    }

    /// What is stored today has to be read by whatever comes after.
    #[test]
    fn it_is_kept_in_plain_words() {
        let waiting = unclaimed(Clock::FirstResponse, "2027-03-02T14:00");
        let kept = r#"{"for":"unclaimed","response":{"clock":"first-response","since":"2027-03-02T06:00:00Z","reminded":0},"announced":"2027-03-02T06:00:00Z"}"#;
        assert_eq!(serde_json::to_string(&waiting).unwrap(), kept);
        assert_eq!(serde_json::from_str::<Waiting>(kept).unwrap(), waiting);
    }

    fn waiting() -> impl Strategy<Value = Waiting> {
        let moment = || {
            let start = at("2027-03-01T00:00");
            (0_i64..14 * 86_400).prop_map(move |seconds| start + SignedDuration::from_secs(seconds))
        };
        let clock = prop_oneof![Just(Clock::FirstResponse), Just(Clock::NextResponse)];
        let response = (clock, moment(), prop::sample::select(vec![0, 50, 80, 100]));
        let response = response.prop_map(|(clock, since, reminded)| Response { clock, since, reminded });
        let response = response.boxed();
        prop_oneof![
            (response.clone(), moment())
                .prop_map(|(response, announced)| Waiting::Unclaimed { response, announced }),
            (response, moment()).prop_map(|(response, heard)| Waiting::Agent { response, heard }),
            (moment(), prop::option::of(moment()), prop::option::of(moment()))
                .prop_map(|(since, nudged, warned)| Waiting::Learner { since, nudged, warned }),
            moment().prop_map(|since| Waiting::Resolved { since }),
            moment().prop_map(|since| Waiting::OnHold { since, reminded: since }),
        ]
    }

    proptest! {
        /// Wherever the clock of the machine stands, also before what it said earlier.
        #[test]
        fn each_alarm_is_given_once(waiting in waiting(), days in -30_i64..30, steps in prop::collection::vec(-600_i64..36_000, 60)) {
            let mut course = Course::new(waiting, "2027-03-08T00:00");
            course.now += SignedDuration::from_hours(24 * days);
            let mut given: Vec<Alarm> = Vec::new();
            for step in steps {
                course.now += SignedDuration::from_secs(step);
                while let Some((_, alarm)) = course.next().filter(|(due, _)| *due <= course.now) {
                    course.waiting = course.waiting.after(alarm, course.now);
                    if matches!(alarm, Alarm::Reannounce | Alarm::Held) {
                        let next = course.next().expect("it is told of for ever");
                        prop_assert!(next.0 > course.now, "{:?} in the same breath", next);
                    } else {
                        prop_assert!(!given.contains(&alarm), "{:?} again after {:?}", alarm, given);
                        given.push(alarm);
                    }
                }
            }
        }
    }
}
