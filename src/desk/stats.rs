//! Figures of the desk: what is counted, of what is stored. Pure and deterministic.
//!
//! - *Opened* are tickets that a learner opened in the period; all other figures are of these. Spam is counted and left out of the rest.
//! - *First response*: working time from opening to the first answer of an agent. Those that wait have none.
//! - *Resolution*: plain time from opening to the last resolution, of those that are resolved or closed after one.
//! - *Reopened*: tickets that were, however often.
//! - *Rating*: of the last resolution, of those that gave one.
//!
//! A median or a percentile is a value that occurred (nearest rank).
//!
//! # Containment
//! Counted in conversations, which are learners: one that comes back is the same one. Of a conversation is stored on which day it was last
//! touched, when a human was last asked for, and whether it stands in the middle of a dialog. Of those touched in the period:
//! - *open*: touched within the last 72 hours; nothing is said of them.
//! - *asked*: asked for a human in the period.
//! - *finished*: came to the end of what they were led through, and nothing since. An end is reached by the learner's own word (「好了」) or by
//!   an answer that asks nothing.
//! - *silent*: left in the middle and did not come back within 72 hours. It is counted as contained, as others do; it may as well be somebody
//!   who gave up, so that it stands apart.
//!
//! Contained are *finished* and *silent*, of all but *open*. Who was erased or swept is not counted at all.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::board::Summary;
use super::ticket::TicketState;
use super::working_time::WorkingTime;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stats {
    pub opened: usize,
    pub spam: usize,
    pub withdrawn: usize,
    /// Not resolved, not over.
    pub open: usize,
    pub resolved: usize,
    pub reopened: usize,
    /// In seconds.
    pub first_response: Times,
    /// In seconds.
    pub resolution: Times,
    pub rating: Ratings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Times {
    pub count: usize,
    pub median: Option<i64>,
    pub p90: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Ratings {
    pub count: usize,
    pub mean: Option<f64>,
}

/// What is stored of a conversation that says how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// Days since 1970.
    pub touched: i64,
    pub asked: Option<Timestamp>,
    /// It stands in the middle of nothing.
    pub finished: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Containment {
    pub conversations: usize,
    pub open: usize,
    pub asked: usize,
    pub finished: usize,
    pub silent: usize,
    /// `None`: there is nothing to judge by yet.
    pub contained: Option<f64>,
}

/// What tickets do not tell: it takes a walk through all that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub conversations: Containment,
    /// The most frequent first.
    pub unanswered: Vec<Unanswered>,
}

/// A question that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unanswered {
    pub text: String,
    pub count: u64,
    /// Ways to put it.
    pub texts: usize,
}

const DAY_S: i64 = 24 * 60 * 60;
const RETURNS_WITHIN: SignedDuration = SignedDuration::from_hours(72);

impl Stats {
    /// `since`: of tickets that were opened then or later.
    pub fn of<'a>(
        tickets: impl IntoIterator<Item = &'a Summary>,
        working: WorkingTime<'_>,
        since: Option<Timestamp>,
    ) -> Self {
        let is_meant = |ticket: &&Summary| since.is_none_or(|since| ticket.opened_at >= since);
        let opened: Vec<&Summary> = tickets.into_iter().filter(is_meant).collect();
        let (spam, real): (Vec<&Summary>, Vec<&Summary>) =
            opened.iter().partition(|ticket| ticket.state == TicketState::Spam);
        let count = |is: fn(&Summary) -> bool| real.iter().filter(|ticket| is(ticket)).count();
        let is_resolved = |ticket: &Summary| {
            matches!(ticket.state, TicketState::Resolved | TicketState::Closed)
                && ticket.resolved_at.is_some()
        };
        let first = real.iter().filter_map(|ticket| {
            Some(working.working_between(ticket.opened_at, ticket.answered_at?).as_secs())
        });
        let resolution = real
            .iter()
            .filter(|ticket| is_resolved(ticket))
            .filter_map(|ticket| Some(ticket.resolved_at?.duration_since(ticket.opened_at).as_secs()));
        let stars: Vec<f64> =
            real.iter().filter_map(|ticket| Some(f64::from(ticket.rating.as_ref()?.stars))).collect();
        Self {
            opened: opened.len(),
            spam: spam.len(),
            withdrawn: count(|ticket| ticket.state == TicketState::Withdrawn),
            open: count(|ticket| ticket.state.is_open()),
            resolved: count(is_resolved),
            reopened: count(|ticket| ticket.reopened > 0),
            first_response: Times::of(first.collect()),
            resolution: Times::of(resolution.collect()),
            rating: Ratings {
                count: stars.len(),
                mean: (!stars.is_empty()).then(|| stars.iter().sum::<f64>() / stars.len() as f64),
            },
        }
    }
}

