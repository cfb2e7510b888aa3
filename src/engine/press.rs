//! What a button carries: enough to know what it meant, also when its message is years old and the session is gone.
//!
//! The written form has to fit into Telegram's 64 bytes of `callback_data` with room left for a code; `helpbot check` holds
//! the content to [`Press::MAX_LEN`].

use super::event::Command;
use super::ids::{DialogId, LabelId, StateId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// A choice of a state: `c/popup-blocked/ask-device/phone`.
    Choice { dialog: DialogId, state: StateId, label: LabelId },
    /// Start a dialog or give an answer: `t/hotlines`.
    Topic(DialogId),
    /// Do what a command does: `k/menu`.
    Command(Command),
}

impl Press {
    /// Bytes of the written form, 12 below Telegram's limit.
    pub const MAX_LEN: usize = 52;

    /// `None` for anything this version did not write.
    pub fn parse(data: &str) -> Option<Self> {
        let mut parts = data.split('/');
        let press = match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
            ("c", dialog, Some(state), Some(label)) => {
                Self::Choice { dialog: dialog.into(), state: state.into(), label: label.into() }
            }
            ("t", topic, None, None) => Self::Topic(topic.into()),
            ("k", command, None, None) => Self::Command(Command::from_name(command)?),
            _ => return None,
        };
        parts.next().is_none().then_some(press)
    }

    /// The written form.
    pub fn data(&self) -> String {
        match self {
            Self::Choice { dialog, state, label } => {
                ["c", dialog.as_str(), state.as_str(), label.as_str()].join("/")
            }
            Self::Topic(topic) => ["t", topic.as_str()].join("/"),
            Self::Command(command) => ["k", command.name()].join("/"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        for press in [
            Press::Choice { dialog: "a".into(), state: "b".into(), label: "c".into() },
            Press::Topic("hotlines".into()),
            Press::Command(Command::Menu),
        ] {
            assert_eq!(Press::parse(&press.data()), Some(press));
        }
        for forged in ["", "c", "c/a", "c/a/b", "c/a/b/c/d", "t/a/b", "k/dance", "x/y"] {
            assert_eq!(Press::parse(forged), None, "{forged}");
        }
    }
}
