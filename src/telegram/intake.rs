//! Asks Telegram for updates, one long poll after the other, and hands each batch to the runtime's gate.
//!
//! Asking for the updates after a batch is what confirms it, and Telegram then forgets it. So the next question is asked when
//! the gate has made the batch and the cursor durable, and not before: an update is lost by no crash, and one that comes twice
//! is known by its id. Outages are waited out for ever; only a refused token or a failing store end the intake.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teloxide::requests::Payload;
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use super::albums::Albums;
use super::api::{Api, Failure};
use super::desk::{self, DeskInbound};
use super::inbound::{self, Skip};
use super::moves::Moves;
use super::topics::Topics;
use super::{ButtonKey, CHANNEL, Me};
use crate::clock::Clock;
use crate::engine::{ConversationId, DeskEvent, Event};
use crate::runtime::{Arrival, Cursor, Runtime, desk_general};

pub(super) struct Intake {
    pub api: Api,
    pub me: Me,
    pub button_key: ButtonKey,
    pub moves: Moves,
    pub topics: Topics,
    pub poll_timeout_s: u32,
    pub runtime: Runtime,
    pub clock: Arc<dyn Clock>,
}

/// Why the intake cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("Telegram does not accept the bot's token any more")]
    TokenRevoked,
    /// Nothing of the batch was acknowledged: it comes again after a restart.
    #[error("updates cannot be stored")]
    Store(#[source] Box<dyn Error + Send + Sync>),
}

impl Intake {
    /// Ends with `Ok` when `stop` is cancelled, at whatever it is then doing.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), IntakeError> {
        // Dropping it half-way is safe everywhere: what was not accepted was not confirmed.
        stop.run_until_cancelled(self.poll_for_ever()).await.unwrap_or(Ok(()))
    }

    async fn poll_for_ever(&self) -> Result<(), IntakeError> {
        let mut position = self.runtime.cursor(CHANNEL).await.map_err(IntakeError::store)?;
        let (mut standing, mut albums) = (Standing::default(), Albums::default());
        loop {
            match self.poll(position).await {
                Ok(updates) => {
                    standing.fine();
                    if let Some(last) = updates.iter().filter_map(inbound::update_id).next_back() {
                        self.accept(&updates, last, &mut albums).await?;
                        position = Some(last);
                    }
                }
                Err(failure) => {
                    let wait = standing.troubled(Trouble::of(&failure)?, &failure);
                    let until = self.clock.now().checked_add(wait).unwrap_or(jiff::Timestamp::MAX);
                    self.clock.sleep_until(until).await;
                }
            }
        }
    }

    async fn poll(&self, position: Option<i64>) -> Result<Vec<Value>, Failure> {
        let updates: Vec<Value> = self
            .api
            .call(&GetUpdates {
                offset: position.map(|position| position.saturating_add(1)),
                timeout: self.poll_timeout_s,
                allowed_updates: [
                    "message",
                    "edited_message",
                    "callback_query",
                    "my_chat_member",
                    "chat_member",
                ],
            })
            .await?;
        // Without an id there is nothing to confirm, and the same batch would come again at once.
        if !updates.is_empty() && updates.iter().all(|update| inbound::update_id(update).is_none()) {
            return Err(Failure::Malformed { status: 200 });
        }
        Ok(updates)
    }

    /// The cursor goes to the batch's last id and not to its highest: after a silent week Telegram begins anew anywhere.
    async fn accept(&self, updates: &[Value], last: i64, albums: &mut Albums) -> Result<(), IntakeError> {
        let now = self.clock.now();
        let mut arrivals = Vec::with_capacity(updates.len());
        for update in updates {
            let update_id = inbound::update_id(update);
            if let Some((old, new)) = inbound::moved(update) {
                self.moves.note(old, new);
            }
            match self.read(update, now).await {
                Ok(arrival) => arrivals.push((arrival, inbound::album(update))),
                Err(Skip::Ignored(why)) => debug!(update_id, why, "update ignored"),
                Err(Skip::Unreadable) => {
                    warn!(update_id, "update skipped: it is not what the Bot API promises");
                }
            }
        }
        let cursor = Cursor { name: CHANNEL.to_owned(), position: last };
        self.runtime.accept(albums.gather(arrivals), Some(cursor)).await.map_err(IntakeError::store)
    }
}

