//! A Telegram message, read field by field from its JSON.
//!
//! A whole-message type would refuse the learner's words because of a field beside them that it does not know; teloxide's takes
//! a text with a new kind of entity for an empty message. Here a field that we do not read cannot hurt, and one that is odd is
//! as good as absent.

use serde_json::Value;

use super::Me;
use super::marks::marked;
use crate::engine::{AttachmentKind, Command, MessageRef, ShownMessage};

#[derive(Clone, Copy)]
pub(super) struct Message<'a>(pub &'a Value);

/// What makes a message something else than text, in the order of asking: an animation is sent as a document as well, a venue
/// as a location.
const ATTACHMENTS: [(&str, AttachmentKind); 14] = [
    ("animation", AttachmentKind::Animation),
    ("photo", AttachmentKind::Picture),
    ("live_photo", AttachmentKind::Picture),
    ("sticker", AttachmentKind::Sticker),
    ("voice", AttachmentKind::Voice),
    ("audio", AttachmentKind::Audio),
    ("video", AttachmentKind::Video),
    ("video_note", AttachmentKind::Video),
    ("document", AttachmentKind::Document),
    ("venue", AttachmentKind::Location),
    ("location", AttachmentKind::Location),
    ("contact", AttachmentKind::Contact),
    ("poll", AttachmentKind::Poll),
    ("dice", AttachmentKind::Dice),
];

/// Nobody wrote these: the client or the server tells what was done. A kind that is missing here is answered like an
/// attachment of an unknown kind, which is odd but polite; the other way round somebody would wait for an answer.
const SERVICE: [&str; 47] = [
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_added",
    "poll_option_deleted",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
    "passport_data",
];

impl<'a> Message<'a> {
    pub fn id(self) -> Option<i64> {
        self.0["message_id"].as_i64()
    }

    /// As the engine speaks of it.
    pub fn reference(self) -> Option<MessageRef> {
        self.id().map(MessageRef)
    }

    pub fn chat(self) -> Option<i64> {
        self.0["chat"]["id"].as_i64()
    }

    pub fn is_private(self) -> bool {
        self.0["chat"]["type"] == "private"
    }

    /// Too old to be edited, or deleted: only its id is told.
    pub fn is_inaccessible(self) -> bool {
        self.0["date"].as_i64() == Some(0)
    }

    pub fn sender(self) -> &'a Value {
        &self.0["from"]
    }

    /// By a program, not by a human who writes in a group's or a channel's name (those come from a bot's account as well).
    pub fn is_automatic(self) -> bool {
        let by_bot = self.0["from"]["is_bot"] == true && self.0.get("sender_chat").is_none();
        by_bot || self.0["is_automatic_forward"] == true
    }

    pub fn text(self) -> Option<&'a str> {
        self.0["text"].as_str()
    }

    /// A message of ours as it stands in the chat now; `None` when Telegram does not say.
    pub fn shown(self) -> Option<ShownMessage> {
        if self.is_inaccessible() {
            return None;
        }
        Some(ShownMessage { message: self.reference()?, text: marked(self.text()?, &self.0["entities"]) })
    }

    pub fn caption(self) -> Option<&'a str> {
        self.0["caption"].as_str()
    }

    /// The message that it answers. In a topic every message "answers" the topic's creation.
    pub fn reply_to(self) -> Option<MessageRef> {
        let answered = &self.0["reply_to_message"];
        let is_answer = answered.get("forum_topic_created").is_none();
        answered["message_id"].as_i64().filter(|_| is_answer).map(MessageRef)
    }

    /// The topic that it is in; none for the general one.
    pub fn thread(self) -> Option<i64> {
        self.0["message_thread_id"].as_i64().filter(|_| self.0["is_topic_message"] == true)
    }

    /// A group's or a channel's name stands for whoever wrote it.
    pub fn is_anonymous(self) -> bool {
        self.0.get("sender_chat").is_some()
    }

    /// Messages with the same album were sent as one.
    pub fn album(self) -> Option<&'a str> {
        self.0["media_group_id"].as_str()
    }

    pub fn is_service(self) -> bool {
        SERVICE.iter().any(|field| self.0.get(field).is_some())
    }

    pub fn attachment(self) -> AttachmentKind {
        ATTACHMENTS
            .iter()
            .find(|(field, _)| self.0.get(field).is_some())
            .map_or(AttachmentKind::Other, |(_, kind)| *kind)
    }

    /// In a group: is it meant for the bot?
    pub fn is_addressed_to(self, me: &Me) -> bool {
        let words = self.text().or(self.caption()).unwrap_or_default();
        self.replies_to(me) || self.mentions(me, words) || is_command_for(me, words)
    }

    fn replies_to(self, me: &Me) -> bool {
        let original = &self.0["reply_to_message"];
        // Every message of a topic that the bot made "replies" to the topic's creation.
        original["from"]["id"].as_i64() == Some(me.id) && original.get("forum_topic_created").is_none()
    }

    fn mentions(self, me: &Me, words: &str) -> bool {
        let entities = ["entities", "caption_entities"].iter().filter_map(|field| self.0[*field].as_array());
        let by_name = entities.flatten().any(|entity| entity["user"]["id"].as_i64() == Some(me.id));
        by_name
            || words
                .split(|c: char| c != '@' && c != '_' && !c.is_ascii_alphanumeric())
                .any(|word| word.strip_prefix('@').is_some_and(|name| me.is_called(name)))
    }
}

/// `/help@our_bot` and plain `/help`, but neither `/help@other_bot` nor another bot's `/dance`.
fn is_command_for(me: &Me, words: &str) -> bool {
    let Some(command) = words.strip_prefix('/').and_then(|rest| rest.split_whitespace().next()) else {
        return false;
    };
    match command.split_once('@') {
        Some((_, name)) => me.is_called(name),
        None => Command::from_name(command).is_some(),
    }
}
