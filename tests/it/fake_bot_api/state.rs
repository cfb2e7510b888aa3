//! Telegram's side of the story: chats and their messages, the queue of updates, pressed buttons, the bot's profile.
//!
//! Plain data; `methods` changes it for the bot, `learner` for the people.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};

use super::fault::Fault;
use super::pace::Pace;
use super::weather::Weather;

pub const BOT_ID: i64 = 777;
pub const BOT_NAME: &str = "elearn_helpbot";

#[derive(Default)]
pub struct State {
    pub chats: BTreeMap<i64, Chat>,
    pub updates: VecDeque<Value>,
    next_update: i64,
    /// The kinds that the last poll asked for; `None` before the first.
    pub allowed_updates: Option<Vec<String>>,
    /// The number of the poll that may wait; an older one is sent away.
    pub poll: u64,
    pub queries: BTreeMap<String, Query>,
    /// By method name without `getMy`/`setMy`, and language code.
    pub profile: HashMap<(String, String), Value>,
    /// What the bot did that the Bot API does not allow.
    pub violations: Vec<String>,
    /// Calls by method.
    pub calls: HashMap<String, usize>,
    pub faults: HashMap<String, VecDeque<Fault>>,
    /// What goes wrong by chance, beyond `faults`.
    pub weather: Option<Weather>,
    pub pace: Pace,
    /// Calls of all methods.
    pub all_calls: usize,
    /// What the bot sent with each call, for a test that wants to know.
    pub bodies: Option<Vec<String>>,
    /// The call, counted like `all_calls`, that is carried out and never answered, and the first to be held.
    pub hold: Option<usize>,
    /// Whether that call has come.
    pub is_holding: bool,
    /// Nothing answers.
    pub is_down: bool,
}

#[derive(Default)]
pub struct Chat {
    pub is_group: bool,
    pub messages: Vec<Message>,
    /// Ids of deleted messages are not given out again.
    last_message: i64,
    pub is_blocked: bool,
    /// The supergroup that this group became.
    pub moved_to: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: i64,
    pub by_bot: bool,
    /// As it is shown.
    pub text: String,
    /// As the bot sent it, or last edited it.
    pub html: String,
    /// As the bot first sent it.
    pub first: String,
    pub keyboard: Vec<Vec<Key>>,
    pub is_quiet: bool,
    pub edits: usize,
    /// Old messages can be neither edited nor deleted.
    pub is_frozen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub label: String,
    pub data: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    Open,
    Answered,
    /// Not answered in time.
    Expired,
}

impl State {
    /// The next update comes after this id.
    pub fn jump_to_update(&mut self, id: i64) {
        self.next_update = id;
    }

    /// Returns the update's id.
    pub fn push_update(&mut self, kind: &str, body: &Value) -> i64 {
        self.next_update += 1;
        let update = json!({ "update_id": self.next_update, kind: body });
        if self.allowed_updates.as_ref().is_none_or(|allowed| allowed.iter().any(|allowed| allowed == kind)) {
            self.updates.push_back(update);
        }
        self.next_update
    }

    /// Forgets what the bot confirms by asking for `offset`. An offset far ahead of the queue stems from before a jump and
    /// confirms nothing.
    pub fn confirm(&mut self, offset: i64) {
        if offset > self.next_update + 10 {
            return;
        }
        self.updates.retain(|update| update["update_id"].as_i64() >= Some(offset));
    }

    pub fn violated(&mut self, what: String) {
        self.violations.push(what);
    }
}

impl Chat {
    pub fn add(&mut self, by_bot: bool, text: &str) -> &mut Message {
        self.last_message += 1;
        let id = self.last_message;
        self.messages.push(Message {
            id,
            by_bot,
            text: text.to_owned(),
            html: String::new(),
            first: String::new(),
            keyboard: Vec::new(),
            is_quiet: false,
            edits: 0,
            is_frozen: false,
        });
        self.messages.last_mut().expect("just added")
    }

    pub fn by_bot(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(|message| message.by_bot)
    }

    /// As the Bot API shows it.
    pub fn json(&self, id: i64) -> Value {
        if self.is_group {
            json!({ "id": id, "type": "supergroup", "title": "Unit 3" })
        } else {
            json!({ "id": id, "type": "private", "first_name": format!("Learner {id}") })
        }
    }
}

impl Message {
    /// As the Bot API shows it; `from` is the sender.
    pub fn json(&self, chat: &Value, from: &Value) -> Value {
        let mut message = json!({
            "message_id": self.id,
            "date": 1_772_000_000 + self.id,
            "chat": chat,
            "from": from,
            "text": self.text,
        });
        if !self.keyboard.is_empty() {
            let key = |key: &Key| json!({ "text": key.label, "callback_data": key.data });
            let rows: Vec<Value> = self.keyboard.iter().map(|row| row.iter().map(key).collect()).collect();
            message["reply_markup"] = json!({ "inline_keyboard": rows });
        }
        message
    }

    /// The labels, row by row.
    pub fn labels(&self) -> Vec<Vec<&str>> {
        self.keyboard.iter().map(|row| row.iter().map(|key| key.label.as_str()).collect()).collect()
    }
}

pub fn bot_json() -> Value {
    json!({ "id": BOT_ID, "is_bot": true, "first_name": "Helpbot", "username": BOT_NAME })
}
