//! What may move a conversation. A closed enum and input only: channels make events, the engine reads them.

use serde::{Deserialize, Serialize};

use super::desk_event::DeskEvent;
use super::ids::{LocaleId, TimerName};
use super::outgoing::Markup;

/// A message as its channel knows it, so that it can be edited later. Opaque to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageRef(pub i64);

/// A message of ours as the channel shows it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMessage {
    pub message: MessageRef,
    pub text: Markup,
}

/// The message that a learner's words came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Original {
    /// `None` where the channel can delete nothing.
    pub message: Option<MessageRef>,
    /// Personal data stood in it, which the gate has taken out of the words.
    pub masked: bool,
    /// The words were changed after they had been sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// The message that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// The learner wrote (or edited) a message.
    Text {
        text: String,
        #[serde(flatten)]
        original: Original,
    },
    /// The learner pressed a button.
    Choice {
        /// The button's data, as [`Press`](super::Press) writes it. May be forged or years old.
        press: String,
        /// The message that carries the button, where the channel can edit it.
        on: Option<ShownMessage>,
        /// The channel's id for this press when it wants an acknowledgement (Telegram's callback query).
        query: Option<String>,
    },
    Command {
        command: Command,
        /// What follows the command: a topic's id in `/start popup-blocked`.
        argument: Option<String>,
        #[serde(flatten)]
        original: Original,
    },
    /// Something that is not text; its caption is treated as text.
    Attachment {
        kind: AttachmentKind,
        caption: Option<String>,
        #[serde(flatten)]
        original: Original,
        /// Further pieces of the same album.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<MessageRef>,
        /// Of an album that was answered before: it wants no answer of its own.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        belated: bool,
    },
    /// The learner opened a chat that shows nothing of what was said before: a terminal, a page.
    Opened {
        /// Forget what was.
        fresh: bool,
        /// The language that was asked for.
        locale: Option<LocaleId>,
    },
    /// Somebody addressed the bot in a group: it helps in private chats only.
    GroupChat {
        /// As in [`Event::Choice`], when it was a button there.
        query: Option<String>,
    },
    /// The learner sends more than can be answered, of which this is the first piece. What follows is dropped until it is calm.
    TooMuch {
        /// As in [`Event::Choice`], when it was a button.
        query: Option<String>,
    },
    /// Nothing that is said arrives any more: the bot was blocked, the account is gone.
    Unreachable,
    /// The bot was unblocked. Any other sign of life says the same.
    Reachable,
    /// A clock ran out. `visit` tells whether the learner still is where it was set.
    TimerDue { timer: TimerName, visit: u64 },
    /// Something happened at the help desk.
    Desk(DeskEvent),
}

impl Event {
    /// Words, with nothing masked in them.
    pub fn text(text: &str) -> Self {
        Self::Text { text: text.to_owned(), original: Original::default() }
    }

    /// Whether the learner did something, rather than something happening to the conversation.
    pub fn is_learners(&self) -> bool {
        match self {
            Self::Text { .. }
            | Self::Choice { .. }
            | Self::Command { .. }
            | Self::Attachment { .. }
            | Self::Opened { .. }
            | Self::GroupChat { .. }
            | Self::TooMuch { .. } => true,
            Self::Unreachable | Self::Reachable | Self::TimerDue { .. } | Self::Desk(_) => false,
        }
    }

    pub fn command(command: Command) -> Self {
        Self::Command { command, argument: None, original: Original::default() }
    }

    /// The learner's words and the message that they came in, for those who take something out of them.
    pub fn words(&mut self) -> Option<(&mut String, &mut Original)> {
        match self {
            Self::Text { text, original } => Some((text, original)),
            Self::Command { argument: Some(words), original, .. }
            | Self::Attachment { caption: Some(words), original, .. } => Some((words, original)),
            Self::Command { argument: None, .. }
            | Self::Attachment { caption: None, .. }
            | Self::Choice { .. }
            | Self::Opened { .. }
            | Self::GroupChat { .. }
            | Self::TooMuch { .. }
            | Self::Unreachable
            | Self::Reachable
            | Self::TimerDue { .. }
            | Self::Desk(_) => None,
        }
    }

    /// The message that the learner sent, as its channel knows it.
    pub fn original(&mut self) -> Option<&mut Original> {
        match self {
            Self::Text { original, .. }
            | Self::Command { original, .. }
            | Self::Attachment { original, .. } => Some(original),
            _ => None,
        }
    }

    /// The message came by a channel that can delete it.
    pub fn in_message(mut self, on: Option<MessageRef>) -> Self {
        if let Some(original) = self.original() {
            original.message = on;
        }
        self
    }

