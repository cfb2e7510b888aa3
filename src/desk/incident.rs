//! Many learners fail at the same place: when that is one trouble, and what becomes of it. What the desk sees of it is `banner.rs`.
//!
//! How many there are is read off the [`Board`], so that no count has to survive a restart: the incident says since when.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::board::{Board, Summary};
use super::ticket::TicketState;
use crate::engine::{ConversationId, MessageRef, Position, TicketNumber};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// As leads name it.
    #[serde(default)]
    pub number: u32,
    pub at: Position,
    /// When the first of them asked.
    pub since: Timestamp,
    /// When one of them last did.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// What a lead lets the bot say to everybody who gets there.
    pub notice: Option<String>,
    /// How many learners asked for a human there.
    pub count: u32,
    #[serde(default)]
    pub over: Option<Over>,
    /// The message at the desk that tells of it.
    pub banner: Option<MessageRef>,
    /// What that says, as a number, or is about to say; 0: nothing yet.
    #[serde(default)]
    pub looks: u64,
    /// A message of it is on its way. There is one at a time, so that a rush of learners does not become a rush of messages.
    #[serde(default)]
    pub on_its_way: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum Over {
    /// Those who asked are asked in turn.
    Fixed { at: Timestamp, asked: u32 },
    /// Taken back, or nobody asked any more.
    Off { at: Timestamp },
}

/// How many make an incident: the operator's setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Crowd {
    pub learners: u32,
    #[serde(deserialize_with = "super::targets::plain")]
    pub within: SignedDuration,
}

impl Default for Crowd {
    fn default() -> Self {
        Self { learners: 5, within: SignedDuration::from_mins(10) }
    }
}

/// An incident that nobody has spoken of, and where nobody asked for so long, is over.
const QUIET: SignedDuration = SignedDuration::from_hours(24);
/// Those that are over are kept, so that what they counted is not counted again, up to so many.
const KEPT: usize = 50;

impl Over {
    pub fn at(self) -> Timestamp {
        match self {
            Self::Fixed { at, .. } | Self::Off { at } => at,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed { .. } => "fixed",
            Self::Off { .. } => "off",
        }
    }
}

impl Incident {
    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// One learner's newest ticket each, in the order of their numbers.
    pub fn whose(&self, board: &Board) -> Vec<(TicketNumber, ConversationId)> {
        let mut whose = BTreeMap::new();
        for summary in asked(board, &self.at, self.since) {
            whose.insert(&summary.conversation, summary.number);
        }
        let mut whose: Vec<_> =
            whose.into_iter().map(|(conversation, number)| (number, conversation.clone())).collect();
        whose.sort();
        whose
    }
}

/// Those who asked for a human at a place.
fn asked<'a>(board: &'a Board, at: &Position, since: Timestamp) -> impl Iterator<Item = &'a Summary> {
    let (at, is_meant) = (at.clone(), move |summary: &&Summary| {
        summary.opened_at >= since && summary.state != TicketState::Spam
    });
    board.all().filter(is_meant).filter(move |summary| summary.position.as_ref() == Some(&at))
}

/// Somebody asked for a human at a place: counts anew, and begins an incident when that makes many.
pub fn count(incidents: &mut Vec<Incident>, board: &Board, crowd: &Crowd, at: &Position, now: Timestamp) {
    if let Some(incident) = incidents.iter_mut().find(|incident| incident.at == *at && !incident.is_over()) {
        let is_quiet = |until: Timestamp| now.duration_since(until) > QUIET;
        if incident.notice.is_some() || !incident.until.is_some_and(is_quiet) {
            incident.until = asked(board, at, incident.since).map(|summary| summary.opened_at).max();
            incident.count = u32::try_from(incident.whose(board).len()).unwrap_or(u32::MAX);
            return;
        }
        incident.over = Some(Over::Off { at: now.min(incident.until.unwrap_or(now)) });
    }
    let before = incidents.iter().filter(|incident| incident.at == *at).filter_map(|incident| incident.over);
    let earliest = now.saturating_sub(crowd.within).unwrap_or(Timestamp::MIN);
    let since = before.map(Over::at).max().map_or(earliest, |over| over.max(earliest));
    let Some(first) = asked(board, at, since).map(|summary| summary.opened_at).min() else { return };
    let mut incident = Incident {
        number: incidents.iter().map(|incident| incident.number).max().unwrap_or_default() + 1,
        at: at.clone(),
        since: first,
        until: asked(board, at, first).map(|summary| summary.opened_at).max(),
        notice: None,
        count: 0,
        over: None,
        banner: None,
        looks: 0,
        on_its_way: false,
    };
    incident.count = u32::try_from(incident.whose(board).len()).unwrap_or(u32::MAX);
    if incident.count >= crowd.learners {
        incidents.push(incident);
        let most = incidents.len().saturating_sub(KEPT);
        let oldest: Vec<u32> =
            incidents.iter().filter(|known| known.is_over()).take(most).map(|known| known.number).collect();
        incidents.retain(|known| !oldest.contains(&known.number));
    }
}

