//! Delivers what was committed: in order per conversation, again and again until it arrives or is known never to arrive.
//!
//! A message leaves the outbox after the channel took it. A crash between the two sends it a second time: at most one per
//! conversation that anybody would notice, since what follows waits until it is durably off the outbox, and over all conversations
//! no more than are allowed to be on their way at once ([`AtOnce`]), since who has a permit keeps it as long.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::budget::Priority;
use super::channel::{Channel, Delivery, Hold, Receipt};
use super::committer::Committer;
use super::holds::Holds;
use super::turnstile::Turnstile;
use crate::clock::Clock;
use crate::engine::OutboxMessage;
use crate::store::{ConversationId, OutboxEntry, StoreError};

pub(super) struct Outbox {
    pub channel: Arc<dyn Channel>,
    pub clock: Arc<dyn Clock>,
    pub committer: Arc<Committer>,
    pub stop: CancellationToken,
    pub at_once: Arc<AtOnce>,
    pub turnstile: Turnstile,
    pub holds: Mutex<Holds>,
    /// Of a learner who had everything erased: the first message since. Those before it are not said any more.
    pub erased: Mutex<HashMap<ConversationId, u64>>,
}

/// Bounds how many messages are on their way at the same time, or have arrived and are not durably off the outbox; who waits for a
/// next try does not count.
///
/// Where an earlier process left messages, it had no more of them on their way than there are places: so many tries are made one by
/// one, but for no longer than [`ONE_BY_ONE`]. A process that dies again and again within moments of its start says one message again
/// each time, and not all.
pub(super) struct AtOnce {
    places: Arc<Semaphore>,
    /// Places that are given when that is over.
    withheld: AtomicUsize,
    /// Tries that are still to be made one by one.
    one_by_one: AtomicUsize,
}

/// What a message's delivery came to.
pub(super) enum Outcome {
    /// It arrived: it may leave the outbox.
    Arrived(Receipt, Permit),
    /// It never will: it may leave the outbox.
    Dead(Permit),
    /// As `Dead`, and the same goes for all that would be said to this learner.
    Unreachable(Permit),
    /// The outbox was stopped: it stays for the next start.
    Left,
    /// It was erased while it waited.
    Erased,
}

/// To have a message on its way.
pub(super) struct Permit {
    at_once: Arc<AtOnce>,
    _place: OwnedSemaphorePermit,
    is_tried: bool,
}

/// What came of a try.
enum Tried {
    Delivery(Delivery, Permit),
    Erased,
}

/// The outbox was stopped.
struct Stopped;

/// One call that gets no answer must not hold up all learners for as long as it is waited for.
pub(super) const ONE_BY_ONE: SignedDuration = SignedDuration::from_secs(2);
/// Tries to delete a message. The answer waits behind it, and matters more.
const TRIES_TO_DELETE: u32 = 4;
/// Learners of whom it is remembered that they were erased.
const ERASED: usize = 4_096;
const FIRST_BACK_OFF: Duration = Duration::from_millis(500);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(60);

