//! The shell around the engine: gate, lanes, outbox, timers, drain.
//!
//! ```text
//! arrivals ─ gate (mask) ─ inbox, durable ─ lane ─ load ─ step ─ render ─ one commit ─ outbox lane ─ channel
//! ```
//! Nothing is acknowledged before it is durable; nothing is said before it is saved. What a crash leaves in inbox and outbox
//! is taken up at the next start.

mod budget;
mod channel;
mod committer;
mod delivery;
mod desk;
mod embedder;
mod figures;
mod flood;
mod gate;
mod holds;
mod lanes;
mod lifecycle;
mod outbox;
mod processor;
mod rate;
mod sweep;
#[cfg(test)]
mod tests;
mod timers;
mod trial;
mod turnstile;
mod work;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

pub use channel::{Channel, Charge, Delivery, Hold, Limits, Receipt};
pub use desk::{general as desk_general, ticket_of_press, topic as desk_topic};
pub use embedder::Embedder;
pub use figures::unanswered;
use futures::FutureExt as _;
use jiff::Timestamp;
pub use lifecycle::stop_requested;
pub use rate::Rate;
pub use sweep::Retention;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use self::committer::{Accepted, Committer};
use self::desk::FrontDesk;
use self::embedder::Embedding;
use self::flood::{Flood, Passage};
use self::gate::Gate;
use self::holds::Holds;
use self::lanes::Lanes;
use self::outbox::{AtOnce, ONE_BY_ONE, Outbox};
use self::processor::{Committed, Processor, RECENT};
use self::timers::Timers;
use self::trial::{Trial, Verdict};
use self::turnstile::Turnstile;
use self::work::{Kind, Pieces, Work};
use crate::clock::Clock;
use crate::desk::{Office, Tell};
use crate::engine::{Agent, Content, DeskEvent, Event, Session, TicketNumber};
pub use crate::store::{Arrival, ConversationId, Cursor, Handoff};
use crate::store::{InboxEntry, OutboxEntry, Recent, Store, StoreError};

/// Steps that are taken at the same time, and messages that are on their way at the same time where the channel bears everything.
const AT_ONCE: usize = 64;
/// Arrivals after a start that are durable before anything is done with them: see [`Inner::take_up`].
const CAREFUL: usize = 256;
/// Pieces of work under way until `accept` waits: memory stays bounded, the rest waits where it comes from. The desk's group takes a few
/// messages a minute, and none while the bot is not in it: learners have their answers meanwhile.
const BACKLOG: Pieces = Pieces { to_desk: 50_000, others: 10_000 };
/// Of one conversation: events and messages that wait until no more of its events are let in.
const BACKLOG_OF_ONE: usize = 50;
/// Conversations that are told of something in one transaction.
const TOLD_AT_ONCE: usize = 100;

#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
}

struct Inner {
    gate: Gate,
    /// `None` where the channel lets everything in.
    flood: Option<Mutex<Flood>>,
    processor: Processor,
    committer: Arc<Committer>,
    sender: Arc<Outbox>,
    inbox: Lanes<InboxEntry>,
    outbox: Lanes<OutboxEntry>,
    timers: Timers,
    clock: Arc<dyn Clock>,
    work: Work,
    /// Bounds how many steps are taken at the same time.
    steps: Semaphore,
    /// Arrivals that are still to be durable before they are worked on.
    careful: AtomicUsize,
    stop: CancellationToken,
    failed: CancellationToken,
    this: std::sync::Weak<Inner>,
}

impl Runtime {
    /// Takes up what an earlier process left: inbox, outbox, clocks.
    pub async fn start(
        content: Arc<Content>,
        store: Arc<dyn Store>,
        channel: Arc<dyn Channel>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        Self::start_with(content, store, channel, clock, None).await
    }

