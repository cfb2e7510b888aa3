//! Times in which the whole channel sends nothing. Pure over `now`.

use std::time::Duration;

use jiff::Timestamp;

use super::channel::Hold;
use crate::store::ConversationId;

#[derive(Debug, Default)]
pub(super) struct Holds {
    channel: Option<Span>,
    /// Conversations that were told how long to wait, and are still waiting.
    told: Vec<(ConversationId, Span)>,
}

/// Over as well when the clock was set back before it.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Timestamp,
    until: Timestamp,
}

/// How long one message's failure may keep all others waiting, unless the far side said how long.
const LONGEST_GUESS: Duration = Duration::from_secs(2);
/// So many conversations that are told to wait at the same time mean that it is the overall limit.
const TOLD_TOGETHER: usize = 3;

impl Holds {
    /// Until when nobody sends.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        self.channel.filter(|span| span.lasts(now)).map(|span| span.until)
    }

    /// A message has to be tried again: `told` is what the far side said, `wait` what the message itself waits.
    pub fn refused(
        &mut self,
        conversation: &ConversationId,
        told: Option<Duration>,
        hold: Hold,
        wait: Duration,
        now: Timestamp,
    ) {
        match (hold, told) {
            (Hold::Channel, told) => self.hold(told.unwrap_or(wait.min(LONGEST_GUESS)), now),
            (Hold::Conversation, Some(told)) => {
                self.told.retain(|(other, span)| span.lasts(now) && other != conversation);
                self.told.push((conversation.clone(), Span::new(told, now)));
                if self.told.len() >= TOLD_TOGETHER {
                    self.told.clear();
                    self.hold(told, now);
                }
            }
            (Hold::Conversation, None) => {}
        }
    }

    fn hold(&mut self, wait: Duration, now: Timestamp) {
        let new = Span::new(wait, now);
        let longer = self.channel.filter(|span| span.lasts(now) && span.until > new.until);
        self.channel = Some(longer.unwrap_or(new));
    }
}

impl Span {
    fn new(wait: Duration, now: Timestamp) -> Self {
        Self { from: now, until: now.checked_add(wait).unwrap_or(Timestamp::MAX) }
    }

    fn lasts(&self, now: Timestamp) -> bool {
        (self.from..self.until).contains(&now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: i64) -> Timestamp {
        Timestamp::from_second(1_772_413_200 + s).expect("in range")
    }

    const WAIT: Duration = Duration::from_secs(30);

    fn chat(number: u32) -> ConversationId {
        ConversationId::new("test", number)
    }

    #[test]
    fn a_guess_keeps_all_others_for_a_moment_and_a_told_time_for_as_long_as_told() {
        let mut holds = Holds::default();
        holds.refused(&chat(1), None, Hold::Conversation, WAIT, at(0));
        assert_eq!(holds.until(at(0)), None);
        holds.refused(&chat(1), None, Hold::Channel, WAIT, at(0));
        assert_eq!(holds.until(at(0)), Some(at(2)));
        holds.refused(&chat(1), Some(WAIT), Hold::Channel, WAIT, at(0));
        holds.refused(&chat(1), None, Hold::Channel, WAIT, at(1));
        assert_eq!((holds.until(at(29)), holds.until(at(30))), (Some(at(30)), None));
    }

    #[test]
    fn many_who_are_told_to_wait_mean_the_overall_limit() {
        let mut holds = Holds::default();
        let mut told = |number, now| {
            holds.refused(&chat(number), Some(WAIT), Hold::Conversation, WAIT, at(now));
            holds.until(at(now))
        };
        assert_eq!([told(1, 0), told(1, 1), told(2, 2)], [None; 3], "two are two chats' own limits");
        assert_eq!([told(3, 40), told(4, 41)], [None; 2], "the others' waits are over");
        assert_eq!(told(5, 42), Some(at(72)));
    }

    #[test]
    fn a_clock_that_is_set_back_ends_a_hold() {
        let mut holds = Holds::default();
        holds.refused(&chat(1), Some(WAIT), Hold::Channel, WAIT, at(0));
        assert_eq!(holds.until(at(-3_600)), None);
    }
}
