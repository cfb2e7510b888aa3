//! What the runtime's tests are played on.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::delegated::delegated;
use crate::clock::Clock;
use crate::content;
use crate::desk::Office;
use crate::engine::{Content, Event, OutboxMessage, Session};
use crate::runtime::{Arrival, Channel, Charge, ConversationId, Delivery, Hold, Limits, Receipt, Runtime};
use crate::store::{MemoryStore, OutboxEntry, Store, StoreError, Turn};

pub fn content() -> Arc<Content> {
    static CONTENT: LazyLock<Arc<Content>> = LazyLock::new(|| Arc::new(compiled()));
    Arc::clone(&CONTENT)
}

/// For a test that breaks it.
pub fn compiled() -> Content {
    match content::compile(&content::embedded(), "zh-TW") {
        Ok(compiled) => compiled.trained(),
        Err(_) => panic!("the built-in content has no mistakes"),
    }
}

pub fn chat(number: u32) -> ConversationId {
    ConversationId::new("test", number)
}

/// A clock that shows what it is set to.
pub struct SetClock(watch::Sender<Timestamp>);

impl SetClock {
    pub fn new() -> Arc<Self> {
        let start = Timestamp::from_second(1_772_413_200).expect("in range");
        Arc::new(Self(watch::Sender::new(start)))
    }

    pub fn forward(&self, s: i64) {
        self.0.send_modify(|now| *now += SignedDuration::from_secs(s));
    }

    /// Set back: who sleeps wakes, as if as much time had passed as was left.
    pub fn back(&self, s: i64) {
        self.0.send_modify(|now| *now -= SignedDuration::from_secs(s));
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn sleep_until(&self, until: Timestamp) -> BoxFuture<'static, ()> {
        let mut now = self.0.subscribe();
        let began = self.now();
        async move { drop(now.wait_for(|now| *now >= until || *now < began).await) }.boxed()
    }
}

type Price = dyn Fn(&ConversationId) -> Option<Charge> + Send + Sync;
type Deliver = dyn Fn(&ConversationId, usize) -> BoxFuture<'static, Delivery> + Send + Sync;

/// A channel that keeps what was tried, and when.
pub struct FakeChannel {
    pub limits: Limits,
    /// What each message to a conversation costs.
    pub charge: Box<Price>,
    /// What becomes of a conversation's n-th try.
    pub deliver: Box<Deliver>,
    pub tries: watch::Sender<Vec<Try>>,
    pub clock: Arc<SetClock>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    pub to: ConversationId,
    pub at: Timestamp,
    /// The keys of its texts.
    pub keys: Vec<String>,
}

impl FakeChannel {
    /// Takes everything.
    pub fn new(clock: &Arc<SetClock>) -> Self {
        Self {
            limits: Limits::default(),
            charge: Box::new(|_| None),
            deliver: Box::new(|_, _| async { Delivery::Delivered(Receipt::default()) }.boxed()),
            tries: watch::Sender::default(),
            clock: Arc::clone(clock),
        }
    }

    /// Each conversation's first message has to wait for half a minute.
    pub fn busy_at_first(clock: &Arc<SetClock>) -> Arc<Self> {
        let deliver = |_: &_, nth| {
            let retry = Delivery::Retry { after: Some(Duration::from_secs(30)), hold: Hold::Conversation };
            async move { if nth == 0 { retry } else { Delivery::Delivered(Receipt::default()) } }.boxed()
        };
        Arc::new(Self { deliver: Box::new(deliver), ..Self::new(clock) })
    }

    /// Ends when so many were tried; returns them.
    pub async fn tried(&self, count: usize) -> Vec<Try> {
        let mut tries = self.tries.subscribe();
        let tried = patiently(tries.wait_for(|tries| tries.len() >= count)).await;
        tried.expect("the channel lives").clone()
    }

    /// The keys of what was tried to say to a conversation.
    pub fn said(&self, to: &ConversationId) -> Vec<String> {
        self.tries
            .borrow()
            .iter()
            .filter(|tried| tried.to == *to)
            .flat_map(|tried| tried.keys.clone())
            .collect()
    }
}