    /// With a help desk, where there is one.
    pub async fn start_with(
        content: Arc<Content>,
        store: Arc<dyn Store>,
        channel: Arc<dyn Channel>,
        clock: Arc<dyn Clock>,
        office: Option<Office>,
    ) -> Result<Self, StoreError> {
        let (stop, failed) = (CancellationToken::new(), CancellationToken::new());
        let committer = Committer::start(Arc::clone(&store), failed.clone())
            .map_err(|error| StoreError::Failed { why: error.to_string() })?;
        let committer = Arc::new(committer);
        let left = {
            let store = Arc::clone(&store);
            let left = move || {
                let desk = FrontDesk::open(office, &*store)?;
                Ok((store.inbox()?, store.outbox()?, store.timers()?, desk))
            };
            tokio::task::spawn_blocking(left).await
        };
        let (inbox, outbox, timers, desk) =
            left.map_err(|error| StoreError::Failed { why: error.to_string() })??;
        for (ticket, topic) in desk.board().all().filter_map(|summary| Some((summary.number, summary.topic?)))
        {
            channel.topic_is(ticket, topic);
        }
        let limits = channel.limits();
        let at_once = AtOnce::new(delivery::on_their_way(&limits), !outbox.is_empty());
        let sender = Arc::new(Outbox {
            channel,
            clock: Arc::clone(&clock),
            committer: Arc::clone(&committer),
            stop: stop.clone(),
            at_once: Arc::clone(&at_once),
            turnstile: Turnstile::new(limits.overall, Arc::clone(&clock)),
            holds: Mutex::new(Holds::default()),
            erased: Mutex::default(),
        });
        let trial = Trial::new(Arc::clone(&store), Arc::clone(&committer));
        let serving = Arc::clone(&sender);
        let inner = Arc::new_cyclic(|inner: &std::sync::Weak<Inner>| {
            let (for_inbox, for_outbox) = (inner.clone(), inner.clone());
            Inner {
                gate: Gate::new(&content),
                flood: limits.learner.map(|rate| Mutex::new(Flood::new(rate))),
                processor: Processor {
                    content: RwLock::new(content),
                    store,
                    committer: Arc::clone(&committer),
                    embedding: Embedding::new(Arc::clone(&clock)),
                    desk,
                    recent: Mutex::new(Recent::new(RECENT)),
                },
                committer,
                sender: Arc::clone(&sender),
                inbox: Lanes::new(move |_, entry| process(for_inbox.clone(), entry).boxed()),
                outbox: Lanes::new(move |_, entry| {
                    delivery::deliver(for_outbox.clone(), Arc::clone(&sender), entry).boxed()
                }),
                timers: Timers::new(timers),
                clock,
                work: Work::new(),
                steps: Semaphore::new(AT_ONCE),
                careful: AtomicUsize::new(CAREFUL),
                stop,
                failed,
                this: inner.clone(),
            }
        });
        tokio::spawn({
            let stop = inner.stop.clone();
            async move { serving.turnstile.serve(stop).await }
        });
        tokio::spawn({
            let over = inner.clock.now().checked_add(ONE_BY_ONE).unwrap_or(Timestamp::MAX);
            let over = inner.clock.sleep_until(over);
            async move {
                over.await;
                at_once.widen();
            }
        });
        inner.send(outbox);
        let (suspects, inbox) = trial.suspects(inbox).await?;
        for entry in suspects {
            inner.try_alone(&trial, entry).await?;
        }
        inner.work(inbox);
        if inner.processor.desk.is_there() && inner.processor.desk.board().all().next().is_some() {
            inner.pass_on(vec![desk::opened(inner.clock.now())]);
        }
        tokio::spawn(watch_timers(Arc::clone(&inner)));
        Ok(Self { inner })
    }

    /// The one gate: masks personal data, makes the arrivals and the cursor durable, then hands them to their lanes.
    ///
    /// Waits while too much is under way.
    pub async fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<(), StoreError> {
        self.inner.has_room().await;
        self.inner.accept(arrivals, cursor).await
    }

    /// Where an intake has got to.
    pub async fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError> {
        let (store, name) = (Arc::clone(&self.inner.processor.store), name.to_owned());
        blocking(move || store.cursor(&name)).await
    }

