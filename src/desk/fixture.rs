//! Rows for the tests of this room.

use jiff::Timestamp;

use super::board::Summary;
use super::ticket::TicketState;
use crate::engine::{ConversationId, HandoffReason, Position, TicketNumber};

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

pub fn place() -> Position {
    Position { dialog: "popup-blocked".into(), state: "ask-browser".into() }
}

/// A ticket that nobody has answered.
pub fn summary(number: u64, who: &str, opened_at: Timestamp) -> Summary {
    Summary {
        number: TicketNumber(number),
        conversation: ConversationId::new("test", who),
        state: TicketState::New,
        opened_at,
        reason: HandoffReason::Request,
        position: Some(place()),
        assignee: None,
        answered_at: None,
        resolved_at: None,
        held_since: None,
        over_since: None,
        reopened: 0,
        intent: None,
        rating: None,
        merged_into: None,
        topic: None,
        words: String::new(),
    }
}
