//! How long things are kept, and the daily sweep.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::desk::expired;
use super::{Inner, blocking};
use crate::store::{KeepSince, StoreError, Swept};

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// A session after its last event.
    pub sessions: SignedDuration,
    /// A request for a human, after it was over.
    pub handoffs: SignedDuration,
    /// The id of an arrival. An update that comes again comes within a day.
    pub seen: SignedDuration,
    /// What is kept for the editors, by the day.
    pub review: SignedDuration,
}

const EVERY: SignedDuration = SignedDuration::from_hours(24);

impl Retention {
    fn since(&self, now: Timestamp) -> KeepSince {
        let before = |kept: SignedDuration| now.checked_sub(kept).unwrap_or(Timestamp::MIN);
        KeepSince {
            sessions: before(self.sessions),
            handoffs: before(self.handoffs),
            seen: before(self.seen),
            review: before(self.review),
        }
    }
}

/// Tickets whose topics go in one transaction.
const AT_ONCE: usize = 100;

/// That their topics have to go is durable before the tickets are gone: nobody else knows of them.
async fn sweep(inner: &Inner, since: KeepSince, now: Timestamp) -> Result<Swept, StoreError> {
    let (store, desk) = (Arc::clone(&inner.processor.store), &inner.processor.desk);
    let topics = desk.expired(since.handoffs);
    inner.pass(topics.chunks(AT_ONCE).map(|topics| expired(topics, now)).collect()).await?;
    desk.sweep(since.handoffs);
    blocking(move || store.sweep(&since)).await
}

pub(super) async fn daily(inner: Arc<Inner>, retention: Retention) {
    loop {
        let now = inner.clock.now();
        match sweep(&inner, retention.since(now), now).await {
            Ok(swept) => tracing::info!(
                sessions = swept.sessions,
                timers = swept.timers,
                handoffs = swept.handoffs,
                seen_ids = swept.seen_ids,
                review = swept.review,
                "swept"
            ),
            Err(error) => tracing::error!(%error, "what is old stays for another day"),
        }
        let tomorrow = now.checked_add(EVERY).unwrap_or(Timestamp::MAX);
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.clock.sleep_until(tomorrow) => {}
        }
    }
}
