//! What the engine asks the shell for. A closed enum and output only.

use serde::{Deserialize, Serialize};

use super::event::{MessageRef, ShownMessage};
use super::ids::{DialogId, TextKey, TimerName};
use super::press::Press;
use super::session::Position;
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

/// A conversation that a human has to look at, with what they need to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoffRequest {
    pub at: jiff::Timestamp,
    pub reason: HandoffReason,
    /// Where the learner stood, the interrupted dialogs below it.
    pub path: Vec<Position>,
    pub slots: Slots,
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
