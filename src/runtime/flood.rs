//! How much one learner may send. Pure over `now`, but for its log lines.
//!
//! Beyond the rate a learner is told once, and what else comes is dropped before it costs anything, until it is calm. What is
//! dropped counts as well: who goes on and on hears nothing at all.

use std::collections::HashMap;

use jiff::Timestamp;

use super::rate::{Bucket, Rate};
use crate::store::ConversationId;

pub(super) struct Flood {
    rate: Rate,
    learners: HashMap<ConversationId, Pace>,
    /// Learners at rest are forgotten when there are so many.
    most_learners: usize,
}

struct Pace {
    bucket: Bucket,
    /// How many were dropped since the learner was told; `None` when all is calm.
    dropped: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    In,
    /// The first that is too much: the learner is told in its stead.
    Notice,
    Dropped,
}

/// Learners that are kept at least, so that forgetting is seldom looked for.
const FEW_LEARNERS: usize = 1_024;
/// From so many on, dropped events are counted in the log before it is calm.
const MANY: u64 = 64;

impl Flood {
    pub fn new(rate: Rate) -> Self {
        Self { rate, learners: HashMap::new(), most_learners: FEW_LEARNERS }
    }

    /// `is_backed_up`: so much of this learner is under way that more cannot be let in, however slowly it comes.
    pub fn admit(&mut self, learner: &ConversationId, is_backed_up: bool, now: Timestamp) -> Passage {
        self.forget_the_calm(now);
        let calm = (self.rate.burst() / 4).max(1);
        let pace = self
            .learners
            .entry(learner.clone())
            .or_insert_with(|| Pace { bucket: Bucket::full(self.rate), dropped: None });
        let left = pace.bucket.left(now);
        pace.bucket.take(1, now);
        if pace.dropped.is_some() && left >= calm && !is_backed_up {
            pace.calm_down(learner);
        }
        match &mut pace.dropped {
            Some(dropped) => {
                *dropped += 1;
                if *dropped >= MANY && dropped.is_power_of_two() {
                    tracing::warn!(conversation = %learner, dropped, "goes on and on");
                }
                Passage::Dropped
            }
            None if left < 1 || is_backed_up => {
                tracing::warn!(conversation = %learner, is_backed_up, "too much at once: told, and the rest is dropped");
                pace.dropped = Some(0);
                Passage::Notice
            }
            None => Passage::In,
        }
    }

    fn forget_the_calm(&mut self, now: Timestamp) {
        if self.learners.len() < self.most_learners {
            return;
        }
        self.learners.retain(|learner, pace| {
            let is_calm = pace.bucket.is_full(now);
            if is_calm {
                pace.calm_down(learner);
            }
            !is_calm
        });
        self.most_learners = FEW_LEARNERS.max(2 * self.learners.len());
    }
}

impl Pace {
    fn calm_down(&mut self, learner: &ConversationId) {
        if let Some(dropped) = self.dropped.take() {
            tracing::info!(conversation = %learner, dropped, "it is calm again");
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(s: i64) -> Timestamp {
        Timestamp::from_second(1_772_413_200 + s).expect("in range")
    }

    fn learner(number: usize) -> ConversationId {
        ConversationId::new("test", number)
    }

    fn flood() -> Flood {
        Flood::new(Rate::new(20, SignedDuration::from_secs(1)))
    }

    fn admit(flood: &mut Flood, times: usize, now: i64) -> Vec<Passage> {
        (0..times).map(|_| flood.admit(&learner(1), false, at(now))).collect()
    }

    #[test]
    fn beyond_the_rate_there_is_one_notice_and_then_silence() {
        let mut flood = flood();
        assert_eq!(admit(&mut flood, 20, 0), [Passage::In; 20]);
        assert_eq!(admit(&mut flood, 1, 0), [Passage::Notice]);
        assert_eq!(admit(&mut flood, 500, 1), [Passage::Dropped; 500]);
        assert_eq!(flood.admit(&learner(2), false, at(1)), Passage::In, "somebody else");
        // Who goes on hears nothing, at whatever pace above the allowed one.
        for second in 2..200 {
            assert_eq!(admit(&mut flood, 2, second), [Passage::Dropped; 2], "second {second}");
        }
        // Calm is a quarter of the burst after the debt is paid back.
        assert_eq!(admit(&mut flood, 1, 199 + 24), [Passage::Dropped]);
        assert_eq!(admit(&mut flood, 1, 199 + 24 + 2), [Passage::In]);
        assert_eq!(
            admit(&mut flood, 5, 199 + 24 + 2),
            [[Passage::In; 4].as_slice(), &[Passage::Notice]].concat()
        );
    }

    #[test]
    fn a_steady_learner_is_never_dropped() {
        let mut flood = flood();
        for second in 0..1_000 {
            assert_eq!(admit(&mut flood, 1, second), [Passage::In]);
        }
    }

    #[test]
    fn nothing_more_is_let_in_while_too_much_is_under_way() {
        let mut flood = flood();
        assert_eq!(flood.admit(&learner(1), true, at(0)), Passage::Notice);
        assert_eq!(flood.admit(&learner(1), true, at(100)), Passage::Dropped);
        assert_eq!(flood.admit(&learner(1), false, at(200)), Passage::In);
    }

    #[test]
    fn learners_at_rest_are_forgotten_and_floods_are_not() {
        let mut flood = flood();
        admit(&mut flood, 600, 0);
        for number in 0..20 * FEW_LEARNERS {
            // A thousand in each second.
            let now = i64::try_from(number / 1_000).expect("small");
            flood.admit(&learner(number + 2), false, at(now));
        }
        assert!(flood.learners.len() <= 3 * FEW_LEARNERS, "{}", flood.learners.len());
        assert_eq!(admit(&mut flood, 1, 20), [Passage::Dropped]);
    }
}