    /// Something that is not text, with nothing masked in its caption.
    pub fn attachment(kind: AttachmentKind, caption: Option<&str>) -> Self {
        Self::Attachment {
            kind,
            caption: caption.map(str::to_owned),
            original: Original::default(),
            others: Vec::new(),
            belated: false,
        }
    }

    /// The press that wants an acknowledgement.
    pub fn query(&self) -> Option<&str> {
        match self {
            Self::Choice { query, .. } | Self::GroupChat { query } | Self::TooMuch { query } => {
                query.as_deref()
            }
            Self::Desk(DeskEvent::Pressed { query, .. }) => Some(query),
            _ => None,
        }
    }

    /// A text as it was typed: a command when it begins with `/`, else words.
    ///
    /// `/help@some_bot` is read as `/help`. An unknown command stays text, so that it is answered like any other words.
    pub fn typed(text: &str) -> Self {
        let trimmed = text.trim();
        if let Some(rest) = trimmed.strip_prefix('/') {
            let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let name = name.split('@').next().unwrap_or(name);
            if let Some(command) = Command::from_name(name) {
                let argument = argument.trim();
                let argument = (!argument.is_empty()).then(|| argument.to_owned());
                return Self::Command { command, argument, original: Original::default() };
            }
        }
        Self::text(text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    Start,
    Menu,
    Help,
    Back,
    Restart,
    Cancel,
    Language,
    Human,
    Bot,
    Privacy,
    MyData,
    Forget,
}

impl Command {
    /// In the order in which a menu of commands shows them.
    pub const ALL: [Self; 12] = [
        Self::Start,
        Self::Menu,
        Self::Help,
        Self::Back,
        Self::Restart,
        Self::Cancel,
        Self::Language,
        Self::Human,
        Self::Bot,
        Self::Privacy,
        Self::MyData,
        Self::Forget,
    ];

    /// As it is typed after the slash, and as it stands in data files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Menu => "menu",
            Self::Help => "help",
            Self::Back => "back",
            Self::Restart => "restart",
            Self::Cancel => "cancel",
            Self::Language => "language",
            Self::Human => "human",
            Self::Bot => "bot",
            Self::Privacy => "privacy",
            Self::MyData => "mydata",
            Self::Forget => "forget",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::ALL.into_iter().find(|command| command.name() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentKind {
    Picture,
    Sticker,
    Animation,
    Voice,
    Audio,
    Video,
    Document,
    Location,
    Contact,
    Poll,
    Dice,
    /// A kind this version does not know.
    Other,
}

impl AttachmentKind {
    pub const ALL: [Self; 12] = [
        Self::Picture,
        Self::Sticker,
        Self::Animation,
        Self::Voice,
        Self::Audio,
        Self::Video,
        Self::Document,
        Self::Location,
        Self::Contact,
        Self::Poll,
        Self::Dice,
        Self::Other,
    ];

    /// The value of `{ $kind }` in the `attachment` dialog's text, and the word in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Sticker => "sticker",
            Self::Animation => "animation",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
            Self::Location => "location",
            Self::Contact => "contact",
            Self::Poll => "poll",
            Self::Dice => "dice",
            Self::Other => "other",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_makes_a_command_and_unknown_ones_stay_words() {
        assert_eq!(
            Event::typed(" /start@helpbot popup-blocked "),
            Event::Command {
                command: Command::Start,
                argument: Some("popup-blocked".into()),
                original: Original::default()
            }
        );
        assert_eq!(Event::typed("/HELP"), Event::command(Command::Help));
        assert_eq!(Event::typed("/dance"), Event::text("/dance"));
    }

    /// What waits in the inbox at an update of the program was written by the one before.
    #[test]
    fn an_event_without_its_message_is_read() {
        let read = |json: &str| serde_json::from_str::<Event>(json).expect("readable");
        assert_eq!(read(r#"{"type":"text","text":"hello"}"#), Event::text("hello"));
        let masked = r#"{"type":"attachment","kind":"picture","caption":"●","masked":true}"#;
        let mut event = Event::attachment(AttachmentKind::Picture, Some("●"));
        event.original().expect("an attachment has one").masked = true;
        assert_eq!(read(masked), event);
        let kept = serde_json::to_string(&Event::typed("/human now").in_message(Some(MessageRef(7))));
        assert_eq!(
            read(&kept.expect("it can be written")).words().map(|(_, original)| original.message),
            Some(Some(MessageRef(7)))
        );
    }
}
