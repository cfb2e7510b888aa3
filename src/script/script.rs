//! A conversation with expectations, as it was written. [`parse`](super::parse) makes it, [`run`](super::run()) plays it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::check::Check;
use crate::engine::AttachmentKind;

/// A line of a script file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub path: Arc<str>,
    pub line: usize,
}

/// With the lines of its parts in their places.
#[derive(Debug, Clone)]
pub struct Script {
    pub name: String,
    pub place: Place,
    pub given: Given,
    pub turns: Vec<Turn>,
}

#[derive(Debug, Clone)]
pub struct Given {
    /// The last `given:` line, or where the script begins.
    pub place: Place,
    /// The language that the channel reports.
    pub locale: Option<String>,
    pub clock: Timestamp,
    /// A directory beside the script, laid over the content.
    pub content: Option<String>,
}

/// Something happens, and what is to follow.
#[derive(Debug, Clone)]
pub struct Turn {
    pub place: Place,
    pub act: Act,
    pub expected: Vec<Expected>,
    pub checks: Vec<(Place, Check)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Say(String),
    Tap(String),
    Send { kind: AttachmentKind, caption: Option<String> },
    Wait(Duration),
    Reload(String),
    Restart,
}

/// A message that the bot is expected to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    pub place: Place,
    pub need: Need,
    pub words: Words,
    pub buttons: Vec<String>,
    /// The lines on which the buttons stand.
    pub button_lines: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Must,
    /// `<?`
    May,
    /// `<*`: has to come, but in any order with its neighbours of the same kind.
    AnyOrder,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// The texts that were merged into the message.
    Keys(Vec<String>),
    Exact(String),
    Contains(String),
}

impl Act {
    /// Whether a human did it, who then waits for an answer.
    pub fn is_the_learners(&self) -> bool {
        matches!(self, Self::Say(_) | Self::Tap(_) | Self::Send { .. })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// As it stands in a script.
impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say(text) => write!(f, "> {text}"),
            Self::Tap(label) => write!(f, "tap {label}"),
            Self::Send { kind, caption: None } => write!(f, "send {}", kind.name()),
            Self::Send { kind, caption: Some(caption) } => {
                write!(f, "send {} {}", kind.name(), quoted(caption))
            }
            Self::Wait(duration) => {
                f.write_str("wait")?;
                let mut seconds = duration.as_secs();
                for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
                    if seconds >= length {
                        write!(f, " {}{unit}", seconds / length)?;
                        seconds %= length;
                    }
                }
                Ok(())
            }
            Self::Reload(directory) => write!(f, "reload {directory}"),
            Self::Restart => f.write_str("restart"),
        }
    }
}

/// As it stands in a script.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.need {
            Need::Must => "<",
            Need::May => "<?",
            Need::AnyOrder => "<*",
        };
        write!(f, "{sign} {}", self.words)
    }
}

/// As it stands in a script.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(keys) => f.write_str(&keys.join(" + ")),
            Self::Exact(text) => f.write_str(&quoted(text)),
            Self::Contains(text) => write!(f, "~{}", quoted(text)),
        }
    }
}

/// `[a] [b]`, as buttons stand in a script.
pub(super) fn bracketed(labels: &[String]) -> String {
    let bracketed =
        labels.iter().map(|label| format!("[{}]", label.replace('\\', "\\\\").replace(']', "\\]")));
    bracketed.collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
