//! Delivers what the outbox holds, and says what has to happen to what did not arrive.
//!
//! Delivery is at least once. A message is said twice when Telegram took it and its answer got lost (a time-out, a broken
//! connection, a kill between the answer and the outbox's note of it), and the first parts of a text of more than 4096
//! characters are when a later part has to be tried again: the Bot API knows no key by which it would recognise a repetition.
//!
//! A 429 does not say whether the chat's limit or the bot's overall limit was hit. The chat waits as long as it was told;
//! when it was the overall limit, every other chat is told the same at its next message.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    AnswerCallbackQuery, CopyMessage, CopyMessageSetters as _, CopyMessages, CopyMessagesSetters as _,
    DeleteMessage, EditMessageCaption, EditMessageCaptionSetters as _, EditMessageText,
    EditMessageTextSetters as _, PinChatMessage, PinChatMessageSetters as _, SendMessage,
    SendMessageSetters as _,
};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode, ReplyParameters,
    ThreadId,
};
use tracing::{debug, warn};

use super::api::{Api, Failure};
use super::keyboard::keyboard;
use super::limits::Limits;
use super::moves::Moves;
use super::parts::{LONGEST, LONGEST_CAPTION, parts};
use super::topics::Topics;
use super::{ButtonKey, CHANNEL};
use crate::engine::{Markup, MessageRef, OutboxButton, OutboxMessage, TicketNumber, TopicChange};
use crate::runtime::{self, Channel, Charge, ConversationId, Delivery, Hold, Receipt};

pub(super) struct Outbound {
    pub api: Api,
    pub button_key: ButtonKey,
    pub limits: Limits,
    pub moves: Moves,
    pub topics: Topics,
}

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub chat: ChatId,
    /// A topic of the help desk's group, which may have to be made first.
    pub ticket: Option<TicketNumber>,
    pub thread: Option<ThreadId>,
    pub is_desk: bool,
}

impl Channel for Outbound {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        async move {
            let Some(place) = self.place(to) else {
                return Delivery::Dead { why: "the conversation is not a Telegram chat".to_owned() };
            };
            if self.is_in_vain(message) {
                return Delivery::Powerless { why: "it may not delete topics".to_owned() };
            }
            let carried = if place.is_desk {
                self.carry_to_desk(place, message).await
            } else {
                self.carry(place, message).await.map(|ids| Receipt { ids, topic: None })
            };
            let carried = match carried {
                // The group became a supergroup, where what stood in the old one cannot be edited.
                Err(Failure::Refused { migrate_to: Some(moved), .. }) if moved != place.chat.0 => {
                    self.moves.note(place.chat.0, moved);
                    let place = Place { chat: ChatId(moved), ..place };
                    self.carry(place, message).await.map(|ids| Receipt { ids, topic: None })
                }
                carried => carried,
            };
            match carried {
                Ok(receipt) => Delivery::Delivered(receipt),
                Err(failure) if place.is_desk => desk_verdict(failure),
                Err(failure) => verdict(failure),
            }
        }
        .boxed()
    }

    fn limits(&self) -> runtime::Limits {
        self.limits.of_channel()
    }

    fn charge(&self, to: &ConversationId, message: &OutboxMessage) -> Option<Charge> {
        let place = self.place(to).filter(|_| !self.is_in_vain(message))?;
        self.limits.charge(place.chat.0, message)
    }

    fn topic_is(&self, ticket: TicketNumber, topic: MessageRef) {
        self.topics.note(ticket, topic.0);
    }
}

impl Outbound {
    /// It was refused before, and nobody has given the right since.
    fn is_in_vain(&self, message: &OutboxMessage) -> bool {
        matches!(message, OutboxMessage::Topic(TopicChange::Delete { .. })) && self.topics.cannot_delete()
    }

    fn place(&self, to: &ConversationId) -> Option<Place> {
        if to.channel() == CHANNEL {
            let chat = ChatId(self.moves.follow(to.chat().parse().ok()?));
            return Some(Place { chat, ticket: None, thread: None, is_desk: false });
        }
        let chat = ChatId(self.topics.group()?);
        if *to == runtime::desk_general() {
            return Some(Place { chat, ticket: None, thread: None, is_desk: true });
        }
        let ticket: TicketNumber = to.chat().parse().ok()?;
        Some(Place { chat, ticket: Some(ticket), thread: self.thread(ticket), is_desk: true })
    }

    pub(super) fn thread(&self, ticket: TicketNumber) -> Option<ThreadId> {
        let thread = i32::try_from(self.topics.thread_of(ticket)?).ok()?;
        Some(ThreadId(MessageId(thread)))
    }

