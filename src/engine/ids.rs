//! Names of things, each a type of its own: two strings are easily swapped.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "`{}`", self.0)
            }
        }
    };
}

id!(
    /// A dialog or an answer: both are topics that an intent can start.
    DialogId
);
id!(
    /// A state, unique within its dialog.
    StateId
);
id!(
    /// Something a dialog remembers, unique within its dialog.
    SlotId
);
id!(
    /// What a text means.
    IntentId
);
id!(
    /// A choice of a state, unique within the state.
    LabelId
);
id!(
    /// A language tag as in `locales/` (BCP 47), `zh-TW`.
    LocaleId
);
id!(
    /// A message of the `.ftl` files, `popup-blocked-ask-device`, or one of its attributes, `popup-blocked.title`.
    TextKey
);
id!(
    /// A clock of one conversation; setting it anew replaces it.
    TimerName
);

/// Counts the tickets of one data directory, from 1: what a learner and an agent call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(pub u64);

/// It is no number of such a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNumber;

impl FromStr for TicketNumber {
    type Err = NoNumber;

    /// `12`, or `#12` as it is shown.
    fn from_str(text: &str) -> Result<Self, NoNumber> {
        digits(text.strip_prefix('#').unwrap_or(text)).map(Self)
    }
}

impl FromStr for AgentId {
    type Err = NoNumber;

    fn from_str(text: &str) -> Result<Self, NoNumber> {
        digits(text).map(Self)
    }
}

/// Digits only, as they are written: neither signs nor leading zeros, and nothing is number 0.
fn digits<N: FromStr>(text: &str) -> Result<N, NoNumber> {
    let is_written_so = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_written_so { text.parse().map_err(|_| NoNumber) } else { Err(NoNumber) }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A human at the help desk, by the channel's number of their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(pub i64);

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One conversation on one channel: `telegram:12345`, `terminal:local`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(Arc<str>);

impl ConversationId {
    pub fn new(channel: &str, chat: impl fmt::Display) -> Self {
        Self(format!("{channel}:{chat}").into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn channel(&self) -> &str {
        self.0.split_once(':').map_or("", |(channel, _)| channel)
    }

    /// What the channel calls the chat.
    pub fn chat(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(_, chat)| chat)
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits() {
        assert_eq!("#12".parse(), Ok(TicketNumber(12)));
        assert_eq!("7000000001".parse(), Ok(AgentId(7_000_000_001)));
        for wrong in ["", "#", "##1", "0", "012", "+1", "-1", "1.5", "１", "99999999999999999999"] {
            assert_eq!(wrong.parse::<TicketNumber>(), Err(NoNumber), "{wrong}");
            assert_eq!(wrong.parse::<AgentId>(), Err(NoNumber), "{wrong}");
        }
        assert_eq!("#12".parse::<AgentId>(), Err(NoNumber));
    }
}
