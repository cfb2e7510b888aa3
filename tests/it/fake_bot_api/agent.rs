//! Somebody in a group that the bot is in: writes in its topics, presses, reads, and rules over it as far as they may.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::attachment::Attachment;
use super::chat::Chat;
use super::group::{Group, Rights, Status, Topic};
use super::message::{ANONYMOUS_ID, Draft, Message};
use super::state::{State, bot_json};

pub struct Agent {
    pub(super) world: Arc<World>,
    pub(super) group: i64,
    pub id: i64,
    /// The last message of the bot that was read, by topic.
    pub(super) read: HashMap<Option<i64>, i64>,
}

/// As the Bot API shows somebody of a group.
pub fn agent_json(id: i64) -> Value {
    json!({
        "id": id,
        "is_bot": false,
        "first_name": format!("Agent {id}"),
        "language_code": "zh-hant",
    })
}

/// Writing. All of it in the name of the group, when that is how this administrator appears.
impl Agent {
    /// In General, or in a group without topics. Returns the message's id, as all that writes does.
    pub fn say(&self, text: &str) -> i64 {
        self.write(None, None, json!({ "text": text }))
    }

    pub fn say_in_topic(&self, thread: i64, text: &str) -> i64 {
        self.write(Some(thread), None, json!({ "text": text }))
    }

    /// Answers a message, where it stands.
    pub fn reply_to(&self, message: i64, text: &str) -> i64 {
        self.write(self.message(message).thread, Some(message), json!({ "text": text }))
    }

    pub fn send_in_topic(&self, thread: i64, attachment: Attachment, caption: &str) -> i64 {
        let mut fields = self.world.change(|state| attachment.fields(state.next_number()));
        fields["caption"] = json!(caption);
        self.write(Some(thread), None, fields)
    }

    /// A message with any fields.
    pub fn write(&self, thread: Option<i64>, reply_to: Option<i64>, fields: Value) -> i64 {
        self.change(|state, group| {
            self.check_may_write(state, thread);
            state.write(group, Draft { sender: self.seen_as(state), thread, reply_to, fields })
        })
    }

    /// The caption stands under the first. Returns the messages' ids.
    pub fn send_album_in_topic(&self, thread: i64, album: &[Attachment], caption: &str) -> Vec<i64> {
        self.change(|state, group| {
            self.check_may_write(state, Some(thread));
            let sender = self.seen_as(state);
            let draft = |fields| Draft { thread: Some(thread), ..Draft::new(sender.clone(), fields) };
            state.write_album(group, draft, album, caption)
        })
    }

    /// Changes the text, or the caption.
    pub fn edit(&self, message: i64, words: &str) {
        self.change(|state, group| state.rewrite(group, message, words));
    }

    /// Takes a message away. The bot is not told.
    pub fn delete(&self, message: i64) {
        self.change(|state, group| place(state, group).messages.retain(|other| other.id != message));
    }

    /// Reacts to a message, or takes it back.
    pub fn react(&self, message: i64, emoji: Option<&str>) {
        self.change(|state, group| state.react(group, message, &agent_json(self.id), emoji));
    }

    fn check_may_write(&self, state: &State, thread: Option<i64>) {
        let group = self.rules(state);
        assert!(group.status(self.id).is_in(), "agent {} is not in the group", self.id);
        assert!(thread.is_none_or(|thread| group.topic(thread).is_some()), "there is no topic {thread:?}");
        assert!(group.may_write(self.id, thread), "the topic {thread:?} is closed for agent {}", self.id);
    }

