//! The topics of the help desk's group: made, changed, and made anew when somebody deleted them.

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    CloseForumTopic, CreateForumTopic, DeleteForumTopic, EditForumTopic, EditForumTopicSetters as _,
    ReopenForumTopic,
};
use teloxide::types::{MessageId, ThreadId};
use tracing::warn;

use super::api::Failure;
use super::outbound::{Outbound, POWERLESS, Place};
use crate::engine::{MessageRef, OutboxMessage, TopicChange};
use crate::runtime::Receipt;

// The Bot API has no codes for these.

const LOST: &[&str] = &["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"];
const CLOSED: &[&str] = &["TOPIC_CLOSED"];
const UNCHANGED: &[&str] = &["TOPIC_NOT_MODIFIED"];

#[derive(Deserialize)]
struct Made {
    message_thread_id: i64,
}

impl Outbound {
    /// A topic that is gone is made anew, and one that somebody closed is opened: what has to be said in it is said.
    pub(super) async fn carry_to_desk(
        &self,
        place: Place,
        message: &OutboxMessage,
    ) -> Result<Receipt, Failure> {
        let (Some(ticket), false) = (place.ticket, matches!(message, OutboxMessage::Topic(_))) else {
            return self.carry(place, message).await.map(|ids| Receipt { ids, topic: None });
        };
        let mut remade = None;
        let mut place = place;
        if place.thread.is_none() {
            remade = Some(self.make(place, &format!("#{ticket}")).await?);
            place.thread = self.thread(ticket);
        }
        let carried = match self.carry(place, message).await {
            Err(failure) if failure.says(LOST) => {
                warn!(%ticket, "a ticket's topic is gone and is made anew");
                self.topics.forget(ticket);
                remade = Some(self.make(place, &format!("#{ticket}")).await?);
                place.thread = self.thread(ticket);
                self.carry(place, message).await
            }
            Err(failure) if failure.says(CLOSED) => {
                self.change_topic(place, &TopicChange::Reopen).await?;
                self.carry(place, message).await
            }
            carried => carried,
        };
        carried.map(|ids| Receipt { ids, topic: remade })
    }

    async fn make(&self, place: Place, title: &str) -> Result<MessageRef, Failure> {
        let made: Made = self.api.call(&CreateForumTopic::new(place.chat, title)).await?;
        if let Some(ticket) = place.ticket {
            self.topics.note(ticket, made.message_thread_id);
        }
        Ok(MessageRef(made.message_thread_id))
    }

    /// A topic that is gone has nothing to be changed.
    pub(super) async fn change_topic(
        &self,
        place: Place,
        change: &TopicChange,
    ) -> Result<Vec<MessageRef>, Failure> {
        let chat = place.chat;
        let answer = match (change, place.thread) {
            // Made before, and the word of it got lost.
            (TopicChange::Open { .. }, Some(ThreadId(MessageId(thread)))) => {
                return Ok(vec![MessageRef(thread.into())]);
            }
            (TopicChange::Open { title }, None) => {
                return self.make(place, title).await.map(|made| vec![made]);
            }
            (TopicChange::Delete { topic: Some(topic) }, None) => {
                let Ok(thread) = i32::try_from(topic.0) else { return Ok(Vec::new()) };
                self.api.call(&DeleteForumTopic::new(chat, ThreadId(MessageId(thread)))).await
            }
            (_, None) => return Ok(Vec::new()),
            (TopicChange::Rename { title }, Some(thread)) => {
                let edit = EditForumTopic::new(chat, thread).name(title);
                self.api.call::<_, IgnoredAny>(&edit).await
            }
            (TopicChange::Close, Some(thread)) => self.api.call(&CloseForumTopic::new(chat, thread)).await,
            (TopicChange::Reopen, Some(thread)) => self.api.call(&ReopenForumTopic::new(chat, thread)).await,
            (TopicChange::Delete { .. }, Some(thread)) => {
                self.api.call(&DeleteForumTopic::new(chat, thread)).await
            }
        };
        if let (TopicChange::Delete { .. }, Some(ticket)) = (change, place.ticket) {
            match &answer {
                Err(failure) if failure.says(POWERLESS) => self.topics.may_not_delete(),
                Err(failure) if !failure.says(LOST) => {}
                _ => self.topics.forget(ticket),
            }
        }
        match answer {
            Err(failure) if failure.says(UNCHANGED) || failure.says(LOST) => Ok(Vec::new()),
            answer => answer.map(|_| Vec::new()),
        }
    }
}
