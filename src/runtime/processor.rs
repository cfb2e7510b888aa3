//! One inbox entry: load, step, render, commit.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock};

use super::committer::Committer;
use crate::engine::{
    Content, Effect, Event, HandoffRequest, OutboxMessage, Outcome, Session, TimerChange, render, step,
    step_internal_error,
};
use crate::store::{Arrival, InboxEntry, OutboxEntry, Store, StoreError, Turn};

pub(super) struct Processor {
    pub content: RwLock<Arc<Content>>,
    pub store: Arc<dyn Store>,
    pub committer: Arc<Committer>,
}

/// What a committed turn leaves to be done.
pub(super) struct Committed {
    pub outbox: Vec<OutboxEntry>,
    pub timers: Vec<TimerChange>,
}

impl Processor {
    pub fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `Ok(None)`: it was done before.
    pub async fn process(&self, entry: InboxEntry) -> Result<Option<Committed>, StoreError> {
        loop {
            let session = self.session(&entry.arrival).await?;
            let turn = self.turn(&entry, &session);
            let timers = turn.timers.clone();
            match self.committer.commit(turn).await {
                Ok(outbox) => return Ok(Some(Committed { outbox, timers })),
                Err(StoreError::AlreadyDone) => return Ok(None),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn session(&self, arrival: &Arrival) -> Result<Session, StoreError> {
        let (store, conversation) = (Arc::clone(&self.store), arrival.conversation.clone());
        let loaded = tokio::task::spawn_blocking(move || store.session(&conversation)).await;
        let loaded = loaded.map_err(|error| StoreError::Failed { why: error.to_string() })?;
        let stored = match loaded {
            Err(StoreError::Unreadable { what, why }) => {
                tracing::error!(conversation = %arrival.conversation, what, why, "begins anew");
                None
            }
            loaded => loaded?,
        };
        Ok(stored.unwrap_or_else(|| {
            let content = self.content();
            let locale = match &arrival.language {
                Some(language) => content.texts.negotiate(language),
                None => content.texts.default_locale().clone(),
            };
            Session::new(content.fingerprint, locale)
        }))
    }

    fn turn(&self, entry: &InboxEntry, session: &Session) -> Turn {
        let content = self.content();
        let arrival = &entry.arrival;
        // `step` does not panic; should it ever, the learner is told instead of being left alone.
        let attempt =
            AssertUnwindSafe(|| with_words(&content, step(&content, session, &arrival.event, arrival.at)));
        let (outcome, messages) = std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
            tracing::error!(conversation = %arrival.conversation, seq = entry.seq, "the step panicked");
            with_words(&content, step_internal_error(&content, session, arrival.at))
        });
        let mut timers = Vec::new();
        if let Event::TimerDue { timer, .. } = &arrival.event {
            timers.push(TimerChange::Cancel { timer: timer.clone() });
        }
        let mut handoff: Option<HandoffRequest> = None;
        for effect in outcome.effects {
            match effect {
                Effect::Timer(change) => timers.push(change),
                Effect::OpenHandoff(request) => handoff = Some(request),
                Effect::Say(_) | Effect::Settle { .. } | Effect::Acknowledge { .. } => {}
            }
        }
        log_turn(entry, &messages, handoff.as_ref());
        Turn {
            inbox: entry.seq,
            conversation: arrival.conversation.clone(),
            expected: session.revision,
            session: outcome.session,
            outbox: messages,
            timers,
            handoff,
        }
    }
}

fn with_words(content: &Content, outcome: Outcome) -> (Outcome, Vec<OutboxMessage>) {
    let messages = render(content, &outcome.session, &outcome.effects);
    (outcome, messages)
}

/// Ids and counts only: never what was said.
fn log_turn(entry: &InboxEntry, messages: &[OutboxMessage], handoff: Option<&HandoffRequest>) {
    let conversation = &entry.arrival.conversation;
    tracing::debug!(%conversation, seq = entry.seq, messages = messages.len(), "step taken");
    if let Some(handoff) = handoff {
        tracing::info!(%conversation, reason = handoff.reason.name(), "a human is asked for");
    }
}