impl Intake {
    async fn read(&self, update: &Value, now: jiff::Timestamp) -> Result<Arrival, Skip> {
        if let Some((user, is_admin)) = desk::changed_member(update, &self.topics) {
            self.topics.becomes(user, is_admin);
            return Err(Skip::Ignored("who is what in the desk's group"));
        }
        if let Some(user) = desk::actor(update, &self.topics).filter(|user| *user != self.me.id)
            && self.topics.is_worth_a_look(user, now)
        {
            self.topics.look_up(&self.api, &self.me, user).await;
        }
        if let Some(chat) = desk::asks_for_desk(update, &self.topics, &self.me) {
            return self.standing(update, chat, now).await;
        }
        let learner_of = |ticket| self.runtime.learner_of(ticket);
        let at_desk = DeskInbound {
            topics: &self.topics,
            me: &self.me,
            key: &self.button_key,
            learner_of: &learner_of,
        };
        match at_desk.read(update) {
            Some(read) => {
                let (conversation, event) = read?;
                let id = inbound::update_id(update).ok_or(Skip::Unreadable)?;
                Ok(inbound::arrival(id, conversation, event, None, now))
            }
            None => inbound::read(update, &self.me, &self.button_key, now),
        }
    }

    /// How the bot stands in a group that is the desk, or is to become it.
    async fn standing(&self, update: &Value, chat: i64, now: jiff::Timestamp) -> Result<Arrival, Skip> {
        let id = inbound::update_id(update).ok_or(Skip::Unreadable)?;
        let standing = match self.topics.look(&self.api, &self.me, chat).await {
            Ok(standing) => standing,
            Err(failure) => {
                warn!(%failure, "a group that is to be the desk cannot be looked at");
                return Err(Skip::Ignored("a group that cannot be looked at"));
            }
        };
        let is_desk = self.topics.is_desk(chat);
        let conversation = if is_desk { desk_general() } else { ConversationId::new(CHANNEL, chat) };
        let event = Event::Desk(DeskEvent::Here { standing, is_desk, chat });
        Ok(inbound::arrival(id, conversation, event, None, now))
    }
}

impl IntakeError {
    fn store(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Store(error.into())
    }
}

/// Own parameters, as teloxide's would have teloxide read the answer, and lose what it does not know.
#[derive(Serialize)]
struct GetUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    timeout: u32,
    allowed_updates: [&'static str; 5],
}

impl Payload for GetUpdates {
    type Output = Vec<Value>;
    const NAME: &'static str = "getUpdates";

    fn timeout_hint(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.timeout.into()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Unreachable,
    /// Another process, or a webhook, takes this bot's updates.
    Rivalled,
}

impl Trouble {
    fn of(failure: &Failure) -> Result<Self, IntakeError> {
        match failure {
            Failure::Refused { code: 401 | 404, .. } => Err(IntakeError::TokenRevoked),
            Failure::Refused { code: 409, .. } => Ok(Self::Rivalled),
            _ => Ok(Self::Unreachable),
        }
    }
}

/// How the polling goes: says so once when it changes, and how long to wait.
#[derive(Default)]
struct Standing {
    trouble: Option<Trouble>,
    failures: u32,
}

impl Standing {
    const LONGEST_WAIT: Duration = Duration::from_secs(30);

    fn fine(&mut self) {
        if self.trouble.is_some() {
            info!(failures = self.failures, "updates come in again");
        }
        *self = Self::default();
    }

    fn troubled(&mut self, trouble: Trouble, failure: &Failure) -> Duration {
        if self.trouble != Some(trouble) {
            match trouble {
                Trouble::Unreachable => warn!(%failure, "updates cannot be asked for; trying again for ever"),
                Trouble::Rivalled => error!(
                    %failure,
                    "something else takes this bot's updates: another process with the same token, or a webhook; it has to end"
                ),
            }
        }
        self.trouble = Some(trouble);
        let wait = Duration::from_secs(1 << self.failures.min(5)).min(Self::LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        match failure {
            Failure::Refused { retry_after: Some(after), .. } => *after,
            _ => wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_begin_anew_when_all_is_fine() {
        let mut standing = Standing::default();
        let failure = Failure::Malformed { status: 502 };
        let waits = |standing: &mut Standing, n| -> Vec<u64> {
            (0..n).map(|_| standing.troubled(Trouble::Unreachable, &failure).as_secs()).collect()
        };
        assert_eq!(waits(&mut standing, 8), [1, 2, 4, 8, 16, 30, 30, 30]);
        standing.fine();
        assert_eq!(waits(&mut standing, 2), [1, 2]);
        let told = Failure::Refused {
            code: 429,
            description: String::new(),
            retry_after: Some(Duration::from_secs(7)),
            migrate_to: None,
        };
        assert_eq!(standing.troubled(Trouble::Unreachable, &told).as_secs(), 7);
    }

    #[test]
    fn only_the_api_itself_can_say_that_the_token_is_wrong() {
        let refused =
            |code| Failure::Refused { code, description: String::new(), retry_after: None, migrate_to: None };
        assert!(Trouble::of(&refused(401)).is_err());
        assert!(Trouble::of(&refused(404)).is_err());
        assert_eq!(Trouble::of(&refused(409)).ok(), Some(Trouble::Rivalled));
        assert_eq!(Trouble::of(&refused(500)).ok(), Some(Trouble::Unreachable));
        assert_eq!(Trouble::of(&Failure::Malformed { status: 404 }).ok(), Some(Trouble::Unreachable));
    }
}
