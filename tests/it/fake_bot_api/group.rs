//! A group: who is in it and may do what, and its topics when it is a forum.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::state::BOT_ID;

/// What a topic shows whose maker chose no colour.
pub const BLUE: i64 = 0x6F_B9_F0;

pub struct Group {
    pub title: String,
    /// Not yet a supergroup: it has neither topics nor rights of single administrators.
    pub is_basic: bool,
    pub is_forum: bool,
    /// What the bot is here.
    pub bot: Status,
    pub people: BTreeMap<i64, Status>,
    /// Also those that are gone.
    pub topics: Vec<Topic>,
    pub general_is_closed: bool,
    /// Nobody may write in a closed topic. As a rule those who made it and those who manage topics may.
    pub closes_to_all: bool,
    /// What is sent to a deleted topic is refused with `TOPIC_DELETED`, as it is for a minute after the Bot API server last
    /// saw the topic; later it is with `message thread not found`.
    pub remembers_deleted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Creator,
    Administrator(Rights),
    Member,
    Left,
    Kicked,
}

/// What an administrator may do, of what the fake cares for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights {
    pub can_manage_topics: bool,
    pub can_delete_messages: bool,
    pub can_pin_messages: bool,
    /// Writes in the name of the group.
    pub is_anonymous: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The id of the message that tells of its creation.
    pub thread: i64,
    pub name: String,
    pub icon_color: i64,
    pub icon_custom_emoji_id: Option<String>,
    /// Who made it.
    pub creator: i64,
    pub is_closed: bool,
    pub is_deleted: bool,
}

impl Rights {
    pub const ALL: Self = Self {
        can_manage_topics: true,
        can_delete_messages: true,
        can_pin_messages: true,
        is_anonymous: false,
    };
}

impl Status {
    pub fn is_in(self) -> bool {
        !matches!(self, Self::Left | Self::Kicked)
    }

    pub fn is_administrator(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator(_))
    }

    pub fn rights(self) -> Rights {
        match self {
            Self::Creator => Rights::ALL,
            Self::Administrator(rights) => rights,
            Self::Member | Self::Left | Self::Kicked => Rights::default(),
        }
    }

    /// A `ChatMember`.
    pub fn json(self, user: &Value) -> Value {
        match self {
            Self::Creator => json!({ "user": user, "status": "creator", "is_anonymous": false }),
            Self::Administrator(rights) => json!({
                "user": user,
                "status": "administrator",
                "can_be_edited": false,
                "is_anonymous": rights.is_anonymous,
                "can_manage_chat": true,
                "can_delete_messages": rights.can_delete_messages,
                "can_manage_video_chats": false,
                "can_restrict_members": false,
                "can_promote_members": false,
                "can_change_info": false,
                "can_invite_users": false,
                "can_post_stories": false,
                "can_edit_stories": false,
                "can_delete_stories": false,
                "can_pin_messages": rights.can_pin_messages,
                "can_manage_topics": rights.can_manage_topics,
            }),
            Self::Member => json!({ "user": user, "status": "member" }),
            Self::Left => json!({ "user": user, "status": "left" }),
            Self::Kicked => json!({ "user": user, "status": "kicked", "until_date": 0 }),
        }
    }
}

impl Default for Group {
    fn default() -> Self {
        Self {
            title: "Unit 3".to_owned(),
            is_basic: false,
            is_forum: false,
            bot: Status::Member,
            people: BTreeMap::new(),
            topics: Vec::new(),
            general_is_closed: false,
            closes_to_all: false,
            remembers_deleted: false,
        }
    }
}

impl Group {
    /// As the Bot API shows it.
    pub fn json(&self, id: i64) -> Value {
        let kind = if self.is_basic { "group" } else { "supergroup" };
        let mut chat = json!({ "id": id, "type": kind, "title": self.title });
        if self.is_forum {
            chat["is_forum"] = json!(true);
        }
        chat
    }

    pub fn status(&self, id: i64) -> Status {
        if id == BOT_ID { self.bot } else { self.people.get(&id).copied().unwrap_or(Status::Left) }
    }

    pub fn topic(&self, thread: i64) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.thread == thread && !topic.is_deleted)
    }

    pub fn topic_mut(&mut self, thread: i64) -> Option<&mut Topic> {
        self.topics.iter_mut().find(|topic| topic.thread == thread && !topic.is_deleted)
    }

    pub fn manages_topics(&self, id: i64) -> bool {
        self.status(id).rights().can_manage_topics
    }

    /// Whether somebody may rename, close and open this topic.
    pub fn may_edit(&self, id: i64, topic: &Topic) -> bool {
        self.manages_topics(id) || topic.creator == id
    }

    /// Whether somebody may write there.
    pub fn may_write(&self, id: i64, thread: Option<i64>) -> bool {
        let topic = thread.and_then(|thread| self.topic(thread));
        let is_closed = topic.map_or(self.general_is_closed, |topic| topic.is_closed);
        let is_exempt = self.manages_topics(id) || topic.is_some_and(|topic| topic.creator == id);
        !is_closed || (is_exempt && !self.closes_to_all)
    }

    /// Where the bot's message goes that is meant for a thread.
    pub fn target(&self, thread: i64) -> Result<Option<i64>, Refusal> {
        if !self.is_forum {
            return Ok(None);
        }
        match self.topics.iter().find(|topic| topic.thread == thread) {
            Some(topic) if !topic.is_deleted => Ok(Some(thread)),
            Some(_) if self.remembers_deleted => Err(Refusal::bad_request("TOPIC_DELETED")),
            // General, too: who writes there names no thread.
            Some(_) | None => Err(Refusal::bad_request("message thread not found")),
        }
    }

    /// Why the bot has no access, if it has none.
    pub fn refusal(&self) -> Option<Refusal> {
        let kind = if self.is_basic { "group" } else { "supergroup" };
        match self.bot {
            Status::Kicked => {
                Some(Refusal::new(403, &format!("Forbidden: bot was kicked from the {kind} chat")))
            }
            Status::Left => {
                Some(Refusal::new(403, &format!("Forbidden: bot is not a member of the {kind} chat")))
            }
            Status::Creator | Status::Administrator(_) | Status::Member => None,
        }
    }
}

impl Topic {
    /// A `ForumTopic`.
    pub fn json(&self) -> Value {
        let mut topic =
            json!({ "message_thread_id": self.thread, "name": self.name, "icon_color": self.icon_color });
        if let Some(icon) = &self.icon_custom_emoji_id {
            topic["icon_custom_emoji_id"] = json!(icon);
        }
        topic
    }
}
