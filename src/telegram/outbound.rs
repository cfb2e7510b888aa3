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
use serde::de::IgnoredAny;
use teloxide::payloads::{
    AnswerCallbackQuery, DeleteMessage, EditMessageText, EditMessageTextSetters as _, SendMessage,
    SendMessageSetters as _,
};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode,
};
use tracing::debug;

use super::ButtonKey;
use super::api::{Api, Failure};
use super::keyboard::keyboard;
use super::limits::Limits;
use super::moves::Moves;
use super::parts::{LONGEST, parts};
use crate::engine::{Markup, MessageRef, OutboxButton, OutboxMessage};
use crate::runtime::{self, Channel, Charge, ConversationId, Delivery, Hold};

pub(super) struct Outbound {
    pub api: Api,
    pub button_key: ButtonKey,
    pub limits: Limits,
    pub moves: Moves,
}

impl Channel for Outbound {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        async move {
            let Some(chat) = self.chat(to) else {
                return Delivery::Dead { why: "the conversation is not a Telegram chat".to_owned() };
            };
            match self.carry(ChatId(chat), message).await {
                // The group became a supergroup, where what stood in the old one cannot be edited.
                Err(Failure::Refused { migrate_to: Some(moved), .. }) if moved != chat => {
                    self.moves.note(chat, moved);
                    self.carry(ChatId(moved), message).await
                }
                carried => carried,
            }
            .map_or_else(verdict, |()| Delivery::Delivered)
        }
        .boxed()
    }

    fn limits(&self) -> runtime::Limits {
        self.limits.of_channel()
    }

    fn charge(&self, to: &ConversationId, message: &OutboxMessage) -> Option<Charge> {
        self.limits.charge(self.chat(to)?, message)
    }
}

impl Outbound {
    fn chat(&self, to: &ConversationId) -> Option<i64> {
        Some(self.moves.follow(to.chat().parse().ok()?))
    }

    async fn carry(&self, chat: ChatId, message: &OutboxMessage) -> Result<(), Failure> {
        match message {
            OutboxMessage::Send { text, buttons, quiet, .. } => {
                self.send(chat, &parts(text, LONGEST), buttons, *quiet).await
            }
            OutboxMessage::Edit { on, text, buttons, .. } => self.edit(chat, *on, text, buttons).await,
            OutboxMessage::Settle { on, text } => self.settle(chat, *on, text).await,
            OutboxMessage::Delete { on } => self.delete(chat, *on).await,
            OutboxMessage::Acknowledge { query, .. } => self.acknowledge(query).await,
        }
    }

    /// The buttons stand under the last part.
    async fn send(
        &self,
        chat: ChatId,
        parts: &[String],
        buttons: &[OutboxButton],
        quiet: bool,
    ) -> Result<(), Failure> {
        for (n, part) in parts.iter().enumerate() {
            let keyboard = if n + 1 == parts.len() { self.keyboard(chat, buttons) } else { None };
            self.send_part(chat, part, keyboard, quiet).await?;
        }
        Ok(())
    }

    async fn send_part(
        &self,
        chat: ChatId,
        part: &str,
        keyboard: Option<InlineKeyboardMarkup>,
        quiet: bool,
    ) -> Result<(), Failure> {
        let mut message = SendMessage::new(chat, part)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview())
            .disable_notification(quiet);
        if let Some(keyboard) = keyboard {
            message = message.reply_markup(keyboard);
        }
        self.api.call::<_, IgnoredAny>(&message).await.map(drop)
    }

    fn keyboard(&self, chat: ChatId, buttons: &[OutboxButton]) -> Option<InlineKeyboardMarkup> {
        keyboard(chat.0, buttons, &self.button_key)
    }

    async fn edit(
        &self,
        chat: ChatId,
        on: MessageRef,
        text: &Markup,
        buttons: &[OutboxButton],
    ) -> Result<(), Failure> {
        let parts = parts(text, LONGEST);
        let (Some((first, others)), Ok(id)) = (parts.split_first(), i32::try_from(on.0)) else {
            return self.send(chat, &parts, buttons, false).await;
        };
        let mut message = EditMessageText::new(chat, MessageId(id), first)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if others.is_empty()
            && let Some(keyboard) = self.keyboard(chat, buttons)
        {
            message = message.reply_markup(keyboard);
        }
        match self.api.call::<_, IgnoredAny>(&message).await {
            Err(failure) if failure.says(UNCHANGED) => {}
            Err(failure) if failure.says(UNEDITABLE) => return self.send(chat, &parts, buttons, false).await,
            answer => drop(answer?),
        }
        self.send(chat, others, buttons, false).await
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
];

impl Failure {
    fn says(&self, one_of: &[&str]) -> bool {
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
