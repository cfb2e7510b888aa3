//! A chat and what was written in it.

use serde_json::{Value, json};

use super::group::{BLUE, Group, Topic};
use super::message::{Draft, Message};
use super::state::{BOT_ID, BOT_NAME};

#[derive(Default)]
pub struct Chat {
    /// What it has when it is a group.
    pub group: Option<Group>,
    pub messages: Vec<Message>,
    /// Ids of deleted messages are not given out again.
    last_message: i64,
    pub is_blocked: bool,
    /// The supergroup that this group became.
    pub moved_to: Option<i64>,
    /// What the bot was seen doing, such as `typing`, and in which topic.
    pub actions: Vec<(Option<i64>, String)>,
}

impl Chat {
    /// With its first message, which tells of the group and has the id that General has as a topic.
    pub fn of(group: Group) -> Self {
        Self { group: Some(group), last_message: 1, ..Self::default() }
    }

    pub fn write(&mut self, draft: Draft) -> &mut Message {
        self.last_message += 1;
        self.messages.push(Message::new(self.last_message, draft));
        self.messages.last_mut().expect("just added")
    }

    /// Tells what happened in the chat. Returns the message's id.
    pub fn tell(&mut self, sender: Value, thread: Option<i64>, fields: Value) -> i64 {
        let message = self.write(Draft { thread, ..Draft::new(sender, fields) });
        message.is_service = true;
        message.id
    }

    /// Returns the topic, whose thread is the id of the message that tells of it.
    pub fn create_topic(
        &mut self,
        sender: Value,
        name: &str,
        color: Option<i64>,
        icon: Option<String>,
    ) -> Topic {
        let mut topic = Topic {
            thread: 0,
            name: name.to_owned(),
            icon_color: color.unwrap_or(BLUE),
            icon_custom_emoji_id: icon,
            creator: sender["id"].as_i64().expect("everybody has an id"),
            is_closed: false,
            is_deleted: false,
        };
        let mut created = topic.json();
        created.as_object_mut().expect("just made").remove("message_thread_id");
        topic.thread = self.tell(sender, None, json!({ "forum_topic_created": created }));
        self.message_mut(topic.thread).expect("just told").thread = Some(topic.thread);
        self.group.get_or_insert_default().topics.push(topic.clone());
        topic
    }

    /// Takes a topic away with all that was said in it, and tells nobody.
    pub fn delete_topic(&mut self, thread: i64) {
        if let Some(topic) = self.group.as_mut().and_then(|group| group.topic_mut(thread)) {
            topic.is_deleted = true;
        }
        self.messages.retain(|message| message.thread != Some(thread));
    }

    /// What the bot said.
    pub fn by_bot(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(|message| message.by_bot && !message.is_service)
    }

    pub fn message(&self, id: i64) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    pub fn message_mut(&mut self, id: i64) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.id == id)
    }

    /// As the Bot API shows it.
    pub fn json(&self, id: i64) -> Value {
        match &self.group {
            Some(group) => group.json(id),
            None => json!({ "id": id, "type": "private", "first_name": format!("Learner {id}") }),
        }
    }

    /// A message of this chat as the Bot API shows it. In a topic, what answers nothing is shown to answer the message that
    /// created the topic.
    pub fn show(&self, id: i64, message: &Message) -> Value {
        let chat = self.json(id);
        let mut shown = message.json(&chat);
        let answered = message.reply_to.or(message.thread).and_then(|id| self.message(id));
        if let Some(answered) = answered.filter(|answered| answered.id < message.id) {
            shown["reply_to_message"] = answered.json(&chat);
        }
        shown
    }

    /// Whether the bot is told of a message. In a group with privacy an ordinary member hears only what is meant for it.
    pub fn is_heard(&self, message: &Message, has_privacy: bool) -> bool {
        let Some(group) = &self.group else { return true };
        let hears_all = !has_privacy || group.bot.is_administrator() || message.is_service;
        group.bot.is_in() && (hears_all || self.is_for_bot(message))
    }

    fn is_for_bot(&self, message: &Message) -> bool {
        let caption = message.media.as_ref().map_or("", |media| media.caption.as_str());
        let words = if message.text.is_empty() { caption } else { &message.text };
        let is_own = |id: i64| self.message(id).is_some_and(|answered| answered.from() == BOT_ID);
        words.starts_with('/')
            || words.contains(&format!("@{BOT_NAME}"))
            || message.reply_to.is_some_and(is_own)
    }
}