    fn seen_as(&self, state: &State) -> Value {
        if !self.rules(state).status(self.id).rights().is_anonymous {
            return agent_json(self.id);
        }
        json!({ "id": ANONYMOUS_ID, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
    }
}

/// Pressing: always under one's own name.
impl Agent {
    /// Presses the button on the newest message of a topic that has it. Returns the press's id.
    pub fn tap_in_topic(&self, thread: i64, label: &str) -> String {
        self.tap_in(Some(thread), label)
    }

    /// In General.
    pub fn tap(&self, label: &str) -> String {
        self.tap_in(None, label)
    }

    fn tap_in(&self, thread: Option<i64>, label: &str) -> String {
        self.change(|state, group| {
            let messages = || state.chats[&group].by_bot().filter(|message| message.thread == thread);
            let found = messages()
                .rev()
                .find_map(|message| Some((message.clone(), message.press(label)?.to_owned())));
            let (message, data) = found.unwrap_or_else(|| {
                panic!("nothing has a button `{label}`: {:#?}", messages().collect::<Vec<_>>())
            });
            state.push_press(&agent_json(self.id), group, &message, &data)
        })
    }

    /// Sends any data as if it were a button's of that message. Returns the press's id.
    pub fn press(&self, message: i64, data: &str) -> String {
        let message = self.message(message);
        self.change(|state, group| state.push_press(&agent_json(self.id), group, &message, data))
    }
}

/// Reading.
impl Agent {
    /// The next message of the bot in a topic that this agent has not read.
    pub async fn expect_in_topic(&mut self, thread: i64) -> Message {
        self.expect(Some(thread)).await
    }

    /// In General, or in a group without topics.
    pub async fn expect_reply(&mut self) -> Message {
        self.expect(None).await
    }

    async fn expect(&mut self, thread: Option<i64>) -> Message {
        let (group, read) = (self.group, self.read.get(&thread).copied().unwrap_or_default());
        let is_next = |message: &&Message| message.thread == thread && message.id > read;
        let what = format!("a message after {read} for agent {} in topic {thread:?}", self.id);
        let next =
            self.world.expect(&what, |state| state.chats.get(&group)?.by_bot().find(is_next).cloned()).await;
        self.read.insert(thread, next.id);
        next
    }

    /// Waits until the spinner of a press has stopped. Returns what was shown with that, which may be nothing.
    pub async fn expect_acknowledged(&self, press: &str) -> String {
        self.world
            .expect(&format!("an answer to the press {press}"), |state| state.toasts.get(press).cloned())
            .await
    }

    fn message(&self, id: i64) -> Message {
        self.world
            .look(|state| state.chats[&self.group].message(id).cloned())
            .expect("there is such a message")
    }
}

/// Ruling over topics.
impl Agent {
    /// Returns the topic's thread.
    pub fn create_topic(&self, name: &str) -> i64 {
        self.change(|state, group| {
            let sender = self.seen_as(state);
            let thread = place(state, group).create_topic(sender, name, None, None).thread;
            state.push_message("message", group, thread);
            thread
        })
    }

    pub fn rename_topic(&self, thread: i64, name: &str) {
        let rename = |topic: &mut Topic| name.clone_into(&mut topic.name);
        self.change_topic(thread, rename, json!({ "forum_topic_edited": { "name": name } }));
    }

    pub fn close_topic(&self, thread: i64) {
        self.change_topic(thread, |topic| topic.is_closed = true, json!({ "forum_topic_closed": {} }));
    }

    pub fn reopen_topic(&self, thread: i64) {
        self.change_topic(thread, |topic| topic.is_closed = false, json!({ "forum_topic_reopened": {} }));
    }

    /// The bot is not told.
    pub fn delete_topic(&self, thread: i64) {
        self.change(|state, group| {
            let rights = self.rules(state).status(self.id).rights();
            assert!(rights.can_delete_messages, "agent {} may not delete topics", self.id);
            place(state, group).delete_topic(thread);
        });
    }

    pub fn close_general(&self) {
        self.change(|state, group| {
            assert!(self.rules(state).manages_topics(self.id), "agent {} may not close topics", self.id);
            ruled(state, group).general_is_closed = true;
            self.tell(state, None, json!({ "forum_topic_closed": {} }));
        });
    }

    fn change_topic(&self, thread: i64, change: impl FnOnce(&mut Topic), told: Value) {
        self.change(|state, group| {
            let place = self.rules(state);
            let topic = place.topic(thread).expect("there is such a topic");
            assert!(place.may_edit(self.id, topic), "agent {} may not change the topic", self.id);
            change(ruled(state, group).topic_mut(thread).expect("it was just found"));
            self.tell(state, Some(thread), told);
        });
    }
}

/// Ruling over the group.
impl Agent {
    /// Adds the bot, removes it (which Telegram calls to kick it), or gives it other rights.
    pub fn make_bot(&self, status: Status) {
        self.change(|state, group| {
            let before = std::mem::replace(&mut ruled(state, group).bot, status);
            let member = json!({
                "chat": state.chats[&group].json(group),
                "from": agent_json(self.id),
                "date": 1_772_000_000,
                "old_chat_member": before.json(&bot_json()),
                "new_chat_member": status.json(&bot_json()),
            });
            state.push_update("my_chat_member", &member);
            match (before.is_in(), status.is_in()) {
                (false, true) => self.tell(state, None, json!({ "new_chat_members": [bot_json()] })),
                (true, false) => {
                    let left = json!({ "left_chat_member": bot_json() });
                    let sender = self.seen_as(state);
                    let told = place(state, group).tell(sender, None, left);
                    // The last that the bot hears of the group.
                    let place = &state.chats[&group];
                    let shown = place.show(group, place.message(told).expect("just told"));
                    state.push_update("message", &shown);
                }
                (true, true) | (false, false) => {}
            }
        });
    }

    /// Gives somebody another place in the group. The bot hears of it where it is an administrator, and when it asked to.
    pub fn make(&self, who: &Self, status: Status) {
        self.change(|state, group| {
            let before = ruled(state, group).people.insert(who.id, status).unwrap_or(Status::Left);
            let member = json!({
                "chat": state.chats[&group].json(group),
                "from": agent_json(self.id),
                "date": 1_772_000_000,
                "old_chat_member": before.json(&agent_json(who.id)),
                "new_chat_member": status.json(&agent_json(who.id)),
            });
            let is_asked_for = |kinds: &Vec<String>| kinds.iter().any(|kind| kind == "chat_member");
            if ruled(state, group).bot.is_administrator()
                && state.allowed_updates.as_ref().is_some_and(is_asked_for)
            {
                state.push_update("chat_member", &member);
            }
        });
    }

    pub fn leave(&self) {
        self.change(|state, group| {
            ruled(state, group).people.insert(self.id, Status::Left);
            self.tell(state, None, json!({ "left_chat_member": agent_json(self.id) }));
        });
    }

    /// Makes the group a supergroup with topics and with another id, as it is when a basic group gets topics. Who was in it is
    /// in the new one; what was said there stays behind.
    pub fn migrate(&mut self, to: i64) {
        self.change(|state, from| {
            let before = ruled(state, from);
            let rights =
                if before.bot.is_administrator() { Status::Administrator(Rights::ALL) } else { before.bot };
            let after = Group {
                title: before.title.clone(),
                is_forum: true,
                bot: rights,
                people: before.people.clone(),
                ..Group::default()
            };
            state.chats.entry(to).or_default().group = Some(after);
            self.tell(state, None, json!({ "migrate_to_chat_id": to }));
            place(state, from).moved_to = Some(to);
            let sender = agent_json(self.id);
            let told = place(state, to).tell(sender, None, json!({ "migrate_from_chat_id": from }));
            state.push_message("message", to, told);
        });
        self.group = to;
        self.read.clear();
    }
}

impl Agent {
    fn change<T>(&self, change: impl FnOnce(&mut State, i64) -> T) -> T {
        self.world.change(|state| change(state, self.group))
    }

    fn rules<'a>(&self, state: &'a State) -> &'a Group {
        state.chats[&self.group].group.as_ref().expect("it is a group")
    }

    fn tell(&self, state: &mut State, thread: Option<i64>, fields: Value) {
        let sender = self.seen_as(state);
        let told = place(state, self.group).tell(sender, thread, fields);
        state.push_message("message", self.group, told);
    }
}

fn place(state: &mut State, group: i64) -> &mut Chat {
    state.chats.get_mut(&group).expect("the group is there")
}

fn ruled(state: &mut State, group: i64) -> &mut Group {
    place(state, group).group.as_mut().expect("it is a group")
}