    /// What the messages are called where they arrived.
    pub(super) async fn carry(
        &self,
        place: Place,
        message: &OutboxMessage,
    ) -> Result<Vec<MessageRef>, Failure> {
        match message {
            OutboxMessage::Send { text, buttons, quiet, .. } => {
                self.send(place, &parts(text, LONGEST), buttons, *quiet, None).await
            }
            OutboxMessage::Post { text, buttons, reply_to, pinned, quiet, .. } => {
                let sent = self.send(place, &parts(text, LONGEST), buttons, *quiet, *reply_to).await?;
                if let Some(first) = sent.first().filter(|_| *pinned) {
                    self.pin(place, *first).await;
                }
                Ok(sent)
            }
            OutboxMessage::Copy { from, messages, caption, reply_to } => {
                self.copy(place, from, messages, caption.as_ref(), *reply_to).await
            }
            OutboxMessage::Edit { on, text, buttons, .. } => self.edit(place, *on, text, buttons).await,
            OutboxMessage::Caption { on, text, .. } => self.recaption(place, *on, text).await,
            OutboxMessage::Settle { on, text } => {
                self.settle(place.chat, *on, text).await.map(|()| Vec::new())
            }
            OutboxMessage::Delete { on } => self.delete(place.chat, *on).await.map(|()| Vec::new()),
            OutboxMessage::Acknowledge { query } => self.acknowledge(query).await.map(|()| Vec::new()),
            OutboxMessage::Topic(change) => self.change_topic(place, change).await,
        }
    }

    /// The buttons stand under the last part.
    async fn send(
        &self,
        place: Place,
        parts: &[String],
        buttons: &[OutboxButton],
        quiet: bool,
        reply_to: Option<MessageRef>,
    ) -> Result<Vec<MessageRef>, Failure> {
        let mut sent = Vec::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate() {
            let keyboard = if n + 1 == parts.len() { self.keyboard(place.chat, buttons) } else { None };
            let reply_to = reply_to.filter(|_| n == 0);
            sent.push(self.send_part(place, part, keyboard, quiet, reply_to).await?);
        }
        Ok(sent)
    }

