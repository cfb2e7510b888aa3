//! What agents do in the help desk's group, as arrivals for the conversation of the learner whose topic it is. Pure.
//!
//! Somebody at the desk writes to a topic, and means a learner; what is written in the general topic is for the desk as a whole.

use serde_json::Value;

use super::ButtonKey;
use super::Me;
use super::inbound::Skip;
use super::message::Message;
use super::topics::Topics;
use crate::engine::{
    Agent, AgentId, AgentMessage, ConversationId, DeskEvent, Event, TicketNumber, TopicState,
};
use crate::runtime::{desk_general, ticket_of_press};

/// Telegram's account for administrators who write in the group's name.
const ANONYMOUS: i64 = 1_087_968_824;

pub(super) struct DeskInbound<'a> {
    pub topics: &'a Topics,
    pub me: &'a Me,
    pub key: &'a ButtonKey,
    /// Whose a ticket is.
    pub learner_of: &'a dyn Fn(TicketNumber) -> Option<ConversationId>,
}

/// The group in which somebody typed `/desk here`, or in which the bot's place has changed.
pub(super) fn asks_for_desk(update: &Value, topics: &Topics, me: &Me) -> Option<i64> {
    let message = Message(&update["message"]);
    let typed = message.text().unwrap_or_default().to_ascii_lowercase();
    let mut words = typed.split_whitespace();
    let is_command = words.next().is_some_and(|command| match command.strip_prefix("/desk") {
        Some("") => true,
        Some(rest) => rest.strip_prefix('@').is_some_and(|name| me.is_called(name)),
        None => false,
    });
    if is_command && words.next() == Some("here") && !message.is_private() {
        return message.chat();
    }
    update["my_chat_member"]["chat"]["id"].as_i64().filter(|chat| topics.is_desk(*chat))
}

/// Who does something in the desk's group.
pub(super) fn actor(update: &Value, topics: &Topics) -> Option<i64> {
    let query = update.get("callback_query");
    let message = match query {
        Some(query) => query.get("message"),
        None => update.get("message").or(update.get("edited_message")),
    };
    let sender = query.or(message)?["from"]["id"].as_i64()?;
    Message(message?).chat().filter(|chat| topics.is_desk(*chat)).map(|_| sender)
}

/// Somebody's place in the desk's group has changed: who it is, and whether they are an administrator now.
pub(super) fn changed_member(update: &Value, topics: &Topics) -> Option<(i64, bool)> {
    let change = update.get("chat_member")?;
    let member = &change["new_chat_member"];
    let user = change["chat"]["id"].as_i64().filter(|chat| topics.is_desk(*chat));
    let user = user.and(member["user"]["id"].as_i64())?;
    Some((user, matches!(member["status"].as_str(), Some("creator" | "administrator"))))
}