impl Times {
    fn of(mut seconds: Vec<i64>) -> Self {
        seconds.sort_unstable();
        let rank = |percent: usize| (seconds.len() * percent).div_ceil(100).checked_sub(1);
        let at = |percent: usize| seconds.get(rank(percent)?).copied();
        Self { count: seconds.len(), median: at(50), p90: at(90) }
    }
}

impl Containment {
    pub fn of(contacts: impl IntoIterator<Item = Contact>, since: Option<Timestamp>, now: Timestamp) -> Self {
        let mut counted = Self::default();
        let judged = now.saturating_sub(RETURNS_WITHIN).unwrap_or(Timestamp::MIN);
        for Contact { touched, asked, finished } in contacts {
            let over = Timestamp::from_second(touched.saturating_add(1).saturating_mul(DAY_S))
                .unwrap_or(Timestamp::MAX);
            if since.is_some_and(|since| over <= since) {
                continue;
            }
            counted.conversations += 1;
            let group = if over > judged {
                &mut counted.open
            } else if asked.is_some_and(|asked| since.is_none_or(|since| asked >= since)) {
                &mut counted.asked
            } else if finished {
                &mut counted.finished
            } else {
                &mut counted.silent
            };
            *group += 1;
        }
        let (contained, all) =
            (counted.finished + counted.silent, counted.finished + counted.silent + counted.asked);
        counted.contained = (all > 0).then(|| contained as f64 / all as f64);
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::fixture::{at, summary};
    use crate::desk::{Calendar, Rating};

    /// Monday, 09:00 in Taiwan.
    fn monday(minute: i64) -> Timestamp {
        "2026-11-30T01:00:00Z".parse::<Timestamp>().expect("a time") + SignedDuration::from_mins(minute)
    }

    fn answered(number: u64, opened: i64, after: i64) -> Summary {
        Summary { answered_at: Some(monday(opened + after)), ..summary(number, "a", monday(opened)) }
    }

    fn stats(tickets: &[Summary], since: Option<Timestamp>) -> Stats {
        Stats::of(tickets, Calendar::default().with(&[]), since)
    }

    #[test]
    fn nothing_is_nothing() {
        let none = stats(&[], None);
        assert_eq!((none.opened, none.first_response, none.rating.mean), (0, Times::default(), None));
    }

    #[test]
    fn responses_are_counted_in_working_time_and_ranked() {
        let mut tickets: Vec<Summary> = (1..=10).map(|n| answered(n, 0, n.cast_signed() * 6)).collect();
        // Asked the evening before: the night does not count.
        tickets[9] = Summary { opened_at: monday(-12 * 60), ..tickets[9].clone() };
        tickets.push(summary(11, "b", monday(1)));
        let found = stats(&tickets, None);
        assert_eq!(found.first_response, Times { count: 10, median: Some(30 * 60), p90: Some(54 * 60) });
        assert_eq!((found.opened, found.open), (11, 11));
        assert_eq!(stats(&tickets, Some(monday(1))).opened, 1);
    }

    #[test]
    fn spam_counts_as_spam_and_as_nothing_else() {
        let spam = Summary { state: TicketState::Spam, ..answered(1, 0, 1) };
        let withdrawn = Summary { state: TicketState::Withdrawn, ..summary(2, "b", monday(0)) };
        let rated = |number, stars| Summary {
            state: TicketState::Closed,
            resolved_at: Some(monday(60)),
            reopened: 2,
            rating: Some(Rating { stars, comment: None, at: monday(61) }),
            ..answered(number, 0, 10)
        };
        let reopened = Summary { state: TicketState::Open, ..rated(5, 2) };
        let found = stats(&[spam, withdrawn, rated(3, 5), rated(4, 4), reopened], None);
        assert_eq!((found.opened, found.spam, found.withdrawn, found.open), (5, 1, 1, 1));
        assert_eq!((found.resolved, found.reopened, found.first_response.count), (2, 3, 3));
        assert_eq!(found.resolution, Times { count: 2, median: Some(3600), p90: Some(3600) });
        assert_eq!((found.rating.count, found.rating.mean), (3, Some(11.0 / 3.0)));
    }

    #[test]
    fn containment_says_nothing_of_who_may_still_come_back() {
        let day = |touched, asked: Option<i64>, finished| Contact { touched, asked: asked.map(at), finished };
        let contacts = [
            day(9, None, true),
            day(5, Some(5 * DAY_S), false),
            day(5, None, true),
            day(5, Some(3 * DAY_S), true),
            day(4, None, false),
            day(1, None, true),
        ];
        let found = Containment::of(contacts, Some(at(4 * DAY_S)), at(10 * DAY_S));
        let expected = Containment {
            conversations: 5,
            open: 1,
            asked: 1,
            finished: 2,
            silent: 1,
            contained: Some(0.75),
        };
        assert_eq!(found, expected);
        assert_eq!(Containment::of([day(9, None, true)], None, at(10 * DAY_S)).contained, None);
    }
}
