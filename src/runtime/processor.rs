//! One inbox entry: load, step, render, commit.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::committer::Committer;
use super::embedder::Embedding;
use crate::engine::{
    Content, Effect, HandoffRequest, OutboxMessage, Outcome, Session, TimerChange, render,
    step_internal_error, step_with,
};
use crate::intent::SentenceVector;
use crate::store::{Arrival, ConversationId, InboxEntry, OutboxEntry, Recent, Store, StoreError, Turn};

pub(super) struct Processor {
    pub content: RwLock<Arc<Content>>,
    pub store: Arc<dyn Store>,
    pub committer: Arc<Committer>,
    pub embedding: Embedding,
    /// As they were committed last. One that is not true any more is refused with its turn, and loaded.
    pub recent: Mutex<Recent<ConversationId, Arc<Session>>>,
}

/// Sessions that are kept in memory, at least.
pub(super) const RECENT: usize = 1_024;

/// What a committed turn leaves to be done.
pub(super) struct Committed {
    pub outbox: Vec<OutboxEntry>,
    pub timers: Vec<TimerChange>,
    /// Whatever there was of the learner before.
    pub erased: bool,
}

impl Processor {
    pub fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `Ok(None)`: it was done before.
    pub async fn process(&self, entry: &InboxEntry) -> Result<Option<Committed>, StoreError> {
        let vector = self.embedding.of(&entry.arrival.event).await;
        loop {
            let session = self.session(&entry.arrival).await?;
            let committed = match self.commit(self.turn(entry, &session, vector.as_ref())).await {
                // Should a turn ever outgrow the store, the learner is told and the conversation begins anew.
                Err(StoreError::TooLarge { what, bytes, most }) => {
                    let conversation = &entry.arrival.conversation;
                    tracing::error!(%conversation, what, bytes, most, "a turn is too large");
                    self.commit(self.apology(entry, &session)).await
                }
                committed => committed,
            };
            match committed {
                Ok(committed) => return Ok(Some(committed)),
                Err(StoreError::AlreadyDone) => return Ok(None),
                Err(StoreError::Conflict { .. }) => self.recent().forget(&entry.arrival.conversation),
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes an entry that cannot be processed out of the inbox, with an apology in a conversation that begins anew.
    ///
    /// Looks neither at the event nor at the stored session: either may be what cannot be borne.
    pub async fn set_aside(&self, entry: &InboxEntry) -> Result<Option<Committed>, StoreError> {
        let mut session = self.begun(&entry.arrival);
        // Whatever clock was running, it is not this conversation's any more.
        session.clock = Some(session.visit);
        loop {
            match self.commit(self.apology(entry, &session)).await {
                Ok(committed) => {
                    // Whatever could not be borne is looked at anew.
                    self.recent().forget(&entry.arrival.conversation);
                    return Ok(Some(committed));
                }
                Err(StoreError::AlreadyDone) => return Ok(None),
                Err(StoreError::Conflict { found, .. }) => session.revision = found,
                Err(error) => return Err(error),
            }
        }
    }

    async fn commit(&self, turn: Turn) -> Result<Committed, StoreError> {
        let (timers, conversation, erased) = (turn.timers.clone(), turn.conversation.clone(), turn.erase);
        let session = turn.session.clone().map(Arc::new);
        let outbox = self.committer.commit(turn).await?;
        match session {
            Some(session) => self.recent().put(conversation, session),
            None => self.recent().forget(&conversation),
        }
        Ok(Committed { outbox, timers, erased })
    }

    fn recent(&self) -> MutexGuard<'_, Recent<ConversationId, Arc<Session>>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn session(&self, arrival: &Arrival) -> Result<Arc<Session>, StoreError> {
        if let Some(session) = self.recent().get(&arrival.conversation) {
            return Ok(Arc::clone(session));
        }
        let (store, conversation) = (Arc::clone(&self.store), arrival.conversation.clone());
        let stored = match super::blocking(move || store.session(&conversation)).await {
            Err(StoreError::Unreadable { what, why }) => {
                tracing::error!(conversation = %arrival.conversation, what, why, "begins anew");
                None
            }
            loaded => loaded?,
        };
        Ok(Arc::new(stored.unwrap_or_else(|| self.begun(arrival))))
    }

    fn begun(&self, arrival: &Arrival) -> Session {
        let content = self.content();
        let locale = match &arrival.language {
            Some(language) => content.texts.negotiate(language),
            None => content.texts.default_locale().clone(),
        };
        Session::new(content.fingerprint, locale)
    }

    fn turn(&self, entry: &InboxEntry, session: &Session, vector: Option<&SentenceVector>) -> Turn {
        let (content, arrival) = (self.content(), &entry.arrival);
        let attempt = AssertUnwindSafe(|| {
            let outcome = step_with(&content, session, &arrival.event, vector, arrival.at);
            turn_of(&content, entry, session, outcome)
        });
        std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
            // `step` does not panic; should it ever, the learner is told instead of being left alone.
            tracing::error!(conversation = %arrival.conversation, seq = entry.seq, "the step panicked");
            self.apology(entry, session)
        })
    }

    fn apology(&self, entry: &InboxEntry, session: &Session) -> Turn {
        let content = self.content();
        let outcome = step_internal_error(&content, session, &entry.arrival.event, entry.arrival.at);
        turn_of(&content, entry, session, outcome)
    }
}

fn turn_of(content: &Content, entry: &InboxEntry, session: &Session, outcome: Outcome) -> Turn {
    let outbox = render(content, &outcome.session, &outcome.effects);
    let mut timers = Vec::new();
    let mut handoff = None;
    let mut erase = false;
    for effect in outcome.effects {
        match effect {
            Effect::Timer(change) => timers.push(change),
            Effect::OpenHandoff(request) => handoff = Some(request),
            Effect::Erase => erase = true,
            Effect::Say(_) | Effect::Settle { .. } | Effect::Delete { .. } | Effect::Acknowledge { .. } => {}
        }
    }
    // Nobody's conversation begins with what they did not do.
    let begins = session.revision > 0 || entry.arrival.event.is_learners();
    log_turn(entry, &outbox, handoff.as_ref());
    if erase {
        // Without their name, which is not to be found in what was written since.
        tracing::info!("a learner is forgotten as they wished");
    }
    Turn {
        inbox: entry.seq,
        conversation: entry.arrival.conversation.clone(),
        at: entry.arrival.at,
        erase,
        expected: session.revision,
        session: (begins && !erase).then_some(outcome.session),
        outbox,
        timers,
        handoff,
    }
}

/// Ids and counts only: never what was said.
fn log_turn(entry: &InboxEntry, messages: &[OutboxMessage], handoff: Option<&HandoffRequest>) {
    let conversation = &entry.arrival.conversation;
    tracing::debug!(%conversation, seq = entry.seq, messages = messages.len(), "step taken");
    if let Some(handoff) = handoff {
        tracing::info!(%conversation, reason = handoff.reason.name(), "a human is asked for");
    }
}