    async fn send_part(
        &self,
        place: Place,
        part: &str,
        keyboard: Option<InlineKeyboardMarkup>,
        quiet: bool,
        reply_to: Option<MessageRef>,
    ) -> Result<MessageRef, Failure> {
        let mut message = SendMessage::new(place.chat, part)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview())
            .disable_notification(quiet);
        message.message_thread_id = place.thread;
        message.reply_parameters = reply_to.and_then(answering);
        if let Some(keyboard) = keyboard {
            message = message.reply_markup(keyboard);
        }
        self.api.call::<_, Sent>(&message).await.map(Sent::reference)
    }

    /// As it was sent, without a word of whose it is, and with no words but those that are given here: its own may have been changed since,
    /// and nobody has masked them. Several are an album, whose caption comes behind it.
    async fn copy(
        &self,
        place: Place,
        from: &ConversationId,
        messages: &[MessageRef],
        caption: Option<&Markup>,
        reply_to: Option<MessageRef>,
    ) -> Result<Vec<MessageRef>, Failure> {
        let mut ids: Vec<MessageId> =
            messages.iter().filter_map(|message| i32::try_from(message.0).ok()).map(MessageId).collect();
        ids.sort_unstable_by_key(|id| id.0);
        let Some(from) = self.place(from) else { return Ok(Vec::new()) };
        if let [id] = ids[..] {
            let mut copy = CopyMessage::new(place.chat, from.chat, id);
            copy.message_thread_id = place.thread;
            copy.reply_parameters = reply_to.and_then(answering);
            let captions = caption.map(|caption| parts(caption, LONGEST_CAPTION)).unwrap_or_default();
            let (first, others) =
                captions.split_first().map_or(("", &[][..]), |(first, rest)| (&first[..], rest));
            // An empty one takes away what stands there; without one, the Bot API keeps it.
            copy = copy.caption(first).parse_mode(ParseMode::Html);
            let mut sent = vec![self.api.call::<_, Sent>(&copy).await?.reference()];
            sent.extend(self.send(place, others, &[], false, None).await?);
            return Ok(sent);
        }
        let mut copies = CopyMessages::new(place.chat, from.chat, ids).remove_caption(true);
        copies.message_thread_id = place.thread;
        let sent: Vec<Sent> = self.api.call(&copies).await?;
        let mut sent: Vec<MessageRef> = sent.into_iter().map(Sent::reference).collect();
        if let Some(caption) = caption {
            sent.extend(self.send(place, &parts(caption, LONGEST), &[], false, None).await?);
        }
        Ok(sent)
    }

    /// A card that cannot be pinned is there all the same.
    async fn pin(&self, place: Place, on: MessageRef) {
        let Ok(id) = i32::try_from(on.0) else { return };
        let pin = PinChatMessage::new(place.chat, MessageId(id)).disable_notification(true);
        if let Err(failure) = self.api.call::<_, IgnoredAny>(&pin).await {
            warn!(%failure, "a card cannot be pinned; the bot needs the right to pin messages in the desk's group");
        }
    }

    fn keyboard(&self, chat: ChatId, buttons: &[OutboxButton]) -> Option<InlineKeyboardMarkup> {
        keyboard(chat.0, buttons, &self.button_key)
    }

    async fn edit(
        &self,
        place: Place,
        on: MessageRef,
        text: &Markup,
        buttons: &[OutboxButton],
    ) -> Result<Vec<MessageRef>, Failure> {
        let parts = parts(text, LONGEST);
        let (Some((first, others)), Ok(id)) = (parts.split_first(), i32::try_from(on.0)) else {
            return self.send(place, &parts, buttons, false, None).await;
        };
        let mut message = EditMessageText::new(place.chat, MessageId(id), first)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if others.is_empty()
            && let Some(keyboard) = self.keyboard(place.chat, buttons)
        {
            message = message.reply_markup(keyboard);
        }
        match self.api.call::<_, IgnoredAny>(&message).await {
            Err(failure) if failure.says(UNCHANGED) => {}
            Err(failure) if failure.says(UNEDITABLE) => {
                return self.send(place, &parts, buttons, false, None).await;
            }
            answer => drop(answer?),
        }
        self.send(place, others, buttons, false, None).await
    }

    /// What is gone, or can have no caption, is followed by the words.
    async fn recaption(
        &self,
        place: Place,
        on: MessageRef,
        text: &Markup,
    ) -> Result<Vec<MessageRef>, Failure> {
        let parts = parts(text, LONGEST_CAPTION);
        let (Some((first, others)), Ok(id)) = (parts.split_first(), i32::try_from(on.0)) else {
            return self.send(place, &parts, &[], false, None).await;
        };
        let caption = EditMessageCaption::new(place.chat, MessageId(id)).caption(first);
        match self.api.call::<_, IgnoredAny>(&caption.parse_mode(ParseMode::Html)).await {
            Err(failure) if failure.says(UNCHANGED) => {}
            Err(failure) if failure.says(UNEDITABLE) => {
                return self.send(place, &parts, &[], false, None).await;
            }
            answer => drop(answer?),
        }
        self.send(place, others, &[], false, None).await
    }

    /// A trace that cannot be left is no loss: the answer itself comes with a message of its own.
    async fn settle(&self, chat: ChatId, on: MessageRef, text: &Markup) -> Result<(), Failure> {
        let (Ok(id), [text]) = (i32::try_from(on.0), &parts(text, LONGEST)[..]) else { return Ok(()) };
        let message = EditMessageText::new(chat, MessageId(id), text)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        match self.api.call::<_, IgnoredAny>(&message).await {
            Err(Failure::Refused { code: 400, description, migrate_to: None, .. }) => {
                debug!(description, "a choice could not leave its trace");
                Ok(())
            }
            answer => answer.map(drop),
        }
    }

    /// One that is gone, or too old to be deleted (48 hours), is no trouble either: the learner is told to look. Whether the
    /// learner can be reached is left to the answer to tell.
    async fn delete(&self, chat: ChatId, on: MessageRef) -> Result<(), Failure> {
        let Ok(id) = i32::try_from(on.0) else { return Ok(()) };
        match self.api.call::<_, IgnoredAny>(&DeleteMessage::new(chat, MessageId(id))).await {
            Err(Failure::Refused { code: 400 | 403, description, migrate_to: None, .. }) => {
                debug!(description, "a message with personal data cannot be deleted");
                Ok(())
            }
            answer => answer.map(drop),
        }
    }

    /// A query that is too old is no trouble: its spinner stopped by itself.
    async fn acknowledge(&self, query: &str) -> Result<(), Failure> {
        let answer = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned()));
        match self.api.call::<_, IgnoredAny>(&answer).await {
            Err(Failure::Refused { code: 400, description, .. }) => {
                debug!(description, "a press could not be acknowledged");
                Ok(())
            }
            answer => answer.map(drop),
        }
    }
}

/// What Telegram calls a message.
#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

impl Sent {
    fn reference(self) -> MessageRef {
        MessageRef(self.message_id)
    }
}

