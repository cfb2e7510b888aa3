//! A channel that keeps what it is given: the learner's chat, the topics of the help desk, and a list of what was said.
//!
//! The learner's chat and the desk's group each count their messages from one, as on Telegram, so that whoever takes a message of one
//! for that of the other gets a wrong one.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::side::Side;
use crate::engine::{
    AttachmentKind, ButtonRole, Markup, MessageRef, OutboxButton, OutboxMessage, ShownMessage, TopicChange,
};
use crate::runtime::{Channel, ConversationId, Delivery, Hold, Receipt};

/// A message as a script lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub side: Side,
    /// Of the texts it was made of; the kinds of what was copied; [`Said::TOPIC`].
    pub keys: Vec<String>,
    pub text: String,
    /// The words of the message that it answers.
    pub answers: Option<String>,
    /// Labels of the choices; the navigation row is left out.
    pub buttons: Vec<String>,
}

/// A button that somebody can press.
#[derive(Debug, Clone)]
pub(super) struct Pressable {
    pub on: ShownMessage,
    pub press: String,
}

#[derive(Debug)]
pub(super) struct Collector {
    /// Refuses the first try to send a message, as Telegram does when it has too much to do.
    busy: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    last: BTreeMap<Group, i64>,
    messages: BTreeMap<(Group, i64), Shown>,
    /// Those that are there.
    topics: BTreeMap<ConversationId, Topic>,
    said: Vec<Said>,
    acknowledged: HashSet<String>,
    /// Messages of the learner's that were taken away.
    deleted: Vec<MessageRef>,
    /// Chats whose present message was refused once.
    refused: HashSet<ConversationId>,
    blocked: bool,
}

/// What numbers its messages by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Learner,
    Desk,
}

/// What a topic looks like, and how it was listed last.
#[derive(Debug, Default)]
struct Topic {
    title: String,
    listed: String,
    card: Option<MessageRef>,
    card_listed: Option<Said>,
}

#[derive(Debug)]
struct Shown {
    chat: ConversationId,
    /// `None`: the bot.
    by: Option<String>,
    text: Markup,
    kind: Option<AttachmentKind>,
    buttons: Vec<OutboxButton>,
}

impl Said {
    /// The key of what becomes of a topic.
    pub const TOPIC: &'static str = "topic";

    fn topic(became: &str) -> Self {
        Self {
            side: Side::Topic,
            keys: vec![Self::TOPIC.to_owned()],
            text: became.to_owned(),
            answers: None,
            buttons: Vec::new(),
        }
    }
}

impl Collector {
    pub fn new(busy: bool) -> Self {
        Self { busy, kept: Mutex::default() }
    }

    /// What was said since the last call, and what has become of titles and cards: of several looks in between only the last one
    /// is sure to be shown.
    pub fn take_said(&self) -> Vec<Said> {
        let mut kept = self.kept();
        let looks = kept.looks();
        kept.said.extend(looks);
        std::mem::take(&mut kept.said)
    }

    pub fn acknowledged(&self, query: &str) -> bool {
        self.kept().acknowledged.contains(query)
    }

    /// Somebody sends a message to a chat.
    pub fn wrote(
        &self,
        chat: &ConversationId,
        by: &str,
        text: &str,
        kind: Option<AttachmentKind>,
    ) -> MessageRef {
        let text = Markup(Markup::escape(text));
        let by = Some(by.to_owned());
        self.kept().show(Shown { chat: chat.clone(), by, text, kind, buttons: Vec::new() })
    }

    /// Somebody changes their last message in a chat. `None`: there is none.
    pub fn rewrote(&self, chat: &ConversationId, by: &str, text: &str) -> Option<MessageRef> {
        let mut kept = self.kept();
        let theirs = |shown: &Shown| shown.chat == *chat && shown.by.as_deref() == Some(by);
        let ((_, id), shown) = kept.messages.iter_mut().rev().find(|(_, shown)| theirs(shown))?;
        shown.text = Markup(Markup::escape(text));
        Some(MessageRef(*id))
    }

    /// The newest message of a chat in which the words stand.
    pub fn containing(&self, chat: &ConversationId, words: &str) -> Option<MessageRef> {
        let kept = self.kept();
        let (_, id) = kept.in_chat(chat).find(|(_, shown)| shown.text.plain().contains(words))?.0;
        Some(MessageRef(*id))
    }

