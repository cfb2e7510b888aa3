//! A message with its final words, as the outbox keeps it and a channel delivers it.

use serde::{Deserialize, Serialize};

use super::event::MessageRef;
use super::ids::ConversationId;
use crate::intent::normalise::fold;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum OutboxMessage {
    Send {
        text: Markup,
        buttons: Vec<Button>,
        quiet: bool,
        /// The texts it was made of, for scripts and the desk.
        keys: Vec<String>,
    },
    /// Replaces text and keyboard of a message that was sent before.
    Edit { on: MessageRef, text: Markup, buttons: Vec<Button>, keys: Vec<String> },
    /// Replaces the caption of what was carried before.
    Caption { on: MessageRef, text: Markup, keys: Vec<String> },
    /// Leaves a trace of the choice in a message that was answered, and takes its keyboard away. Says nothing new.
    Settle { on: MessageRef, text: Markup },
    /// Takes a message of the learner's away. One that cannot be deleted any more stays.
    Delete { on: MessageRef },
    /// Stops the spinner of a pressed button.
    Acknowledge { query: String },
    /// Carries what somebody sent into another chat, as it is but for the caption.
    Copy {
        /// The chat that it is in, by the name of its conversation.
        from: ConversationId,
        /// More than one: an album.
        messages: Vec<MessageRef>,
        /// Whatever stands there when it is copied: this one, and none if there is none here.
        caption: Option<Markup>,
        reply_to: Option<MessageRef>,
    },
    /// Says something to the help desk, or as the help desk.
    Post {
        text: Markup,
        buttons: Vec<Button>,
        reply_to: Option<MessageRef>,
        /// To be seen at the top of the topic.
        pinned: bool,
        quiet: bool,
        keys: Vec<String>,
    },
    /// Makes a ticket's topic, or changes it.
    Topic(TopicChange),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum TopicChange {
    Open {
        title: String,
    },
    Rename {
        title: String,
    },
    Close,
    Reopen,
    Delete {
        /// Which one it is: who is erased is remembered nowhere else.
        #[serde(default)]
        topic: Option<MessageRef>,
    },
}

/// Words with the only marks we use, `<b>` and `<code>`; everything else is escaped (`&lt;`, `&gt;`, `&amp;`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Markup(pub String);

impl Markup {
    /// The marks of the language of our texts.
    pub const TAGS: [&'static str; 4] = ["<b>", "</b>", "<code>", "</code>"];

    /// A learner's words, so that they act neither as marks nor on what stands around them: what turns the direction of writing
    /// or steers a terminal is left out.
    pub fn escape(text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        text.chars().for_each(|c| Self::escape_into(&mut escaped, c));
        escaped
    }

    /// As [`Markup::escape`], one character.
    pub fn escape_into(escaped: &mut String, c: char) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() && c != '\n' => {}
            c => escaped.push(c),
        }
    }

    /// Whether both show the same words.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.plain().split_whitespace().eq(other.plain().split_whitespace())
    }

    /// Without marks, for a channel that shows plain text.
    pub fn plain(&self) -> String {
        let mut text = self.0.clone();
        if !text.contains(['<', '&']) {
            return text;
        }
        for tag in Self::TAGS {
            text = text.replace(tag, "");
        }
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    /// What comes back when it is pressed.
    pub press: String,
    pub role: ButtonRole,
}

impl Button {
    /// Whether a typed line is this button's words, as leniently as the engine compares them.
    pub fn is_called(&self, line: &str) -> bool {
        fold(&self.label) == fold(line)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ButtonRole {
    /// An answer to what was asked, or a way onwards.
    Choice,
    /// Back, menu, human: in a row of their own.
    Navigation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_act_on_what_stands_around_them() {
        for (typed, quoted) in [
            ("<b>粗</b> & 細", "&lt;b&gt;粗&lt;/b&gt; &amp; 細"),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("a\u{202e}drowssap\u{202c}b", "adrowssapb"),
            ("\u{2066}\u{2069}\u{200f}\u{200e}\u{61c}好", "好"),
            ("\u{1b}[31m紅\u{7}\r\u{9b}", "[31m紅"),
            ("一行\n兩行 👩‍👩‍👧", "一行\n兩行 👩‍👩‍👧"),
        ] {
            assert_eq!(Markup::escape(typed), quoted, "{typed:?}");
        }
        assert_eq!(Markup(Markup::escape("<b>&amp;")).plain(), "<b>&amp;");
    }
}