/// A message that is gone is answered without it.
fn answering(on: MessageRef) -> Option<ReplyParameters> {
    let id = MessageId(i32::try_from(on.0).ok()?);
    Some(ReplyParameters { allow_sending_without_reply: Some(true), ..ReplyParameters::new(id) })
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

// The Bot API has no codes for what follows: its descriptions are all there is.

/// An edit that changes nothing is done.
const UNCHANGED: &[&str] = &["message is not modified"];

/// The words still have to arrive, in a message of their own.
const UNEDITABLE: &[&str] = &[
    "message to edit not found",
    "message can't be edited",
    "MESSAGE_ID_INVALID",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
];

impl Failure {
    pub(super) fn says(&self, one_of: &[&str]) -> bool {
        matches!(self, Self::Refused { code: 400, description, .. }
            if one_of.iter().any(|words| description.contains(words)))
    }
}

fn verdict(failure: Failure) -> Delivery {
    match failure {
        Failure::Network { .. } => Delivery::Retry { after: None, hold: Hold::Channel },
        Failure::Malformed { .. } => Delivery::Retry { after: None, hold: Hold::Conversation },
        Failure::Refused { code: 429, retry_after, .. } => {
            Delivery::Retry { after: retry_after, hold: Hold::Conversation }
        }
        Failure::Refused { code: 500.., .. } => Delivery::Retry { after: None, hold: Hold::Conversation },
        // The token was revoked: the messages wait until the operator has set the new one.
        Failure::Refused { code: 401 | 404, .. } => Delivery::Retry { after: None, hold: Hold::Channel },
        // Telegram's descriptions name neither people nor their words.
        Failure::Refused { code: 403, description, .. } => Delivery::Unreachable { why: description },
        Failure::Refused { description, .. } => Delivery::Dead { why: description },
    }
}

/// At the desk there is nobody who could not be reached: the bot was sent away, or may not do what it has to, and everything waits until
/// that is mended.
fn desk_verdict(failure: Failure) -> Delivery {
    match failure {
        Failure::Refused { code: 403, description, .. } => {
            warn!(description, "the bot is not in the desk's group; what is for the desk waits");
            Delivery::Retry { after: None, hold: Hold::Conversation }
        }
        // `/desk here` says what is missing.
        failure if failure.says(POWERLESS) => Delivery::Powerless { why: failure.to_string() },
        failure => verdict(failure),
    }
}

/// What an administrator of the desk's group has to mend.
pub(super) const POWERLESS: &[&str] = &[
    "not enough rights",
    "need administrator rights",
    "chat not found",
    "not a forum",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_ADMIN_REQUIRED",
];

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn refused(code: u16, description: &str) -> Failure {
        Failure::Refused { code, description: description.to_owned(), retry_after: None, migrate_to: None }
    }

    #[test]
    fn what_failed_is_tried_again_or_given_up() {
        let retry =
            |after: Option<u64>, hold| Delivery::Retry { after: after.map(Duration::from_secs), hold };
        let dead = |why: &str| Delivery::Dead { why: why.to_owned() };
        let unreachable = |why: &str| Delivery::Unreachable { why: why.to_owned() };
        let flood = Failure::Refused {
            code: 429,
            description: "Too Many Requests: retry after 7".to_owned(),
            retry_after: Some(Duration::from_secs(7)),
            migrate_to: None,
        };
        for (failure, expected) in [
            (Failure::Network { why: "reset".to_owned() }, retry(None, Hold::Channel)),
            (Failure::Malformed { status: 200 }, retry(None, Hold::Conversation)),
            (Failure::Malformed { status: 502 }, retry(None, Hold::Conversation)),
            (flood, retry(Some(7), Hold::Conversation)),
            (refused(429, "Too Many Requests"), retry(None, Hold::Conversation)),
            (refused(500, "Internal Server Error"), retry(None, Hold::Conversation)),
            (refused(504, ""), retry(None, Hold::Conversation)),
            (refused(401, "Unauthorized"), retry(None, Hold::Channel)),
            (refused(404, "Not Found"), retry(None, Hold::Channel)),
            (
                refused(403, "Forbidden: bot was blocked by the user"),
                unreachable("Forbidden: bot was blocked by the user"),
            ),
            (refused(403, "Forbidden: user is deactivated"), unreachable("Forbidden: user is deactivated")),
            (refused(400, "Bad Request: chat not found"), dead("Bad Request: chat not found")),
            (refused(400, "Bad Request: message is too long"), dead("Bad Request: message is too long")),
            (refused(413, "Request Entity Too Large"), dead("Request Entity Too Large")),
        ] {
            assert_eq!(verdict(failure.clone()), expected, "{failure}");
        }
    }
}