    pub async fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        let (store, conversation) = (Arc::clone(&self.inner.processor.store), conversation.clone());
        blocking(move || store.session(&conversation)).await
    }

    /// Whether there are agents to hand over to.
    pub fn has_desk(&self) -> bool {
        self.inner.processor.desk.is_there()
    }

    /// Whose a ticket is.
    pub fn learner_of(&self, ticket: TicketNumber) -> Option<ConversationId> {
        let board = self.inner.processor.desk.board();
        board.get(ticket).map(|summary| summary.conversation.clone())
    }

    /// Requests for a human, oldest first.
    pub async fn handoffs(&self) -> Result<Vec<Handoff>, StoreError> {
        let store = Arc::clone(&self.inner.processor.store);
        blocking(move || store.handoffs()).await
    }

    /// Forgets what is kept no longer, now and once a day.
    pub fn sweep_daily(&self, retention: Retention) {
        tokio::spawn(sweep::daily(Arc::clone(&self.inner), retention));
    }

    pub fn content(&self) -> Arc<Content> {
        self.inner.processor.content()
    }

    /// Steps from now on are taken with the new content; sessions are led on as they come.
    pub fn reload(&self, content: Arc<Content>) {
        self.inner.gate.reload(&content);
        *self.inner.processor.content.write().unwrap_or_else(PoisonError::into_inner) = content;
    }

    /// From now on the matcher is helped by sentence vectors, whenever they come in time.
    pub fn embed_with(&self, embedder: Arc<dyn Embedder>) {
        self.inner.processor.embedding.plug_in(embedder);
    }

    /// When the next clock runs out.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.inner.timers.next()
    }

    /// Ends when every accepted arrival is processed, every clock that ran out has been heard and every committed message is
    /// settled.
    pub async fn settled(&self) {
        loop {
            // The clocks first: one that is being taken is not due any more, but counts as work until it is heard.
            let heard = self.next_due().is_none_or(|due| due > self.inner.clock.now());
            if self.inner.work.is_done() && (heard || self.inner.stop.is_cancelled()) {
                return;
            }
            self.inner.work.done().await;
            if !heard {
                self.inner.timers.look_again();
            }
            tokio::task::yield_now().await;
        }
    }

    /// Ends when the store says that nothing is safe any more.
    pub async fn failed(&self) {
        self.inner.failed.cancelled().await;
    }

    /// Finishes what is under way, for as long as `within`, and stops. What is left stays durable for the next start.
    ///
    /// Returns whether nothing was left.
    pub async fn drain(&self, within: Duration) -> bool {
        let finished = tokio::time::timeout(within, self.inner.work.done()).await.is_ok();
        self.inner.stop.cancel();
        // Nobody waits for the last of what was delivered to be off the outbox.
        let synced = self.inner.committer.synced().await;
        finished && synced.is_ok()
    }
}

impl Inner {
    /// Ends when not too much is under way.
    async fn has_room(&self) {
        self.work.at_most(BACKLOG).await;
    }

    async fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<(), StoreError> {
        let _piece = self.work.begin();
        let accepted = self.committer.accept(self.let_in(arrivals), cursor).await?;
        self.take_up(accepted).await
    }

    fn let_in(&self, mut arrivals: Vec<Arrival>) -> Vec<Arrival> {
        arrivals.retain_mut(|arrival| self.admits(arrival));
        for arrival in &mut arrivals {
            self.gate.mask(arrival);
        }
        arrivals
    }