    /// The button of the newest message of a chat that has one with this label.
    pub fn find(&self, chat: &ConversationId, label: &str) -> Option<Pressable> {
        let kept = self.kept();
        kept.in_chat(chat).find_map(|((_, on), shown)| {
            let button = shown.buttons.iter().find(|button| button.label == label)?;
            let on = ShownMessage { message: MessageRef(*on), text: shown.text.clone() };
            Some(Pressable { on, press: button.press.clone() })
        })
    }

    /// The labels in a chat, those of the newest message first.
    pub fn labels(&self, chat: &ConversationId) -> Vec<String> {
        let kept = self.kept();
        let mut labels = Vec::new();
        for button in kept.in_chat(chat).flat_map(|(_, shown)| &shown.buttons) {
            if !labels.contains(&button.label) {
                labels.push(button.label.clone());
            }
        }
        labels
    }

    /// Nothing arrives at the learner any more, or again.
    pub fn block(&self, blocked: bool) {
        self.kept().blocked = blocked;
    }

    /// Whether a message of the learner's was taken away.
    pub fn is_deleted(&self, message: MessageRef) -> bool {
        self.kept().deleted.contains(&message)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Channel for Collector {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        let mut kept = self.kept();
        // Messages of a chat come one after the other, so every other try is a first one.
        let refuses = self.busy && !kept.refused.remove(to);
        let delivery = if refuses {
            kept.refused.insert(to.clone());
            Delivery::Retry { after: Some(Duration::ZERO), hold: Hold::Conversation }
        } else {
            kept.take(to, message).unwrap_or_else(|why| Delivery::Dead { why })
        };
        async move { delivery }.boxed()
    }
}

impl Group {
    fn of(chat: &ConversationId) -> Self {
        match Side::of(chat) {
            Side::Learner => Self::Learner,
            Side::Topic | Side::General => Self::Desk,
        }
    }
}

impl Kept {
    /// Newest first.
    fn in_chat(&self, chat: &ConversationId) -> impl Iterator<Item = (&(Group, i64), &Shown)> {
        self.messages.iter().rev().filter(move |(_, shown)| shown.chat == *chat)
    }

    fn number(&mut self, chat: &ConversationId) -> MessageRef {
        let last = self.last.entry(Group::of(chat)).or_default();
        *last += 1;
        MessageRef(*last)
    }

    fn show(&mut self, shown: Shown) -> MessageRef {
        let id = self.number(&shown.chat);
        self.messages.insert((Group::of(&shown.chat), id.0), shown);
        id
    }

    fn shown(&mut self, chat: &ConversationId, on: MessageRef) -> Result<&mut Shown, String> {
        let shown = self.messages.get_mut(&(Group::of(chat), on.0)).filter(|shown| shown.chat == *chat);
        shown.ok_or_else(|| format!("there is no message {} in `{chat}`", on.0))
    }

