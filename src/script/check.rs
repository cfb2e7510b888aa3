//! What `=` looks at: the session and the requests for a human.

use std::fmt;

use super::error::meant;
use crate::engine::{HandoffReason, HandoffRequest, Session, Value};

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
    /// The newest request for a human.
    Handoff(HandoffReason),
    NoHandoff,
}

const WORDS: [&str; 6] = ["state", "slot", "locale", "depth", "handoff", "no handoff"];

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
            _ => Err(format!("`{text}` is nothing to check{}", meant(word, WORDS))),
        }
    }

    /// What was found instead of what was expected.
    pub fn verify(&self, session: Option<&Session>, handoff: Option<&HandoffRequest>) -> Result<(), String> {
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
                Some(request) => format!("handoff {}", request.reason.name()),
                None => "no handoff".to_owned(),
            },
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
        }
    }
}
