//! Numbers of things at the desk, each a type of its own, as engine's names are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A ticket, counted over all learners from 1. People read and type it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(pub u64);

/// An agent, as the channel counts people. Names are no ids: they change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(pub i64);

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

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Digits only, as they are written: neither signs nor leading zeros, and nothing is number 0.
fn digits<N: FromStr>(text: &str) -> Result<N, NoNumber> {
    let is_written_so = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_written_so { text.parse().map_err(|_| NoNumber) } else { Err(NoNumber) }
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
