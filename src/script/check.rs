//! What `=` looks at: the session and the requests for a human.

use std::fmt;

use super::error::meant;
use crate::desk::TicketState;
use crate::engine::{HandoffReason, Session, Value};
use crate::store::Handoff;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// `dialog/state`
    State(String),
    Idle,
    Slot {
        name: String,
        value: String,
    },
    Locale(String),
    /// Dialogs on the stack.
    Depth(usize),
    /// The request for a human that is not over, else the newest.
    Handoff(HandoffReason),
    NoHandoff,
    /// Who may write to the learner: `bot`, `queued` or `agent`.
    Control(String),
    /// The state of its ticket.
    Ticket(TicketState),
    NoTicket,
    /// Who takes care of it; `nobody`.
    Assignee(String),
    /// Its stars.
    Rating(u8),
    NoRating,
    /// The learner's last message was taken away from the chat.
    Deleted,
}

/// What can be looked at.
pub struct Findings<'a> {
    pub session: Option<&'a Session>,
    /// The one that is not over, else the newest.
    pub handoff: Option<&'a Handoff>,
    pub deleted: bool,
}

const WORDS: [&str; 11] = [
    "state",
    "slot",
    "locale",
    "depth",
    "handoff",
    "no handoff",
    "control",
    "ticket",
    "assignee",
    "rating",
    "deleted",
];

impl Check {
    /// Reads one check; an error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "state" if rest == "idle" => Ok(Self::Idle),
            "state" => match rest.split_once('/') {
                Some((dialog, state)) if !dialog.is_empty() && !state.is_empty() && !state.contains('/') => {
                    Ok(Self::State(rest.to_owned()))
                }
                _ => Err(format!("`{text}` lacks the dialog: expected `state dialog/state` or `state idle`")),
            },
            "slot" => match rest.split_once('=') {
                Some((name, value)) if !name.trim().is_empty() => {
                    Ok(Self::Slot { name: name.trim().to_owned(), value: value.trim().to_owned() })
                }
                _ => Err(format!("`{text}` lacks a value: expected `slot name=value`")),
            },
            "locale" if !rest.is_empty() => Ok(Self::Locale(rest.to_owned())),
            "depth" => rest
                .parse()
                .map(Self::Depth)
                .map_err(|_| format!("`{rest}` is not a number: expected `depth 2`")),
            "handoff" => HandoffReason::from_name(rest).map(Self::Handoff).ok_or_else(|| {
                format!("`{rest}` is no reason for a handoff: expected `request`, `no-match`, `dead-end` or `error`")
            }),
            "no" if rest == "handoff" => Ok(Self::NoHandoff),
            "no" if rest == "ticket" => Ok(Self::NoTicket),
            "no" if rest == "rating" => Ok(Self::NoRating),
            "control" if ["bot", "queued", "agent"].contains(&rest) => Ok(Self::Control(rest.to_owned())),
            "control" => Err(format!("`{rest}` is nobody in control: expected `bot`, `queued` or `agent`")),
            "ticket" => {
                let found = TicketState::ALL.into_iter().find(|state| state.name() == rest);
                let names = TicketState::ALL.map(TicketState::name).join("`, `");
                found
                    .map(Self::Ticket)
                    .ok_or_else(|| format!("`{rest}` is no state of a ticket: expected one of `{names}`"))
            }
            "assignee" if !rest.is_empty() => Ok(Self::Assignee(rest.to_owned())),
            "rating" => {
                let stars = rest.parse().ok().filter(|stars| (1..=5).contains(stars));
                stars.map(Self::Rating).ok_or_else(|| format!("`{rest}` is no rating: expected 1 to 5"))
            }
            "deleted" if rest.is_empty() => Ok(Self::Deleted),
            _ => Err(format!("`{text}` is nothing to check{}", meant(word, WORDS))),
        }
    }

    /// What was found instead of what was expected.
    pub fn verify(&self, &Findings { session, handoff, deleted }: &Findings<'_>) -> Result<(), String> {
        let ticket = handoff.and_then(|handoff| handoff.ticket.as_ref());
        let top = session.and_then(Session::top);
        let found = match self {
            Self::State(_) | Self::Idle => match top {
                Some(frame) => format!("state {}", frame.position()),
                None => "state idle".to_owned(),
            },
            Self::Slot { name, .. } => {
                // The dialog at hand first, then those that it interrupted or that called it.
                let frames = session.map_or(&[][..], |session| &session.stack).iter().rev();
                match frames.filter_map(|frame| frame.slots.get(name.as_str())).next() {
                    Some(value) => format!("slot {name}={}", shown(value)),
                    None => format!("slot {name} not set"),
                }
            }
            Self::Locale(_) => match session {
                Some(session) => format!("locale {}", session.locale),
                None => "no session".to_owned(),
            },
            Self::Depth(_) => format!("depth {}", session.map_or(0, |session| session.stack.len())),
            Self::Handoff(_) | Self::NoHandoff => match handoff {
                Some(handoff) => format!("handoff {}", handoff.request.reason.name()),
                None => "no handoff".to_owned(),
            },
            Self::Control(_) => {
                format!("control {}", session.map(|session| session.control).unwrap_or_default().name())
            }
            Self::Ticket(_) | Self::NoTicket => match ticket {
                Some(ticket) => format!("ticket {}", ticket.state().name()),
                None => "no ticket".to_owned(),
            },
            Self::Assignee(_) => {
                let assignee = ticket.and_then(|ticket| ticket.assignee.as_ref());
                format!("assignee {}", assignee.map_or("nobody", |assignee| &assignee.name))
            }
            Self::Rating(_) | Self::NoRating => match ticket.and_then(|ticket| ticket.rating.as_ref()) {
                Some(rating) => format!("rating {}", rating.stars),
                None => "no rating".to_owned(),
            },
            Self::Deleted if deleted => "deleted".to_owned(),
            Self::Deleted => "still there".to_owned(),
        };
        if found == self.to_string() { Ok(()) } else { Err(found) }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Truth(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}

/// As it stands in a script.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(position) => write!(f, "state {position}"),
            Self::Idle => f.write_str("state idle"),
            Self::Slot { name, value } => write!(f, "slot {name}={value}"),
            Self::Locale(locale) => write!(f, "locale {locale}"),
            Self::Depth(depth) => write!(f, "depth {depth}"),
            Self::Handoff(reason) => write!(f, "handoff {}", reason.name()),
            Self::NoHandoff => f.write_str("no handoff"),
            Self::Control(who) => write!(f, "control {who}"),
            Self::Ticket(state) => write!(f, "ticket {}", state.name()),
            Self::NoTicket => f.write_str("no ticket"),
            Self::Assignee(who) => write!(f, "assignee {who}"),
            Self::Rating(stars) => write!(f, "rating {stars}"),
            Self::NoRating => f.write_str("no rating"),
            Self::Deleted => f.write_str("deleted"),
        }
    }
}