impl DeskInbound<'_> {
    /// `None`: it is not from the desk.
    pub fn read(&self, update: &Value) -> Option<Result<(ConversationId, Event), Skip>> {
        let query = update.get("callback_query");
        let message = query.map_or_else(
            || update.get("message").or(update.get("edited_message")),
            |query| query.get("message"),
        )?;
        let message = Message(message);
        if !message.chat().is_some_and(|chat| self.topics.is_desk(chat)) {
            return None;
        }
        Some(match query {
            Some(query) => self.pressed(query, message),
            None => self.written(message, update.get("edited_message").is_some()),
        })
    }

    fn pressed(&self, query: &Value, message: Message<'_>) -> Result<(ConversationId, Event), Skip> {
        let id = query["id"].as_str().ok_or(Skip::Unreadable)?;
        let chat = message.chat().ok_or(Skip::Unreadable)?;
        let press = query["data"].as_str().and_then(|data| self.key.read(chat, data)).unwrap_or_default();
        // Who presses in the group's name is told by their own account.
        let by = self.agent(&query["from"], false).ok_or(Skip::Unreadable)?;
        // Of an old message Telegram does not tell the topic. What leads to no ticket at all is acknowledged by the desk.
        let topic = message.thread().and_then(|thread| self.topics.ticket_in(thread));
        let ticket = topic.or_else(|| ticket_of_press(press));
        let whose = ticket.and_then(|ticket| Some(((self.learner_of)(ticket)?, Some(ticket))));
        let (conversation, ticket) = whose.unwrap_or_else(|| (desk_general(), None));
        let (press, query, on) = (press.to_owned(), id.to_owned(), message.reference());
        Ok((conversation, Event::Desk(DeskEvent::Pressed { by, ticket, press, query, on })))
    }

    fn written(&self, message: Message<'_>, edited: bool) -> Result<(ConversationId, Event), Skip> {
        if message.sender()["id"].as_i64() == Some(self.me.id) {
            return Err(Skip::Ignored("what the bot itself did"));
        }
        let by = self.agent(message.sender(), message.is_anonymous()).ok_or(Skip::Unreadable)?;
        if let Some(change) = topic_change(message) {
            let (conversation, ticket) = self.conversation(message)?;
            return Ok((conversation, Event::Desk(DeskEvent::Topic { by, ticket, change })));
        }
        if message.is_service() {
            return Err(Skip::Ignored("a service message"));
        }
        if message.is_automatic() {
            return Err(Skip::Ignored("not written by a human"));
        }
        let is_text = message.text().is_some();
        let written = AgentMessage {
            message: message.reference().ok_or(Skip::Unreadable)?,
            text: message.text().or(message.caption()).map(str::to_owned),
            kind: (!is_text).then(|| message.attachment()),
            reply_to: message.reply_to().filter(|on| Some(on.0) != message.thread()),
            edited,
            album: message.album().map(str::to_owned),
            others: Vec::new(),
        };
        let (conversation, ticket) = self.conversation(message)?;
        Ok((conversation, Event::Desk(DeskEvent::Wrote { by, ticket, message: written })))
    }

    /// Whose topic it is, and which ticket's.
    fn conversation(&self, message: Message<'_>) -> Result<(ConversationId, Option<TicketNumber>), Skip> {
        let Some(thread) = message.thread() else { return Ok((desk_general(), None)) };
        let ticket = self.topics.ticket_in(thread).ok_or(Skip::Ignored("a topic that is no ticket's"))?;
        let learner = (self.learner_of)(ticket).ok_or(Skip::Ignored("a ticket that is kept no longer"))?;
        Ok((learner, Some(ticket)))
    }

    fn agent(&self, user: &Value, is_anonymous: bool) -> Option<Agent> {
        let id = user["id"].as_i64()?;
        let names = ["first_name", "last_name"].iter().filter_map(|field| user[*field].as_str());
        Some(Agent {
            id: AgentId(id),
            name: names.collect::<Vec<_>>().join(" "),
            username: user["username"].as_str().map(str::to_owned),
            anonymous: is_anonymous || id == ANONYMOUS,
            admin: self.topics.is_admin(id),
        })
    }
}

fn topic_change(message: Message<'_>) -> Option<TopicState> {
    let is = |field: &str| message.0.get(field).is_some();
    if is("forum_topic_closed") {
        Some(TopicState::Closed)
    } else {
        is("forum_topic_reopened").then_some(TopicState::Open)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::telegram::moves::Moves;

    const GROUP: i64 = -1_001_234;

    /// Where the press on a message arrives that is too old to be shown.
    fn pressed(press: &str) -> (ConversationId, Option<TicketNumber>, String) {
        let (topics, key) = (Topics::new(Some(GROUP), Moves::default()), ButtonKey::new([7; 32]));
        let me = Me { id: 777, username: "elearn_helpbot".to_owned() };
        let learner_of = |ticket| (ticket == TicketNumber(12)).then(|| ConversationId::new("telegram", 42));
        let inbound = DeskInbound { topics: &topics, me: &me, key: &key, learner_of: &learner_of };
        let update = json!({ "update_id": 1, "callback_query": {
            "id": "q", "from": { "id": 7001, "first_name": "Amy" }, "data": key.mark(GROUP, press),
            "message": { "message_id": 5, "date": 0, "chat": { "id": GROUP, "type": "supergroup" } },
        } });
        match inbound.read(&update) {
            Some(Ok((to, Event::Desk(DeskEvent::Pressed { ticket, query, .. })))) => (to, ticket, query),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_old_card_can_be_pressed_and_no_spinner_is_left() {
        let (ticket, query) = (TicketNumber(12), "q".to_owned());
        let learner = ConversationId::new("telegram", 42);
        assert_eq!(pressed("d/12/claim"), (learner, Some(ticket), query.clone()));
        for lost in ["d/13/claim", "d/12", "c/menu/ask/login"] {
            assert_eq!(pressed(lost), (desk_general(), None, query.clone()), "{lost}");
        }
    }
}
