//! Sentence vectors of what learners type, where somebody makes them: asked for, but never waited for long.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::engine::Event;
use crate::intent::SentenceVector;

/// Somebody who makes vectors of texts. They have to be of the same kind as those that the matcher was trained with.
pub trait Embedder: Send + Sync + 'static {
    /// None where there is none now; the text is then read by its words alone.
    fn embed<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Option<SentenceVector>>;
}

/// A learner does not notice so much.
const PATIENCE: Duration = Duration::from_millis(150);
/// Who was slow or away is left alone for so long, so that not every learner waits in vain.
const REST: Duration = Duration::from_secs(30);

/// The embedder, if one was plugged in, and how it has been doing.
pub(super) struct Embedding {
    embedder: OnceLock<Arc<dyn Embedder>>,
    clock: Arc<dyn Clock>,
    rests_until: Mutex<Timestamp>,
}

impl Embedding {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { embedder: OnceLock::new(), clock, rests_until: Mutex::new(Timestamp::MIN) }
    }

    /// Only the first one counts: a matcher knows one kind of vectors.
    pub fn plug_in(&self, embedder: Arc<dyn Embedder>) {
        let _ = self.embedder.set(embedder);
    }

    /// The vector of what a learner typed.
    pub async fn of(&self, event: &Event) -> Option<SentenceVector> {
        let Event::Text { text, .. } = event else { return None };
        let embedder = self.embedder.get()?;
        let now = self.clock.now();
        if *self.rests_until() > now {
            return None;
        }
        let until = |wait: Duration| now.checked_add(wait).unwrap_or(Timestamp::MAX);
        tokio::select! {
            biased;
            vector = embedder.embed(text) => {
                if vector.is_none() {
                    *self.rests_until() = until(REST);
                }
                vector
            }
            () = self.clock.sleep_until(until(PATIENCE)) => {
                tracing::warn!(patience_ms = PATIENCE.as_millis(), "a sentence vector took too long; read by words alone for a while");
                *self.rests_until() = until(REST);
                None
            }
        }
    }

    fn rests_until(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