/// Where somebody asked lately, or something is going on.
pub fn places(incidents: &[Incident], board: &Board, crowd: &Crowd, now: Timestamp) -> Vec<Position> {
    let since = now.saturating_sub(crowd.within).unwrap_or(Timestamp::MIN);
    let lately = board.all().filter(|summary| summary.opened_at >= since);
    let going_on = incidents.iter().filter(|incident| !incident.is_over()).map(|incident| &incident.at);
    let mut places: Vec<Position> =
        lately.filter_map(|summary| summary.position.as_ref()).chain(going_on).cloned().collect();
    places.sort();
    places.dedup();
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::fixture::{at, place, summary};

    fn counted(incidents: &[Incident]) -> Vec<(u32, u32, bool)> {
        incidents.iter().map(|known| (known.number, known.count, known.is_over())).collect()
    }

    /// Who asked when, in minutes, and what came of it each time.
    fn play(asks: &[(&str, i64)]) -> (Board, Vec<Incident>) {
        let (mut board, mut incidents) = (Board::default(), Vec::new());
        for (number, (who, minute)) in (1..).zip(asks) {
            board.put(summary(number, who, at(minute * 60)));
            count(&mut incidents, &board, &Crowd::default(), &place(), at(minute * 60));
        }
        (board, incidents)
    }

    #[test]
    fn five_within_ten_minutes_are_an_incident_and_it_grows() {
        let four = [("a", 0), ("b", 2), ("c", 3), ("d", 4)];
        assert_eq!(counted(&play(&four).1), []);
        let slow = [("a", 0), ("b", 2), ("c", 3), ("d", 4), ("e", 11)];
        assert_eq!(counted(&play(&slow).1), [], "not within ten minutes");
        let five = [("a", 0), ("b", 2), ("c", 3), ("d", 4), ("e", 9)];
        assert_eq!(counted(&play(&five).1), [(1, 5, false)]);
        let more = [five.to_vec(), vec![("f", 30), ("g", 90)]].concat();
        assert_eq!(counted(&play(&more).1), [(1, 7, false)], "one incident, however long it takes");
    }

    #[test]
    fn somebody_who_asks_again_and_again_is_one_learner() {
        let asks = [("a", 0), ("a", 1), ("a", 2), ("b", 3), ("c", 4), ("d", 5)];
        assert_eq!(counted(&play(&asks).1), []);
        let (board, incidents) = play(&[asks.to_vec(), vec![("e", 6)]].concat());
        assert_eq!(counted(&incidents), [(1, 5, false)]);
        let numbers: Vec<u64> = incidents[0].whose(&board).iter().map(|(number, _)| number.0).collect();
        assert_eq!(numbers, [3, 4, 5, 6, 7], "their newest ticket each");
    }

    #[test]
    fn what_was_taken_back_begins_anew_with_those_who_come_after() {
        let (mut board, mut incidents) = play(&[("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)]);
        incidents[0].over = Some(Over::Off { at: at(5 * 60) });
        let crowd = Crowd::default();
        for (number, who) in (6..).zip(["f", "g", "h", "i"]) {
            board.put(summary(number, who, at(6 * 60)));
            count(&mut incidents, &board, &crowd, &place(), at(6 * 60));
        }
        assert_eq!(counted(&incidents), [(1, 5, true)]);
        board.put(summary(10, "j", at(7 * 60)));
        count(&mut incidents, &board, &crowd, &place(), at(7 * 60));
        assert_eq!(counted(&incidents), [(1, 5, true), (2, 5, false)]);
    }

    #[test]
    fn an_incident_that_nobody_speaks_of_ends_with_a_quiet_day() {
        let five = [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)];
        let late = [five.to_vec(), vec![("f", 2 * 24 * 60)]].concat();
        assert_eq!(counted(&play(&late).1), [(1, 5, true)]);
    }

    #[test]
    fn the_count_is_read_off_the_board() {
        let (mut board, mut incidents) = play(&[("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)]);
        incidents[0].count = 0;
        board.put(summary(6, "f", at(300)));
        assert_eq!(places(&incidents, &board, &Crowd::default(), at(86_400)), [place()]);
        count(&mut incidents, &board, &Crowd::default(), &place(), at(310));
        assert_eq!(counted(&incidents), [(1, 6, false)]);
    }
}
