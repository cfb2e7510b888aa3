//! How soon things are due at the desk: what an operator may set.
//!
//! ```toml
//! first_response = "30min"
//! resolve = "5d"
//! ```

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::clocks::Clock;

/// Each key may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Targets {
    /// Working time until an agent first answers a learner.
    #[serde(deserialize_with = "working")]
    pub first_response: SignedDuration,
    /// Working time until an agent answers what the learner wrote since.
    #[serde(deserialize_with = "working")]
    pub next_response: SignedDuration,
    /// Working time after which a ticket that nobody has taken is announced again.
    #[serde(deserialize_with = "working")]
    pub reannounce: SignedDuration,
    /// Working time of silence after which the agent's ticket is anybody's.
    #[serde(deserialize_with = "working")]
    pub release: SignedDuration,
    /// Working time after which agents are told of a ticket on hold, again and again.
    #[serde(deserialize_with = "working")]
    pub hold: SignedDuration,
    /// Time after the agent's answer until the learner is asked whether it helped.
    #[serde(deserialize_with = "plain")]
    pub nudge: SignedDuration,
    /// Time after the agent's answer until the learner is told that the ticket will be closed.
    #[serde(deserialize_with = "plain")]
    pub closing: SignedDuration,
    /// Time after the agent's answer until the ticket counts as resolved.
    #[serde(deserialize_with = "plain")]
    pub resolve: SignedDuration,
    /// Time during which a resolved ticket can be reopened.
    #[serde(deserialize_with = "plain")]
    pub close: SignedDuration,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetsError {
    #[error("`{key}` is `{found:#}`; expected more than nothing and at most a year")]
    Length { key: &'static str, found: SignedDuration },
    #[error("`{later}` is `{found:#}`; expected more than `{earlier}`, which is `{least:#}`")]
    Order { earlier: &'static str, least: SignedDuration, later: &'static str, found: SignedDuration },
}

const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

impl Targets {
    pub fn of(&self, clock: Clock) -> SignedDuration {
        match clock {
            Clock::FirstResponse => self.first_response,
            Clock::NextResponse => self.next_response,
        }
    }

    fn check(self) -> Result<Self, TargetsError> {
        let all = [
            ("first_response", self.first_response),
            ("next_response", self.next_response),
            ("reannounce", self.reannounce),
            ("release", self.release),
            ("hold", self.hold),
            ("nudge", self.nudge),
            ("closing", self.closing),
            ("resolve", self.resolve),
            ("close", self.close),
        ];
        let possible = SignedDuration::from_secs(1)..=LONGEST;
        if let Some((key, found)) = all.into_iter().find(|(_, found)| !possible.contains(found)) {
            return Err(TargetsError::Length { key, found });
        }
        // What the learner is told one after another.
        let [.., nudge, closing, resolve, _] = all;
        for [(earlier, least), (later, found)] in [[nudge, closing], [closing, resolve]] {
            if found <= least {
                return Err(TargetsError::Order { earlier, least, later, found });
            }
        }
        Ok(self)
    }
}

impl Default for Targets {
    fn default() -> Self {
        let hours = SignedDuration::from_hours;
        Self {
            first_response: hours(1),
            next_response: hours(2),
            reannounce: SignedDuration::from_mins(30),
            release: hours(4),
            hold: hours(14),
            nudge: hours(24),
            closing: hours(48),
            resolve: hours(72),
            close: hours(7 * 24),
        }
    }
}

impl<'de> Deserialize<'de> for Targets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)?.check().map_err(D::Error::custom)
    }
}

/// Of working time there are no days, since it would not be plain how long they are.
fn working<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        D::Error::custom(format!("`{text}` is no length of working time; expected something like `1h 30min`"))
    })
}

/// `3d` as well as `72h`.
pub(super) fn plain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let span = text.parse().and_then(|span: Span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    span.map_err(|_| {
        D::Error::custom(format!("`{text}` is no length of time; expected something like `36h` or `3d`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Result<Targets, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn what_is_left_out_is_as_it_was() {
        assert_eq!(targets(""), Ok(Targets::default()));
        let written = targets("first_response = \"30min\"\nresolve = \"5d\"\nclose = \"2w\"").unwrap();
        let expected = Targets {
            first_response: SignedDuration::from_mins(30),
            resolve: SignedDuration::from_hours(5 * 24),
            close: SignedDuration::from_hours(14 * 24),
            ..Targets::default()
        };
        assert_eq!(written, expected);
    }

    #[test]
    fn wrong_targets_are_refused_by_name() {
        for (text, why) in [
            ("answer = \"1h\"", "unknown field `answer`"),
            ("release = \"0s\"", "`release` is `0s`; expected more than nothing"),
            ("nudge = \"-1h\"", "`nudge` is `1h ago`; expected more than nothing"),
            ("close = \"400d\"", "`close` is `9600h`; expected more than nothing and at most a year"),
            ("closing = \"24h\"", "`closing` is `24h`; expected more than `nudge`, which is `24h`"),
            ("resolve = \"1d\"", "`resolve` is `24h`; expected more than `closing`, which is `48h`"),
            ("first_response = \"1d\"", "`1d` is no length of working time"),
            ("hold = \"2d\"", "`2d` is no length of working time"),
            ("hold = \"0h\"", "`hold` is `0s`; expected more than nothing"),
            ("first_response = \"\"", "`` is no length of working time"),
            ("nudge = \"1 month\"", "`1 month` is no length of time"),
            ("nudge = \"soon\"", "`soon` is no length of time"),
        ] {
            let error = targets(text).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