    /// They are worked on while they are made durable: what comes of them is durable no sooner than they are. But the first of a
    /// process are durable before that. One that takes the process down would otherwise come again and again, without ever getting
    /// into the inbox, where `trial` finds it.
    async fn take_up(&self, Accepted { entries, durable }: Accepted) -> Result<(), StoreError> {
        let fewer = |left: usize| (left > 0).then(|| left.saturating_sub(entries.len()));
        if self.careful.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer).is_ok() {
            durable.wait().await?;
            self.work(entries);
            return Ok(());
        }
        self.work(entries);
        durable.wait().await
    }

    /// What a learner sends too much of is dropped here, before it costs anything; the first of it becomes a notice.
    fn admits(&self, arrival: &mut Arrival) -> bool {
        let Some(flood) = self.flood.as_ref().filter(|_| arrival.event.is_learners()) else { return true };
        let learner = &arrival.conversation;
        let is_backed_up = self.inbox.waiting(learner) + self.outbox.waiting(learner) >= BACKLOG_OF_ONE;
        let mut flood = flood.lock().unwrap_or_else(PoisonError::into_inner);
        match flood.admit(learner, is_backed_up, self.clock.now()) {
            Passage::In => true,
            Passage::Notice => {
                arrival.event = Event::TooMuch { query: arrival.event.query().map(str::to_owned) };
                true
            }
            Passage::Dropped => false,
        }
    }

    fn work(&self, entries: Vec<InboxEntry>) {
        self.work.add(Pieces { to_desk: 0, others: entries.len() });
        for entry in entries {
            self.inbox.push(entry.arrival.conversation.clone(), entry);
        }
    }

    /// An entry that earlier starts did not get done: see `trial`.
    async fn try_alone(&self, trial: &Trial, entry: InboxEntry) -> Result<(), StoreError> {
        let _piece = self.work.begin();
        match trial.begin(&entry).await? {
            Verdict::Tried => self.process(entry).await,
            Verdict::Guilty => self.set_aside(&entry, "it took the process down").await,
        }
        Ok(())
    }

    async fn process(&self, entry: InboxEntry) {
        let (conversation, seq) = (&entry.arrival.conversation, entry.seq);
        match AssertUnwindSafe(self.processor.process(&entry)).catch_unwind().await {
            Ok(Ok(committed)) => self.follow(conversation, committed),
            Ok(Err(error)) => {
                tracing::error!(%conversation, seq, %error, "stays in the inbox for the next start");
            }
            Err(_) => self.set_aside(&entry, "it panicked").await,
        }
    }

    /// Whatever is wrong with an entry: its conversation goes on without it, and so do all others.
    async fn set_aside(&self, entry: &InboxEntry, why: &'static str) {
        let (conversation, seq) = (&entry.arrival.conversation, entry.seq);
        tracing::error!(%conversation, seq, arrival = entry.arrival.id, why, "an event is set aside");
        match AssertUnwindSafe(self.processor.set_aside(entry)).catch_unwind().await {
            Ok(Ok(committed)) => self.follow(conversation, committed),
            Ok(Err(error)) => {
                tracing::error!(%conversation, seq, %error, "stays in the inbox for the next start");
            }
            Err(_) => tracing::error!(%conversation, seq, "cannot be set aside; stays in the inbox"),
        }
    }

    /// Does what a committed turn leaves to be done.
    fn follow(&self, conversation: &ConversationId, committed: Option<Committed>) {
        let Some(committed) = committed else { return };
        if let (true, Some(first)) = (committed.erased, committed.outbox.first()) {
            self.sender.erase(conversation, first.seq);
        }
        self.timers.apply(conversation, &committed.timers);
        self.send(committed.outbox);
        if let Some(by) = committed.newcomer {
            self.introduce(by);
        }
        self.pass_on(committed.tells);
    }

    /// Who works at the desk is known there from then on. Should that get lost, their next word brings it again.
    fn introduce(&self, by: Agent) {
        let general = desk::general();
        let arrival = Arrival {
            // With its conversation's name in it, it is kept as a hash.
            id: format!("{general}:seen:{}:{}", by.id, self.clock.now().as_microsecond()),
            conversation: general,
            event: Event::Desk(DeskEvent::Seen { by }),
            language: None,
            at: self.clock.now(),
        };
        let inner = self.this.clone();
        tokio::spawn(async move {
            let Some(inner) = inner.upgrade() else { return };
            if let Err(error) = inner.accept(vec![arrival], None).await {
                tracing::error!(%error, "an agent is introduced another time");
            }
        });
    }

    /// Other conversations hear of it, a few at a time. What gets lost with the process is found at the next start.
    fn pass_on(&self, tells: Vec<Tell>) {
        if tells.is_empty() {
            return;
        }
        // The turn that tells is not done before it is told.
        self.work.add(Pieces { to_desk: 0, others: 1 });
        let inner = self.this.clone();
        tokio::spawn(async move {
            let Some(inner) = inner.upgrade() else { return };
            let _piece = inner.work.begun(Kind::Other);
            if let Err(error) = inner.pass(tells).await {
                tracing::error!(%error, "what others have to hear waits for the next start");
            }
        });
    }

    /// They hear of it, durably.
    async fn pass(&self, tells: Vec<Tell>) -> Result<(), StoreError> {
        let at = self.clock.now();
        let arrival = |Tell { id, to: conversation, event }: Tell| Arrival {
            id,
            conversation,
            event: Event::Desk(event),
            language: None,
            at,
        };
        let arrivals: Vec<Arrival> = tells.into_iter().map(arrival).collect();
        for few in arrivals.chunks(TOLD_AT_ONCE) {
            self.accept(few.to_vec(), None).await?;
        }
        Ok(())
    }
}

async fn process(inner: std::sync::Weak<Inner>, entry: InboxEntry) {
    let Some(inner) = inner.upgrade() else { return };
    let _piece = inner.work.begun(Kind::Other);
    let _permit = inner.steps.acquire().await;
    inner.process(entry).await;
}

async fn watch_timers(inner: Arc<Inner>) {
    loop {
        let next = inner.timers.next().unwrap_or(Timestamp::MAX);
        tokio::select! {
            // Once stopped, a clock that runs out is left to the next start, which would otherwise miss it.
            biased;
            () = inner.stop.cancelled() => return,
            () = inner.timers.changed() => continue,
            () = inner.clock.sleep_until(next) => {}
        }
        let _piece = inner.work.begin();
        inner.has_room().await;
        let due = inner.timers.take_due(inner.clock.now());
        if let Err(error) = inner.accept(due, None).await {
            tracing::error!(%error, "clocks that ran out are heard at the next start");
        }
    }
}

async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => Err(StoreError::Failed { why: error.to_string() }),
    }
}
