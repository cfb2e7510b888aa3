//! Somebody with a telephone: writes, presses, reads.

use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::attachment::Attachment;
use super::message::{Draft, Message};
use super::state::{Query, State, bot_json};

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
        self.attach(Attachment::Picture, "");
    }

    /// Returns the message's id.
    pub fn attach(&self, attachment: Attachment, caption: &str) -> i64 {
        let mut fields = self.world.change(|state| attachment.fields(state.next_number()));
        fields["caption"] = json!(caption);
        self.send(fields)
    }

    /// The caption stands under the first. Returns the messages' ids.
    pub fn send_album(&self, album: &[Attachment], caption: &str) -> Vec<i64> {
        let draft = |fields| Draft::new(self.json(), fields);
        self.world.change(|state| state.write_album(self.id, draft, album, caption))
    }

    /// Answers a message. Returns the answer's id.
    pub fn reply_to(&self, message: i64, text: &str) -> i64 {
        let draft = Draft::new(self.json(), json!({ "text": text }));
        self.world.change(|state| state.write(self.id, Draft { reply_to: Some(message), ..draft }))
    }

    /// A message with any fields. Returns its id.
    pub fn send(&self, fields: Value) -> i64 {
        self.world.change(|state| state.write(self.id, Draft::new(self.json(), fields)))
    }

    /// Changes the newest message that the learner wrote.
    pub fn edit(&self, text: &str) {
        let newest = |state: &State| {
            state.chats[&self.id].messages.iter().rfind(|message| !message.by_bot).map(|message| message.id)
        };
        let newest = self.world.look(newest).expect("the learner wrote something before");
        self.edit_message(newest, text);
    }

    /// Changes a message's text, or its caption.
    pub fn edit_message(&self, message: i64, words: &str) {
        self.world.change(|state| state.rewrite(self.id, message, words));
    }

    /// Reacts to a message, or takes it back.
    pub fn react(&self, message: i64, emoji: Option<&str>) {
        self.world.change(|state| state.react(self.id, message, &self.json(), emoji));
    }

    /// Speaks in a group that the bot is in.
    pub fn say_in(&self, group: i64, text: &str) {
        self.world.change(|state| {
            state.chats.entry(group).or_default().group.get_or_insert_default();
            state.write(group, Draft::new(self.json(), json!({ "text": text })));
        });
    }

    /// Presses the button on the newest message that has it. Returns the press's id.
    pub fn tap(&self, label: &str) -> String {
        self.world.change(|state| {
            let chat = &state.chats[&self.id];
            let find = |message: &Message| Some((message.clone(), message.press(label)?.to_owned()));
            let found = chat.by_bot().rev().find_map(find);
            let (message, data) =
                found.unwrap_or_else(|| panic!("nothing has a button `{label}`: {:#?}", chat.messages));
            state.push_press(&self.json(), self.id, &message, &data)
        })
    }

    /// Sends any data as if it were a button's of the bot's newest message. Returns the press's id.
    pub fn press(&self, data: &str) -> String {
        self.world.change(|state| {
            let message = state.chats[&self.id].by_bot().next_back().expect("the bot said something").clone();
            state.push_press(&self.json(), self.id, &message, data)
        })
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