    /// An error is why it never arrives.
    fn take(&mut self, to: &ConversationId, message: &OutboxMessage) -> Result<Delivery, String> {
        let side = Side::of(to);
        if let OutboxMessage::Acknowledge { query } = message {
            self.acknowledged.insert(query.clone());
            return Ok(arrived([]));
        }
        if side == Side::Learner && self.blocked {
            return Ok(Delivery::Unreachable { why: "the learner blocked the bot".to_owned() });
        }
        if let OutboxMessage::Topic(change) = message {
            return self.change_topic(to, change);
        }
        if side == Side::Topic && !self.topics.contains_key(to) {
            return Err(format!("there is no topic `{to}`"));
        }
        let mut said = Said {
            side,
            keys: Vec::new(),
            text: String::new(),
            answers: self.answered(to, message),
            buttons: Vec::new(),
        };
        let ids = match message {
            OutboxMessage::Send { text, buttons, keys, .. }
            | OutboxMessage::Post { text, buttons, keys, .. } => {
                said = Said { keys: keys.clone(), text: text.plain(), buttons: choices(buttons), ..said };
                let (text, buttons) = (text.clone(), buttons.clone());
                vec![self.show(Shown { chat: to.clone(), by: None, text, kind: None, buttons })]
            }
            OutboxMessage::Edit { on, text, buttons, keys } => {
                let shown = self.shown(to, *on)?;
                (shown.text, shown.buttons) = (text.clone(), buttons.clone());
                if self.topics.get(to).is_some_and(|topic| topic.card == Some(*on)) {
                    return Ok(arrived([*on]));
                }
                said = Said { keys: keys.clone(), text: text.plain(), buttons: choices(buttons), ..said };
                vec![*on]
            }
            OutboxMessage::Caption { on, text, keys } => {
                let shown = self.shown(to, *on)?;
                shown.kind.ok_or_else(|| format!("message {} in `{to}` can have no caption", on.0))?;
                shown.text = text.clone();
                said = Said { keys: keys.clone(), text: text.plain(), ..said };
                vec![*on]
            }
            OutboxMessage::Settle { on, text } => {
                let shown = self.shown(to, *on)?;
                (shown.text, shown.buttons) = (text.clone(), Vec::new());
                return Ok(arrived([*on]));
            }
            OutboxMessage::Delete { on } => {
                self.messages.remove(&(Group::of(to), on.0));
                self.deleted.push(*on);
                return Ok(arrived([]));
            }
            OutboxMessage::Copy { from, messages, caption, .. } => {
                said.text = caption.as_ref().map(Markup::plain).unwrap_or_default();
                let mut ids = Vec::new();
                for message in messages {
                    let kind = self.messages.get(&(Group::of(from), message.0)).map(|shown| shown.kind);
                    let kind =
                        kind.flatten().ok_or_else(|| format!("there is nothing to copy in `{from}`"))?;
                    said.keys.push(kind.name().to_owned());
                    let text = caption.clone().unwrap_or_default();
                    let (chat, kind) = (to.clone(), Some(kind));
                    ids.push(self.show(Shown { chat, by: None, text, kind, buttons: Vec::new() }));
                }
                ids
            }
            OutboxMessage::Acknowledge { .. } | OutboxMessage::Topic(_) => Vec::new(),
        };
        if let (OutboxMessage::Post { pinned: true, .. }, Some(topic)) = (message, self.topics.get_mut(to)) {
            (topic.card, topic.card_listed) = (ids.first().copied(), Some(said.clone()));
        }
        self.said.push(said);
        Ok(arrived(ids))
    }

    fn answered(&self, to: &ConversationId, message: &OutboxMessage) -> Option<String> {
        let (OutboxMessage::Post { reply_to, .. } | OutboxMessage::Copy { reply_to, .. }) = message else {
            return None;
        };
        let shown = self.messages.get(&(Group::of(to), (*reply_to)?.0))?;
        Some(shown.text.plain())
    }

    fn change_topic(&mut self, topic: &ConversationId, change: &TopicChange) -> Result<Delivery, String> {
        let opens = matches!(change, TopicChange::Open { .. });
        if opens == self.topics.contains_key(topic) {
            return Err(format!("`{topic}` is there already, or is not"));
        }
        let mut ids = Vec::new();
        let text = match change {
            TopicChange::Open { title } => {
                let made = Topic { title: title.clone(), listed: title.clone(), ..Topic::default() };
                self.topics.insert(topic.clone(), made);
                ids.push(self.number(topic));
                title
            }
            TopicChange::Rename { title } => {
                if let Some(known) = self.topics.get_mut(topic) {
                    known.title = title.clone();
                }
                return Ok(arrived([]));
            }
            TopicChange::Close => "closed",
            TopicChange::Reopen => "reopened",
            TopicChange::Delete { .. } => {
                self.topics.remove(topic);
                self.messages.retain(|_, shown| shown.chat != *topic);
                "deleted"
            }
        };
        self.said.push(Said::topic(text));
        Ok(arrived(ids))
    }

    /// Titles and cards that are not as they were listed.
    fn looks(&mut self) -> Vec<Said> {
        let mut looks = Vec::new();
        for topic in self.topics.values_mut() {
            if topic.listed != topic.title {
                topic.listed.clone_from(&topic.title);
                looks.push(Said::topic(&topic.title));
            }
            let shown = topic.card.and_then(|card| self.messages.get(&(Group::Desk, card.0)));
            if let (Some(shown), Some(listed)) = (shown, &mut topic.card_listed) {
                let (text, buttons) = (shown.text.plain(), choices(&shown.buttons));
                if listed.text != text || listed.buttons != buttons {
                    (listed.text, listed.buttons) = (text, buttons);
                    looks.push(listed.clone());
                }
            }
        }
        looks
    }
}

fn arrived(ids: impl Into<Vec<MessageRef>>) -> Delivery {
    Delivery::Delivered(Receipt { ids: ids.into(), topic: None })
}

fn choices(buttons: &[OutboxButton]) -> Vec<String> {
    let choices = buttons.iter().filter(|button| button.role == ButtonRole::Choice);
    choices.map(|button| button.label.clone()).collect()
}
