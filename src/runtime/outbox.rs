//! Delivers what was committed: in order per conversation, again and again until it arrives or is known never to arrive.
//!
//! A message leaves the outbox after the channel took it. A crash between the two sends it a second time: at most one message
//! per conversation, since the next one waits for the first to be settled.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use super::channel::{Channel, Delivery, Hold};
use super::committer::Committer;
use crate::clock::Clock;
use crate::store::OutboxEntry;

pub(super) struct Outbox {
    pub channel: Arc<dyn Channel>,
    pub clock: Arc<dyn Clock>,
    pub committer: Arc<Committer>,
    pub stop: CancellationToken,
    /// Bounds how many messages are on their way at the same time; who waits for a next try does not count.
    pub at_once: Semaphore,
    /// Nobody sends before this time: an overall limit was hit or the network is away.
    pub held_until: watch::Sender<Timestamp>,
}

const FIRST_BACK_OFF: Duration = Duration::from_millis(500);
/// How long one message's failure may keep all others waiting.
const LONGEST_HOLD: Duration = Duration::from_secs(2);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(60);

impl Outbox {
    /// Ends when the message is settled, or when the outbox is stopped: then it stays in the store for the next start.
    pub async fn deliver(&self, entry: OutboxEntry) {
        let mut back_off = FIRST_BACK_OFF;
        loop {
            let permit = self.at_once.acquire().await;
            // Looked at last, since waiting for the permit may have taken long.
            let held_until = *self.held_until.borrow();
            if self.stop.is_cancelled() {
                return;
            }
            if held_until > self.clock.now() {
                drop(permit);
                if self.wait_until(held_until).await.is_err() {
                    return;
                }
                continue;
            }
            let delivery = self.channel.deliver(&entry.conversation, &entry.message).await;
            drop(permit);
            match delivery {
                Delivery::Delivered => return self.settle(&entry).await,
                Delivery::Dead { why } => {
                    tracing::warn!(conversation = %entry.conversation, seq = entry.seq, why, "a message cannot be delivered");
                    return self.settle(&entry).await;
                }
                Delivery::Retry { after, hold } => {
                    let wait = after.unwrap_or(back_off);
                    back_off = (back_off * 2).min(LONGEST_BACK_OFF);
                    let until = self.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
                    tracing::info!(conversation = %entry.conversation, seq = entry.seq, wait_ms = wait.as_millis(), ?hold, "delivery waits");
                    if hold == Hold::Channel {
                        self.hold(after.unwrap_or(wait.min(LONGEST_HOLD)));
                    }
                    if self.wait_until(until).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    fn hold(&self, wait: Duration) {
        let until = self.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        self.held_until.send_if_modified(|held| {
            let later = until > *held;
            *held = until.max(*held);
            later
        });
    }

    /// A store that cannot take a message off the outbox ends all delivery: each further one would be said again.
    async fn settle(&self, entry: &OutboxEntry) {
        if let Err(error) = self.committer.delivered(entry.seq).await {
            self.stop.cancel();
            tracing::error!(conversation = %entry.conversation, seq = entry.seq, %error, "a delivered message stays in the outbox");
        }
    }

    /// `Err` when the outbox is stopped meanwhile.
    async fn wait_until(&self, until: Timestamp) -> Result<(), ()> {
        if self.stop.is_cancelled() {
            return Err(());
        }
        if until <= self.clock.now() {
            return Ok(());
        }
        tokio::select! {
            () = self.clock.sleep_until(until) => Ok(()),
            () = self.stop.cancelled() => Err(()),
        }
    }
}
