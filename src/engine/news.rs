//! What the bot tells a learner of their ticket: the slots of the dialogs that have to do with the help desk.

use jiff::{SignedDuration, Timestamp, tz};

use super::around::Reception;
use super::control::Control;
use super::event::Original;
use super::ids::{TextKey, TicketNumber};
use super::slot::{Slots, Value};

/// The slot `news` of the dialog `ticket`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskNews {
    /// What the learner sent was added to the ticket.
    Added,
    /// An agent is in the conversation.
    Taken,
    /// The agent has left it; another one will come.
    Released,
    /// The bot is silent, and how to talk to it.
    Busy,
    /// An agent waits for the learner's answer.
    Nudge,
    /// And will not wait much longer.
    Closing,
    /// The ticket is over without an answer.
    Closed,
    Reopened,
    /// The agent has handed the learner back.
    Returned,
    /// The ticket goes on as an earlier one: slot `merged` is what it was called.
    Merged,
    /// How it was is not asked any more.
    RatedLate,
}

impl DeskNews {
    pub const ALL: [Self; 11] = [
        Self::Added,
        Self::Taken,
        Self::Released,
        Self::Busy,
        Self::Nudge,
        Self::Closing,
        Self::Closed,
        Self::Reopened,
        Self::Returned,
        Self::Merged,
        Self::RatedLate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Taken => "taken",
            Self::Released => "released",
            Self::Busy => "busy",
            Self::Nudge => "nudge",
            Self::Closing => "closing",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Returned => "returned",
            Self::Merged => "merged",
            Self::RatedLate => "rated-late",
        }
    }
}

/// Who resolved a ticket: the slot `by` of the dialog `resolved`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolvedBy {
    Agent,
    /// The learner said nothing for a long time.
    Silence,
}

impl ResolvedBy {
    pub const ALL: [Self; 2] = [Self::Agent, Self::Silence];

    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Silence => "silence",
        }
    }
}

/// The values of the slot `weekday`.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The learners' time.
const TAIWAN: tz::Offset = tz::offset(8);

/// Whether the desk is open, and when it opens next: `desk`, `queued`, `place`, `month`, `day`, `weekday`, `time`.
pub(super) fn reception(reception: Option<&Reception>) -> Slots {
    let mut slots = Slots::from([("desk".into(), desk(reception))]);
    let Some(reception) = reception else { return slots };
    slots.insert("queued".into(), is(reception.place.is_some()));
    slots.extend(reception.place.map(|place| ("place".into(), Value::Number(place.into()))));
    slots.extend(reception.opens_at.map(moment).unwrap_or_default());
    slots
}

/// The slot `desk`.
pub(super) fn desk(reception: Option<&Reception>) -> Value {
    let desk = match reception {
        None => "none",
        Some(Reception { opens_at: None, .. }) => "open",
        Some(Reception { opens_at: Some(_), .. }) => "closed",
    };
    Value::Text(desk.to_owned())
}

/// The slots of the dialog `masked`. What was attached to a message goes with it.
pub fn masked(original: &Original, attached: bool) -> Slots {
    let deleted = original.message.is_some();
    Slots::from([("deleted".into(), is(deleted)), ("attached".into(), is(deleted && attached))])
}

/// The slot `control`.
pub(super) fn control(control: Control) -> Slots {
    Slots::from([("control".into(), Value::Text(control.name().to_owned()))])
}

pub(super) fn is(is: bool) -> Value {
    Value::Text(if is { "yes" } else { "no" }.to_owned())
}

fn moment(at: Timestamp) -> Slots {
    let at = TAIWAN.to_datetime(at);
    let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).map_or("", |day| WEEKDAYS[day]);
    Slots::from([
        ("month".into(), Value::Number(f64::from(at.month()))),
        ("day".into(), Value::Number(f64::from(at.day()))),
        ("weekday".into(), Value::Text(weekday.to_owned())),
        ("time".into(), Value::Text(at.strftime("%H:%M").to_string())),
    ])
}

/// The slots of the dialog `ticket`.
pub fn desk_slots(
    news: DeskNews,
    who: Control,
    number: Option<TicketNumber>,
    at: Option<&Reception>,
) -> Slots {
    let mut slots = reception(at);
    slots.extend(control(who));
    slots.extend(number.map(ticket).unwrap_or_default());
    slots.insert("news".into(), Value::Text(news.name().to_owned()));
    slots
}

/// The values of the slot `unit`, with their length in seconds.
const UNITS: [(&str, i64); 3] = [("days", 86_400), ("hours", 3_600), ("minutes", 60)];

/// The values of the slot `unit`.
pub const UNIT_NAMES: [&str; 3] = [UNITS[0].0, UNITS[1].0, UNITS[2].0];

/// How much time there is, in the largest unit of which it is at least one: `left`, `unit`.
pub fn time_left(left: SignedDuration) -> Slots {
    let (name, length) = UNITS.into_iter().find(|(_, length)| left.as_secs() >= *length).unwrap_or(UNITS[2]);
    let count = (left.as_secs() + length / 2) / length;
    Slots::from([
        ("left".into(), Value::Number(count.max(1) as f64)),
        ("unit".into(), Value::Text(name.to_owned())),
    ])
}

/// The text of a canned reply, by the name that agents type.
pub fn reply_key(name: &str) -> TextKey {
    TextKey::new(format!("reply-{name}"))
}

/// As a learner is told it.
pub(super) fn ticket(ticket: TicketNumber) -> Slots {
    Slots::from([("ticket".into(), Value::Text(ticket.to_string()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_the_unit_that_people_would_take() {
        for (secs, left, unit) in [
            (86_400, 1.0, "days"),
            (3 * 86_400 - 60, 3.0, "days"),
            (86_399, 24.0, "hours"),
            (5_400, 2.0, "hours"),
            (1_800, 30.0, "minutes"),
            (5, 1.0, "minutes"),
            (-5, 1.0, "minutes"),
        ] {
            let told = time_left(SignedDuration::from_secs(secs));
            let unit = Value::Text(unit.to_owned());
            assert_eq!(told, Slots::from([("left".into(), Value::Number(left)), ("unit".into(), unit)]));
        }
    }
}