impl Outbox {
    /// `powerless` is called once, should the bot not be allowed to.
    pub async fn deliver(&self, entry: &OutboxEntry, powerless: impl Fn()) -> Outcome {
        let (mut back_off, mut unanswered, mut is_told) = (FIRST_BACK_OFF, 0, false);
        loop {
            let (delivery, permit) = match self.try_once(entry).await {
                Ok(Tried::Delivery(delivery, permit)) => (delivery, permit),
                Ok(Tried::Erased) => return Outcome::Erased,
                Err(Stopped) => return Outcome::Left,
            };
            let (after, hold) = match delivery {
                Delivery::Delivered(receipt) => return Outcome::Arrived(receipt, permit),
                Delivery::Dead { why } => {
                    tracing::warn!(conversation = %entry.letter.to(), seq = entry.seq, why, "a message cannot be delivered");
                    return Outcome::Dead(permit);
                }
                Delivery::Unreachable { why } => {
                    tracing::info!(conversation = %entry.letter.to(), seq = entry.seq, why, "a learner cannot be reached");
                    return Outcome::Unreachable(permit);
                }
                Delivery::Powerless { why } => {
                    if !std::mem::replace(&mut is_told, true) {
                        tracing::warn!(conversation = %entry.letter.to(), seq = entry.seq, why, "the bot may not do what it has to");
                        powerless();
                    }
                    (None, Hold::Conversation)
                }
                Delivery::Retry { after, hold } => (after, hold),
            };
            // Not told to wait, and not for want of a network: it may be this message that cannot be borne.
            unanswered += u32::from(after.is_none() && hold == Hold::Conversation);
            if unanswered == TRIES_TO_DELETE && matches!(entry.letter.message, OutboxMessage::Delete { .. }) {
                tracing::warn!(conversation = %entry.letter.to(), seq = entry.seq, "a message could not be deleted");
                return Outcome::Dead(permit);
            }
            drop(permit);
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

    /// Takes a message off the outbox; what its conversation says next waits until that is durable, if it could be noticed that it is
    /// said again.
    ///
    /// A store that cannot take a message off the outbox ends all delivery: each further one would be said again.
    pub async fn settle(self: &Arc<Self>, entry: &OutboxEntry, permit: Permit) {
        let (to, seq) = (entry.letter.to(), entry.seq);
        let durable = match self.committer.delivered(seq) {
            Ok(durable) => durable,
            Err(error) => return self.cannot_settle(to, seq, &error),
        };
        if is_noticed_twice(&entry.letter.message) {
            if let Err(error) = durable.wait().await {
                self.cannot_settle(to, seq, &error);
            }
            drop(permit);
            return;
        }
        let (outbox, to) = (Arc::clone(self), to.clone());
        tokio::spawn(async move {
            if let Err(error) = durable.wait().await {
                outbox.cannot_settle(&to, seq, &error);
            }
            drop(permit);
        });
    }

    /// Takes a message off the outbox that is not worth sending.
    pub fn discard(&self, entry: &OutboxEntry) {
        if let Err(error) = self.committer.delivered(entry.seq) {
            self.cannot_settle(entry.letter.to(), entry.seq, &error);
        }
    }

    /// What was to be said to a learner before `first` is not said any more.
    pub fn erase(&self, conversation: &ConversationId, first: u64) {
        let mut erased = self.erased();
        // What waits for those who were erased long ago is gone by then.
        if erased.len() >= ERASED {
            erased.clear();
        }
        erased.insert(conversation.clone(), first);
    }

    fn is_erased(&self, entry: &OutboxEntry) -> bool {
        self.erased().get(&entry.letter.conversation).is_some_and(|&first| entry.seq < first)
    }

    fn erased(&self) -> MutexGuard<'_, HashMap<ConversationId, u64>> {
        self.erased.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn cannot_settle(&self, conversation: &ConversationId, seq: u64, error: &StoreError) {
        self.stop.cancel();
        tracing::error!(%conversation, seq, %error, "a delivered message stays in the outbox");
    }

    /// Waits for whatever there is to wait for, then sends.
    async fn try_once(&self, entry: &OutboxEntry) -> Result<Tried, Stopped> {
        loop {
            while let Some(until) = self.held_until() {
                self.wait_until(until).await?;
            }
            if let Some(charge) = self.channel.charge(entry.letter.to(), &entry.letter.message) {
                let passed = self.turnstile.pass(charge, Priority::of(&entry.letter));
                self.stop.run_until_cancelled(passed).await.ok_or(Stopped)?;
            }
            let permit = self.stop.run_until_cancelled(self.at_once.permit()).await;
            let mut permit = permit.ok_or(Stopped)??;
            // Looked at last, since waiting may have taken long.
            if self.is_erased(entry) {
                return Ok(Tried::Erased);
            }
            if self.held_until().is_some() {
                continue;
            }
            permit.is_tried = true;
            let delivery = self.channel.deliver(entry.letter.to(), &entry.letter.message).await;
            return Ok(Tried::Delivery(delivery, permit));
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

impl AtOnce {
    /// `after_others`: an earlier process left messages.
    pub fn new(most: usize, after_others: bool) -> Arc<Self> {
        let at_first = if after_others { 1 } else { most };
        Arc::new(Self {
            places: Arc::new(Semaphore::new(at_first)),
            withheld: AtomicUsize::new(most - at_first),
            one_by_one: AtomicUsize::new(most),
        })
    }

    /// From now on there are all places.
    pub fn widen(&self) {
        self.places.add_permits(self.withheld.swap(0, Ordering::Relaxed));
    }

    async fn permit(self: &Arc<Self>) -> Result<Permit, Stopped> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Stopped)?;
        Ok(Permit { at_once: Arc::clone(self), _place: place, is_tried: false })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let fewer = |left: usize| left.checked_sub(1);
        let one_by_one = &self.at_once.one_by_one;
        if self.is_tried && one_by_one.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer) == Ok(1) {
            self.at_once.widen();
        }
    }
}

/// What is done a second time without a trace is not: an edit, a deletion, an acknowledgement.
fn is_noticed_twice(message: &OutboxMessage) -> bool {
    match message {
        OutboxMessage::Send { .. } | OutboxMessage::Post { .. } | OutboxMessage::Copy { .. } => true,
        OutboxMessage::Edit { .. }
        | OutboxMessage::Caption { .. }
        | OutboxMessage::Settle { .. }
        | OutboxMessage::Delete { .. }
        | OutboxMessage::Acknowledge { .. }
        | OutboxMessage::Topic(_) => false,
    }
}