impl Channel for FakeChannel {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        let keys = match message {
            OutboxMessage::Send { keys, .. }
            | OutboxMessage::Post { keys, .. }
            | OutboxMessage::Edit { keys, .. }
            | OutboxMessage::Caption { keys, .. } => keys.clone(),
            OutboxMessage::Delete { .. } => vec!["deleted".to_owned()],
            OutboxMessage::Settle { .. }
            | OutboxMessage::Acknowledge { .. }
            | OutboxMessage::Copy { .. }
            | OutboxMessage::Topic(_) => Vec::new(),
        };
        let before = self.tries.borrow().iter().filter(|tried| tried.to == *to).count();
        let delivery = (self.deliver)(to, before);
        let tried = Try { to: to.clone(), at: self.clock.now(), keys };
        self.tries.send_modify(|tries| tries.push(tried));
        delivery
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn charge(&self, to: &ConversationId, _: &OutboxMessage) -> Option<Charge> {
        (self.charge)(to)
    }
}

type Refuse = dyn FnMut(&Turn) -> Option<StoreError> + Send;

/// A memory store in which what a test says goes wrong.
pub struct FakeStore {
    pub store: MemoryStore,
    pub on_session: Box<dyn Fn(&ConversationId) + Send + Sync>,
    pub on_commit: Mutex<Box<Refuse>>,
    /// `None`: whatever is changed is durable at once.
    pub on_sync: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Default for FakeStore {
    fn default() -> Self {
        Self {
            store: MemoryStore::default(),
            on_session: Box::new(|_| {}),
            on_commit: Mutex::new(Box::new(|_| None)),
            on_sync: None,
        }
    }
}

impl Store for FakeStore {
    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        (self.on_session)(conversation);
        self.store.session(conversation)
    }

    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>> {
        let each = |turn: Turn| match (self.on_commit.lock().expect("whole"))(&turn) {
            Some(error) => Err(error),
            None => self.store.commit(vec![turn]).remove(0),
        };
        turns.into_iter().map(each).collect()
    }

    fn is_synced(&self) -> bool {
        self.on_sync.is_none()
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.on_sync.iter().for_each(|on_sync| on_sync());
        Ok(())
    }

    delegated!(
        crate, store:
        accept cursor delivered inbox outbox timers lines hall review handoffs handoffs_of last_ticket contacts forget sweep
    );
}

pub async fn start(store: &Arc<FakeStore>, channel: &Arc<FakeChannel>) -> Runtime {
    start_with(content(), store, channel).await
}

pub async fn start_with(
    content: Arc<Content>,
    store: &Arc<FakeStore>,
    channel: &Arc<FakeChannel>,
) -> Runtime {
    let clock = Arc::clone(&channel.clock) as _;
    let started = Runtime::start(content, Arc::clone(store) as _, Arc::clone(channel) as _, clock);
    patiently(started).await.expect("the store is fine")
}

/// With a help desk that is open.
pub async fn start_with_desk(
    content: Arc<Content>,
    store: &Arc<FakeStore>,
    channel: &Arc<FakeChannel>,
) -> Runtime {
    let (clock, office) = (Arc::clone(&channel.clock) as _, Office::of_nobody(&content));
    let started =
        Runtime::start_with(content, Arc::clone(store) as _, Arc::clone(channel) as _, clock, Some(office));
    patiently(started).await.expect("the store is fine")
}

pub async fn settled(runtime: &Runtime) {
    patiently(runtime.settled()).await;
}

/// Only keeps a broken test from hanging; nothing waits that long otherwise.
pub async fn patiently<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what).await.expect("it comes to an end")
}

/// Lets everything go on that can.
pub async fn meanwhile() {
    turns(200).await;
}

/// For who asks often.
pub async fn meanwhile_short() {
    turns(5).await;
}

async fn turns(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
        tokio::task::spawn_blocking(|| {}).await.expect("no panic");
    }
}

pub fn arrival(number: u64, from: u32, event: Event, clock: &SetClock) -> Arrival {
    Arrival {
        id: format!("test:{number}"),
        conversation: chat(from),
        event,
        language: Some("zh-TW".to_owned()),
        at: clock.now(),
    }
}

/// Each says one thing, in this order; ids go on from `first`.
pub async fn says(runtime: &Runtime, clock: &SetClock, first: u64, said: &[(u32, &str)]) {
    let arrivals =
        (first..).zip(said).map(|(number, (from, text))| arrival(number, *from, Event::typed(text), clock));
    runtime.accept(arrivals.collect(), None).await.expect("accepted");
}
