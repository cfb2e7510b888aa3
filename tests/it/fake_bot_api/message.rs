//! A message, as those who can see it see it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::state::BOT_ID;

/// Stands for every administrator who writes in the name of the group.
pub const ANONYMOUS_ID: i64 = 1_087_968_824;

/// The fields that hold what a message shows beside text; only some of it comes with a caption.
const KINDS: [&str; 11] = [
    "animation",
    "audio",
    "document",
    "photo",
    "video",
    "voice",
    "sticker",
    "location",
    "contact",
    "poll",
    "video_note",
];
const CAPTIONED: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: i64,
    pub by_bot: bool,
    /// Who wrote it, as the Bot API shows them.
    sender: Value,
    /// The topic; none in General, and in chats without topics.
    pub thread: Option<i64>,
    /// What it answers; not the message that created the topic.
    pub reply_to: Option<i64>,
    /// As it is shown.
    pub text: String,
    /// As the bot sent it, or last edited it.
    pub html: String,
    /// As the bot first sent it.
    pub first: String,
    pub keyboard: Vec<Vec<Key>>,
    pub media: Option<Media>,
    /// What it shows that is none of the above: what happened in the chat, or what the fake knows nothing of.
    other: Map<String, Value>,
    pub is_service: bool,
    pub copy_of: Option<Origin>,
    /// By who reacted.
    pub reactions: BTreeMap<i64, String>,
    pub is_pinned: bool,
    pub is_quiet: bool,
    pub edits: usize,
    /// Old messages can be neither edited nor deleted.
    pub is_frozen: bool,
}

/// A button. Pressed, it sends its data; the others have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key {
    pub label: String,
    pub data: String,
    /// The address that it opens.
    pub url: Option<String>,
    /// The text that it copies.
    pub copies: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The name of the field that holds it, such as `photo`.
    pub kind: &'static str,
    pub what: Value,
    pub caption: String,
    /// The `media_group_id`.
    pub album: Option<String>,
}

/// Where a copy was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub chat: i64,
    pub message: i64,
    /// Who wrote the original.
    pub from: i64,
}

/// What somebody is about to write.
pub struct Draft {
    pub sender: Value,
    pub thread: Option<i64>,
    pub reply_to: Option<i64>,
    pub fields: Value,
}

impl Draft {
    pub fn new(sender: Value, fields: Value) -> Self {
        Self { sender, thread: None, reply_to: None, fields }
    }
}

impl Message {
    pub fn new(id: i64, draft: Draft) -> Self {
        let Draft { sender, thread, reply_to, fields } = draft;
        let mut other = if let Value::Object(fields) = fields { fields } else { Map::new() };
        let kind = KINDS.into_iter().find(|kind| other.contains_key(*kind));
        let mut take = |name: &str| other.remove(name);
        let words = |value: Option<Value>| value?.as_str().map(str::to_owned);
        let text = words(take("text")).unwrap_or_default();
        let media = kind.map(|kind| Media {
            kind,
            what: take(kind).expect("it was found"),
            caption: words(take("caption")).unwrap_or_default(),
            album: words(take("media_group_id")),
        });
        Self {
            id,
            by_bot: sender["id"] == BOT_ID,
            sender,
            thread,
            reply_to,
            text,
            html: String::new(),
            first: String::new(),
            keyboard: Vec::new(),
            media,
            is_service: false,
            other,
            copy_of: None,
            reactions: BTreeMap::new(),
            is_pinned: false,
            is_quiet: false,
            edits: 0,
            is_frozen: false,
        }
    }

    /// Who wrote it.
    pub fn from(&self) -> i64 {
        self.sender["id"].as_i64().expect("everybody has an id")
    }

    /// The album that it is part of.
    pub fn album(&self) -> Option<&str> {
        self.media.as_ref()?.album.as_deref()
    }

    /// Whether it tells of the creation of a topic.
    pub fn creates_topic(&self) -> bool {
        self.other.contains_key("forum_topic_created")
    }

    /// The name of what happened, such as `forum_topic_closed`.
    pub fn service(&self) -> Option<&str> {
        let name = self.other.keys().next().map(String::as_str);
        name.filter(|_| self.is_service)
    }

    /// As the Bot API shows it, but for what it answers.
    pub fn json(&self, chat: &Value) -> Value {
        let mut message = json!({
            "message_id": self.id,
            "date": 1_772_000_000 + self.id,
            "chat": chat,
            "from": self.sender,
        });
        let fields = message.as_object_mut().expect("just made");
        fields.extend(self.other.clone());
        let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        if self.from() == ANONYMOUS_ID {
            set("sender_chat", chat.clone());
        }
        if self.edits > 0 {
            set("edit_date", json!(1_772_100_000));
        }
        if let Some(thread) = self.thread {
            set("message_thread_id", json!(thread));
            set("is_topic_message", json!(true));
        }
        if !self.text.is_empty() {
            set("text", json!(self.text));
        }
        if let Some(media) = &self.media {
            set(media.kind, media.what.clone());
            if !media.caption.is_empty() {
                set("caption", json!(media.caption));
            }
            if let Some(album) = &media.album {
                set("media_group_id", json!(album));
            }
        }
        if !self.keyboard.is_empty() {
            let rows: Vec<Vec<Value>> =
                self.keyboard.iter().map(|row| row.iter().map(Key::json).collect()).collect();
            set("reply_markup", json!({ "inline_keyboard": rows }));
        }
        message
    }

    /// The labels, row by row.
    pub fn labels(&self) -> Vec<Vec<&str>> {
        self.keyboard.iter().map(|row| row.iter().map(|key| key.label.as_str()).collect()).collect()
    }

    /// What the button that is labelled like this sends.
    pub fn press(&self, label: &str) -> Option<&str> {
        let mut keys = self.keyboard.iter().flatten();
        keys.find(|key| key.label == label && !key.data.is_empty()).map(|key| key.data.as_str())
    }
}

impl Key {
    fn json(&self) -> Value {
        let mut key = json!({ "text": self.label });
        if let Some(url) = &self.url {
            key["url"] = json!(url);
        } else if let Some(text) = &self.copies {
            key["copy_text"] = json!({ "text": text });
        } else {
            key["callback_data"] = json!(self.data);
        }
        key
    }
}

impl Media {
    pub fn may_have_caption(&self) -> bool {
        KINDS[..CAPTIONED].contains(&self.kind)
    }
}
