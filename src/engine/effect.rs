//! What the engine asks the shell for. A closed enum and output only.

use serde::{Deserialize, Serialize};

use super::event::{MessageRef, ShownMessage};
use super::heard::Heard;
use super::ids::{DialogId, IntentId, TextKey, TimerName};
use super::press::Press;
use super::session::{Position, Recent};
use super::slot::Slots;

/// Variables for a text: the slots of the dialog that says it.
pub type Args = Slots;

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Say(Say),
    /// Leave a trace of the choice in the message that carried the button, and take its keyboard away.
    Settle {
        on: ShownMessage,
        chosen: TextKey,
    },
    /// Take a message of the learner's away, since personal data stands in it.
    Delete {
        on: MessageRef,
    },
    /// Stop the pressed button's spinner.
    Acknowledge {
        query: String,
    },
    Timer(TimerChange),
    OpenHandoff(HandoffRequest),
    /// What the learner decided about their ticket.
    Desk(DeskAct, Slots),
    /// Something for the editors' list.
    Heard(Heard),
    /// Forget the learner: everything that is kept of them, this step's session too.
    Erase,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// Whose text it is.
    pub dialog: DialogId,
    pub key: TextKey,
    pub args: Args,
    /// Empty: the text is merged with the one that follows in the same turn.
    pub buttons: Vec<Button>,
    pub place: Place,
    /// Without a sound: nobody is waiting for this message.
    pub quiet: bool,
}

/// Navigation edits the message it was pressed on, everything else is a new message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    New,
    InsteadOf(MessageRef),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub label: TextKey,
    pub press: Press,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum TimerChange {
    Set { timer: TimerName, visit: u64, due: jiff::Timestamp },
    Cancel { timer: TimerName },
}

/// What a learner can do about a ticket, as a dialog's state says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeskAct {
    /// Talks to the bot again; the ticket stays.
    Leave,
    /// Waits for the agents again.
    Join,
    /// Needs nobody any more.
    Withdraw,
    /// Says how it was: slots `stars` and `comment`.
    Rate,
    /// It is not solved.
    Reopen,
    /// It is, without anybody's answer.
    Solved,
}

impl DeskAct {
    pub const ALL: [Self; 6] =
        [Self::Leave, Self::Join, Self::Withdraw, Self::Rate, Self::Reopen, Self::Solved];

    pub fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Join => "join",
            Self::Withdraw => "withdraw",
            Self::Rate => "rate",
            Self::Reopen => "reopen",
            Self::Solved => "solved",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// A conversation that a human has to look at, with what they need to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoffRequest {
    pub at: jiff::Timestamp,
    pub reason: HandoffReason,
    /// Where the learner stood, the interrupted dialogs below it.
    pub path: Vec<Position>,
    pub slots: Slots,
    /// States that the learner was led through before, oldest first: what was advised already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advised: Vec<Position>,
    /// The learner's last words, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<Recent>,
    /// What the matcher made of the last text that was not understood, with its confidence in percent, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guesses: Vec<(IntentId, u8)>,
    /// Messages to be handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<MessageRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandoffReason {
    /// The learner asked for one.
    Request,
    /// Several texts in a row were not understood.
    NoMatch,
    /// The last remedy of a dialog did not help.
    DeadEnd,
    /// Something went wrong on our side.
    Error,
}

impl HandoffReason {
    /// The value of the slot `reason` in the `human` dialog.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::NoMatch => "no-match",
            Self::DeadEnd => "dead-end",
            Self::Error => "error",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Request, Self::NoMatch, Self::DeadEnd, Self::Error]
            .into_iter()
            .find(|reason| reason.name() == name)
    }
}
