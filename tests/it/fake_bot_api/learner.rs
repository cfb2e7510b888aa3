//! Somebody with a telephone: writes, presses, reads.

use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::state::{Message, Query, State, bot_json};

pub struct Learner {
    pub(super) world: Arc<World>,
    pub id: i64,
    /// How many of the bot's messages were read.
    pub(super) read: usize,
}

impl Learner {
    pub fn say(&self, text: &str) {
        self.send(json!({ "text": text }));
    }

    pub fn send_picture(&self) {
        self.send(json!({ "photo": [{ "file_id": "p", "file_unique_id": "p", "width": 9, "height": 9 }] }));
    }

    /// A message with any fields. Returns its id.
    pub fn send(&self, fields: Value) -> i64 {
        self.world.change(|state| {
            let chat = state.chats.entry(self.id).or_default();
            let message = chat.add(false, fields["text"].as_str().unwrap_or_default()).clone();
            let id = message.id;
            let chat = chat.json(self.id);
            let message = with(message.json(&chat, &self.json()), fields);
            state.push_update("message", &message);
            id
        })
    }

    /// Changes the newest message that the learner wrote.
    pub fn edit(&self, text: &str) {
        self.world.change(|state| {
            let chat = state.chats.entry(self.id).or_default();
            let json = chat.json(self.id);
            let message = chat.messages.iter_mut().rfind(|message| !message.by_bot);
            let message = message.expect("the learner wrote something before");
            message.text = text.to_owned();
            let message = with(message.json(&json, &self.json()), json!({ "edit_date": 1_772_100_000 }));
            state.push_update("edited_message", &message);
        });
    }

    /// Speaks in a group that the bot is in.
    pub fn say_in(&self, group: i64, text: &str) {
        self.world.change(|state| {
            let chat = state.chats.entry(group).or_default();
            chat.is_group = true;
            let message = chat.add(false, text).clone();
            let message = message.json(&chat.json(group), &self.json());
            state.push_update("message", &message);
        });
    }

    /// Presses the button on the newest message that has it. Returns the press's id.
    pub fn tap(&self, label: &str) -> String {
        self.world.change(|state| {
            let chat = &state.chats[&self.id];
            let find = |message: &Message| {
                let key = message.keyboard.iter().flatten().find(|key| key.label == label)?;
                Some((message.clone(), key.data.clone()))
            };
            let found = chat.by_bot().rev().find_map(find);
            let (message, data) =
                found.unwrap_or_else(|| panic!("nothing has a button `{label}`: {:#?}", chat.messages));
            self.press_on(state, &message, &data)
        })
    }

    /// Sends any data as if it were a button's of the bot's newest message. Returns the press's id.
    pub fn press(&self, data: &str) -> String {
        self.world.change(|state| {
            let message = state.chats[&self.id].by_bot().next_back().expect("the bot said something").clone();
            self.press_on(state, &message, data)
        })
    }

    fn press_on(&self, state: &mut State, message: &Message, data: &str) -> String {
        let message = message.json(&state.chats[&self.id].json(self.id), &bot_json());
        let id = format!("query-{}", state.queries.len() + 1);
        state.queries.insert(id.clone(), Query::Open);
        let query = json!({
            "id": id,
            "from": self.json(),
            "message": message,
            "chat_instance": "1",
            "data": data,
        });
        state.push_update("callback_query", &query);
        id
    }

    pub fn block(&self) {
        self.becomes(true);
    }

    pub fn unblock(&self) {
        self.becomes(false);
    }

    fn becomes(&self, is_blocked: bool) {
        self.world.change(|state| {
            let chat = state.chats.entry(self.id).or_default();
            chat.is_blocked = is_blocked;
            let status = |is_blocked| json!({ "user": bot_json(), "status": if is_blocked { "kicked" } else { "member" } });
            let member = json!({
                "chat": chat.json(self.id),
                "from": self.json(),
                "date": 1_772_000_000,
                "old_chat_member": status(!is_blocked),
                "new_chat_member": status(is_blocked),
            });
            state.push_update("my_chat_member", &member);
        });
    }

    /// The next message of the bot that this learner has not read.
    pub async fn expect_reply(&mut self) -> Message {
        let (id, read) = (self.id, self.read);
        let reply = self
            .world
            .expect(&format!("reply {} for learner {id}", read + 1), |state| {
                state.chats.get(&id)?.by_bot().nth(read).cloned()
            })
            .await;
        self.read += 1;
        reply
    }

    /// Waits until the spinner of a press has stopped.
    pub async fn expect_acknowledged(&self, press: &str) {
        let is_answered = |state: &State| (state.queries.get(press) == Some(&Query::Answered)).then_some(());
        self.world.expect(&format!("an answer to the press {press}"), is_answered).await;
    }

    /// The last that the bot said to this learner.
    pub fn newest(&self) -> Option<Message> {
        self.world.look(|state| state.chats.get(&self.id)?.by_bot().next_back().cloned())
    }

    /// All that the bot said to this learner.
    pub fn heard(&self) -> Vec<Message> {
        let heard = |state: &State| state.chats.get(&self.id).map(|chat| chat.by_bot().cloned().collect());
        self.world.look(heard).unwrap_or_default()
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "is_bot": false,
            "first_name": format!("Learner {}", self.id),
            "language_code": "zh-hant",
        })
    }
}

/// A message without text has none, not an empty one.
fn with(mut message: Value, fields: Value) -> Value {
    if let (Some(message), Value::Object(fields)) = (message.as_object_mut(), fields) {
        if message["text"] == "" {
            message.remove("text");
        }
        message.extend(fields);
    }
    message
}
