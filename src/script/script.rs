//! A conversation with expectations, as it was written. [`parse`](super::parse) makes it, [`run`](super::run()) plays it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::check::Check;
use super::deed::{AgentAct, Deed};
use super::side::Side;

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
    /// There is a help desk.
    pub desk: bool,
    /// Agents who may do what concerns everybody.
    pub leads: Vec<String>,
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
    Learner(Deed),
    Agent(AgentAct),
    /// The learner blocks the bot.
    Block,
    Unblock,
    Wait(Duration),
    Reload(String),
    Restart,
}

/// A message that the bot is expected to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    pub place: Place,
    /// Where it is said.
    pub side: Side,
    pub need: Need,
    pub words: Words,
    /// Stands in the message that it answers. `None`: whether it answers one does not matter.
    pub answers: Option<String>,
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
    /// What became of a topic: its title, or `closed`, `reopened`, `deleted`.
    Topic(String),
}

impl Words {
    /// What a topic can become, beside having a title.
    pub(super) const TOPIC_STATES: [&str; 3] = ["closed", "reopened", "deleted"];
}

impl Expected {
    /// What is expected, with where unless that is the learner's chat.
    pub(super) fn named(&self) -> String {
        match self.side {
            Side::Learner => self.words.to_string(),
            side => format!("{side} {}", self.words),
        }
    }
}

impl Act {
    /// Whether a human did it, who then waits for an answer.
    pub fn is_the_learners(&self) -> bool {
        matches!(self, Self::Learner(_))
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
            Self::Learner(deed) => write!(f, "{deed}"),
            Self::Agent(act) => write!(f, "{act}"),
            Self::Block => f.write_str("block"),
            Self::Unblock => f.write_str("unblock"),
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
        let need = match self.need {
            Need::Must => "",
            Need::May => "?",
            Need::AnyOrder => "*",
        };
        write!(f, "{}{need} {}", self.side, self.words)
    }
}

/// As it stands in a script.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(keys) => f.write_str(&keys.join(" + ")),
            Self::Exact(text) => f.write_str(&quoted(text)),
            Self::Contains(text) => write!(f, "~{}", quoted(text)),
            Self::Topic(text) if Self::TOPIC_STATES.contains(&text.as_str()) => write!(f, "topic {text}"),
            Self::Topic(title) => write!(f, "topic {}", quoted(title)),
        }
    }
}

/// `[a] [b]`, as buttons stand in a script.
pub(super) fn bracketed(labels: &[String]) -> String {
    let bracketed =
        labels.iter().map(|label| format!("[{}]", label.replace('\\', "\\\\").replace(']', "\\]")));
    bracketed.collect::<Vec<_>>().join(" ")
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
