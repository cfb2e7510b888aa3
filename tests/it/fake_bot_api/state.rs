//! Telegram's side of the story: chats and their messages, the queue of updates, pressed buttons, the bot's profile.
//!
//! Plain data; `methods` changes it for the bot, `learner` for the people.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};

use super::attachment::Attachment;
use super::chat::Chat;
use super::fault::Fault;
use super::message::{Draft, Message};
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
    /// What was shown to who pressed, by press.
    pub toasts: BTreeMap<String, String>,
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
    /// In groups where it is no administrator, the bot hears only what is meant for it.
    pub has_privacy: bool,
    /// Files and albums that were made.
    numbers: usize,
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

    /// Tells the bot of a message, unless it does not hear it.
    pub fn push_message(&mut self, kind: &str, chat: i64, message: i64) {
        let place = &self.chats[&chat];
        let message = place.message(message).expect("it was just written");
        if place.is_heard(message, self.has_privacy) {
            let shown = place.show(chat, message);
            self.push_update(kind, &shown);
        }
    }

    /// Somebody writes. Returns the message's id.
    pub fn write(&mut self, chat: i64, draft: Draft) -> i64 {
        let id = self.chats.entry(chat).or_default().write(draft).id;
        self.push_message("message", chat, id);
        id
    }

    /// Somebody changes what they wrote.
    pub fn rewrite(&mut self, chat: i64, message: i64, words: &str) {
        let place = self.chats.get_mut(&chat).expect("there is such a chat");
        let found = place.message_mut(message).expect("there is such a message");
        match &mut found.media {
            Some(media) => words.clone_into(&mut media.caption),
            None => words.clone_into(&mut found.text),
        }
        found.edits += 1;
        self.push_message("edited_message", chat, message);
    }

    /// Somebody sends a few attachments as one. Returns the messages' ids.
    pub fn write_album(
        &mut self,
        chat: i64,
        draft: impl Fn(Value) -> Draft,
        album: &[Attachment],
        caption: &str,
    ) -> Vec<i64> {
        let name = format!("album-{}", self.next_number());
        let mut ids = Vec::new();
        for (place, attachment) in album.iter().enumerate() {
            let mut fields = attachment.fields(self.next_number());
            fields["media_group_id"] = json!(name);
            if place == 0 {
                fields["caption"] = json!(caption);
            }
            ids.push(self.write(chat, draft(fields)));
        }
        ids
    }

    /// Somebody reacts to a message, or takes that back. The bot hears of it where it is an administrator, and when it asked to.
    pub fn react(&mut self, chat: i64, message: i64, from: &Value, emoji: Option<&str>) {
        let place = self.chats.get_mut(&chat).expect("there is such a chat");
        let found = place.message_mut(message).expect("there is such a message");
        let id = from["id"].as_i64().expect("everybody has an id");
        let before = found.reactions.remove(&id);
        found.reactions.extend(emoji.map(|emoji| (id, emoji.to_owned())));
        let shown = |emoji: Option<&str>| -> Vec<Value> {
            emoji.map(|emoji| json!({ "type": "emoji", "emoji": emoji })).into_iter().collect()
        };
        let is_told = place.group.as_ref().is_none_or(|group| group.bot.is_administrator());
        let kind = "message_reaction";
        let is_asked_for = |kinds: &Vec<String>| kinds.iter().any(|asked| asked == kind);
        if is_told && self.allowed_updates.as_ref().is_some_and(is_asked_for) {
            let reaction = json!({
                "chat": place.json(chat),
                "message_id": message,
                "user": from,
                "date": 1_772_000_000,
                "old_reaction": shown(before.as_deref()),
                "new_reaction": shown(emoji),
            });
            self.push_update(kind, &reaction);
        }
    }

    /// Somebody presses a button. Returns the press's id.
    pub fn push_press(&mut self, from: &Value, chat: i64, message: &Message, data: &str) -> String {
        let id = format!("query-{}", self.queries.len() + 1);
        self.queries.insert(id.clone(), Query::Open);
        let place = &self.chats[&chat];
        let query = json!({
            "id": id,
            "from": from,
            "message": place.show(chat, message),
            "chat_instance": chat.to_string(),
            "data": data,
        });
        if place.group.as_ref().is_none_or(|group| group.bot.is_in()) {
            self.push_update("callback_query", &query);
        }
        id
    }

    /// One that was not given out before.
    pub fn next_number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
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

pub fn bot_json() -> Value {
    json!({ "id": BOT_ID, "is_bot": true, "first_name": "Helpbot", "username": BOT_NAME })
}
