//! Where one script is played: the real runtime over a fresh store, a clock that the script moves, a channel that collects.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::collector::{Collector, Said};
use super::weather::Weather;
use crate::clock::{Clock as _, VirtualClock};
use crate::engine::{Content, Event, HandoffRequest, Session};
use crate::runtime::{Arrival, ConversationId, Runtime};
use crate::store::MemoryStore;

pub(super) struct Stage {
    pub weather: Weather,
    conversation: ConversationId,
    language: String,
    content: Arc<Content>,
    store: Arc<MemoryStore>,
    clock: Arc<VirtualClock>,
    pub collector: Arc<Collector>,
    runtime: Runtime,
    arrivals: u64,
}

/// How long the machine may take to come to rest; only a bug takes longer.
const REST: Duration = Duration::from_secs(30);

impl Stage {
    pub async fn set(
        content: Arc<Content>,
        language: String,
        now: Timestamp,
        weather: Weather,
    ) -> Result<Self, String> {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(VirtualClock::new(now));
        let collector = Arc::new(Collector::new(weather == Weather::Busy));
        let runtime = start(&content, &store, &collector, &clock).await?;
        let conversation = ConversationId::new("script", "learner");
        Ok(Self { weather, conversation, language, content, store, clock, collector, runtime, arrivals: 0 })
    }

    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets something happen and waits until everything that follows from it is done.
    pub async fn happens(&mut self, event: Event) -> Result<(), String> {
        self.arrivals += 1;
        let arrival = Arrival {
            id: format!("script:{}", self.arrivals),
            conversation: self.conversation.clone(),
            event,
            language: Some(self.language.clone()),
            at: self.clock.now(),
        };
        let mut arrivals = vec![arrival];
        if self.weather == Weather::Twice {
            arrivals.push(arrivals[0].clone());
        }
        for arrival in arrivals {
            self.runtime.accept(vec![arrival], None).await.map_err(|error| error.to_string())?;
            self.rest().await?;
        }
        Ok(())
    }

    /// Moves the clock to the next timer that is due until `end`, or to `end`. Returns whether `end` was reached.
    pub async fn wait(&mut self, end: Timestamp) -> Result<bool, String> {
        let next = self.runtime.next_due().filter(|due| *due <= end).unwrap_or(end);
        let by = Duration::try_from(next.duration_since(self.clock.now())).unwrap_or_default();
        self.clock.advance(by);
        self.rest().await?;
        Ok(next == end && self.runtime.next_due().is_none_or(|due| due > end))
    }

    pub fn reload(&mut self, content: Arc<Content>) {
        self.content = Arc::clone(&content);
        self.runtime.reload(content);
    }

    /// Ends the runtime and starts another one over the same store.
    pub async fn restart(&mut self) -> Result<(), String> {
        if !self.runtime.drain(REST).await {
            return Err("the runtime did not come to an end".to_owned());
        }
        self.runtime = start(&self.content, &self.store, &self.collector, &self.clock).await?;
        self.rest().await
    }

    pub async fn end(self) {
        self.runtime.drain(REST).await;
    }

    pub async fn session(&self) -> Result<Option<Session>, String> {
        self.runtime.session(&self.conversation).await.map_err(|error| error.to_string())
    }

    /// The newest request for a human.
    pub async fn handoff(&self) -> Result<Option<HandoffRequest>, String> {
        let handoffs = self.runtime.handoffs().await.map_err(|error| error.to_string())?;
        Ok(handoffs.into_iter().next_back().map(|handoff| handoff.request))
    }

    pub fn take_said(&self) -> Vec<Said> {
        self.collector.take_said()
    }

    async fn rest(&self) -> Result<(), String> {
        let rested = tokio::time::timeout(REST, self.runtime.settled()).await;
        rested.map_err(|_| format!("the runtime did not come to rest within {} s", REST.as_secs()))
    }
}

async fn start(
    content: &Arc<Content>,
    store: &Arc<MemoryStore>,
    collector: &Arc<Collector>,
    clock: &Arc<VirtualClock>,
) -> Result<Runtime, String> {
    Runtime::start(Arc::clone(content), Arc::clone(store) as _, Arc::clone(collector) as _, Arc::clone(clock) as _)
        .await
        .map_err(|error| error.to_string())
}
