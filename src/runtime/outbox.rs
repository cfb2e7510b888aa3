//! Delivers what was committed: in order per conversation, again and again until it arrives or is known never to arrive.
//!
//! A message leaves the outbox after the channel took it. A crash between the two sends it a second time: at most one message
//! per conversation, since the next one waits for the first to be settled.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::budget::Priority;
use super::channel::{Channel, Delivery, Hold, Receipt};
use super::committer::Committer;
use super::holds::Holds;
use super::turnstile::Turnstile;
use crate::clock::Clock;
use crate::engine::OutboxMessage;
use crate::store::OutboxEntry;

pub(super) struct Outbox {
    pub channel: Arc<dyn Channel>,
    pub clock: Arc<dyn Clock>,
    pub committer: Arc<Committer>,
    pub stop: CancellationToken,
    /// Bounds how many messages are on their way at the same time; who waits for a next try does not count.
    pub at_once: Semaphore,
    pub turnstile: Turnstile,
    pub holds: Mutex<Holds>,
}

/// What a message's delivery came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It arrived: it may leave the outbox.
    Arrived(Receipt),
    /// It never will: it may leave the outbox.
    Dead,
    /// As `Dead`, and the same goes for all that would be said to this learner.
    Unreachable,
    /// The outbox was stopped: it stays for the next start.
    Left,
}

/// The outbox was stopped.
struct Stopped;

/// Tries to delete a message. The answer waits behind it, and matters more.
const TRIES_TO_DELETE: u32 = 4;
const FIRST_BACK_OFF: Duration = Duration::from_millis(500);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(60);

impl Outbox {
    pub async fn deliver(&self, entry: &OutboxEntry) -> Outcome {
        let (mut back_off, mut unanswered) = (FIRST_BACK_OFF, 0);
        loop {
            let Ok(delivery) = self.try_once(entry).await else { return Outcome::Left };
            match delivery {
                Delivery::Delivered(receipt) => return Outcome::Arrived(receipt),
                Delivery::Dead { why } => {
                    tracing::warn!(conversation = %entry.letter.to(), seq = entry.seq, why, "a message cannot be delivered");
                    return Outcome::Dead;
                }
                Delivery::Unreachable { why } => {
                    tracing::info!(conversation = %entry.letter.to(), seq = entry.seq, why, "a learner cannot be reached");
                    return Outcome::Unreachable;
                }
                Delivery::Retry { after, hold } => {
                    // Not told to wait, and not for want of a network: it may be this message that cannot be borne.
                    unanswered += u32::from(after.is_none() && hold == Hold::Conversation);
                    if unanswered == TRIES_TO_DELETE
                        && matches!(entry.letter.message, OutboxMessage::Delete { .. })
                    {
                        tracing::warn!(conversation = %entry.letter.to(), seq = entry.seq, "a message could not be deleted");
                        return Outcome::Dead;
                    }
                    let wait = after.unwrap_or(back_off);
                    back_off = (back_off * 2).min(LONGEST_BACK_OFF);
                    tracing::info!(conversation = %entry.letter.to(), seq = entry.seq, wait_ms = wait.as_millis(), ?hold, "delivery waits");
                    let now = self.clock.now();
                    self.holds().refused(entry.letter.to(), after, hold, wait, now);
                    let until = now.checked_add(wait).unwrap_or(Timestamp::MAX);
                    if self.wait_until(until).await.is_err() {
                        return Outcome::Left;
                    }
                }
            }
        }
    }

    /// A store that cannot take a message off the outbox ends all delivery: each further one would be said again.
    pub async fn settle(&self, entry: &OutboxEntry) {
        if let Err(error) = self.committer.delivered(entry.seq).await {
            self.stop.cancel();
            tracing::error!(conversation = %entry.letter.to(), seq = entry.seq, %error, "a delivered message stays in the outbox");
        }
    }

    /// Waits for whatever there is to wait for, then sends.
    async fn try_once(&self, entry: &OutboxEntry) -> Result<Delivery, Stopped> {
        loop {
            while let Some(until) = self.held_until() {
                self.wait_until(until).await?;
            }
            if let Some(charge) = self.channel.charge(entry.letter.to(), &entry.letter.message) {
                let passed = self.turnstile.pass(charge, Priority::of(&entry.letter));
                self.stop.run_until_cancelled(passed).await.ok_or(Stopped)?;
            }
            let permit = self.stop.run_until_cancelled(self.at_once.acquire()).await.ok_or(Stopped)?;
            // Looked at last, since waiting may have taken long.
            if self.held_until().is_some() {
                continue;
            }
            let delivery = self.channel.deliver(entry.letter.to(), &entry.letter.message).await;
            drop(permit);
            return Ok(delivery);
        }
    }

    fn held_until(&self) -> Option<Timestamp> {
        self.holds().until(self.clock.now())
    }

    fn holds(&self) -> MutexGuard<'_, Holds> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait_until(&self, until: Timestamp) -> Result<(), Stopped> {
        self.stop.run_until_cancelled(self.clock.sleep_until(until)).await.ok_or(Stopped)
    }
}
