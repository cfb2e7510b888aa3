//! How much Telegram takes, and how much we take of one learner.
//!
//! Telegram counts what sends, edits and deletes; acknowledging a press is free. Its numbers are those of the Bot API's FAQ. The rates stay
//! below them in whatever stretch of time one looks at.

use jiff::SignedDuration;

use super::parts::{LONGEST, LONGEST_CAPTION, count};
use crate::engine::OutboxMessage;
use crate::runtime::{self, Charge, Rate};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub overall_per_s: u32,
    pub chat_per_s: u32,
    /// So many to one chat at once: an answer, the trace of the choice before it, and a little more.
    pub chat_burst: u32,
    /// A group's topics share it.
    pub group_per_min: u32,
    pub learner_per_s: u32,
    /// So many events of one learner at once, as after a while without a network.
    pub learner_burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            overall_per_s: 30,
            chat_per_s: 1,
            chat_burst: 5,
            group_per_min: 20,
            learner_per_s: 1,
            learner_burst: 20,
        }
    }
}

impl Limits {
    pub(super) fn of_channel(&self) -> runtime::Limits {
        let overall = Rate::at_most(self.overall_per_s, SECOND, (self.overall_per_s / 15).max(1));
        let learner = Rate::new(self.learner_burst, every(self.learner_per_s));
        runtime::Limits { overall: Some(overall), learner: Some(learner) }
    }

    /// Groups have negative ids.
    pub(super) fn charge(&self, chat: i64, message: &OutboxMessage) -> Option<Charge> {
        let calls = match message {
            OutboxMessage::Send { text, .. }
            | OutboxMessage::Post { text, .. }
            | OutboxMessage::Edit { text, .. } => count(text, LONGEST),
            OutboxMessage::Copy { messages, .. } => messages.len(),
            OutboxMessage::Caption { text, .. } => count(text, LONGEST_CAPTION),
            OutboxMessage::Settle { .. } | OutboxMessage::Delete { .. } => 1,
            // Making and changing topics counts like a message, as far as one can tell from outside.
            OutboxMessage::Topic(_) => 1,
            OutboxMessage::Acknowledge { .. } => return None,
        };
        let mut rates = vec![Rate::new(self.chat_burst, every(self.chat_per_s))];
        if chat < 0 {
            rates.push(Rate::at_most(self.group_per_min, MINUTE, (self.group_per_min / 4).max(1)));
        }
        Some(Charge { account: chat.to_string(), calls: u32::try_from(calls).unwrap_or(u32::MAX), rates })
    }
}

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn every(per_s: u32) -> SignedDuration {
    SECOND / i32::try_from(per_s).unwrap_or(i32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Markup, MessageRef};

    #[test]
    fn what_sends_or_edits_counts_and_groups_count_twice() {
        let limits = Limits::default();
        let send = |text: &str| OutboxMessage::Send {
            text: Markup(text.to_owned()),
            buttons: Vec::new(),
            quiet: false,
            keys: Vec::new(),
        };
        let settle = OutboxMessage::Settle { on: MessageRef(1), text: Markup::default() };
        let counted = |chat, message: &OutboxMessage| {
            limits.charge(chat, message).map(|charge| (charge.account, charge.calls, charge.rates.len()))
        };
        assert_eq!(counted(42, &send("好")), Some(("42".to_owned(), 1, 1)));
        assert_eq!(counted(42, &send(&"字".repeat(LONGEST + 1))), Some(("42".to_owned(), 2, 1)));
        assert_eq!(counted(-42, &send("好")), Some(("-42".to_owned(), 1, 2)));
        assert_eq!(counted(42, &settle), Some(("42".to_owned(), 1, 1)));
        assert_eq!(counted(42, &OutboxMessage::Delete { on: MessageRef(1) }), Some(("42".to_owned(), 1, 1)));
        assert_eq!(counted(42, &OutboxMessage::Acknowledge { query: "q".to_owned() }), None);
    }
}
