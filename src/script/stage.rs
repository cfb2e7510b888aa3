//! Where one script is played: the real runtime over a fresh store, a clock that the script moves, a channel that collects.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::collector::{Collector, Said};
use super::deed::Spot;
use super::script::Given;
use super::weather::Weather;
use crate::clock::{Clock as _, VirtualClock};
use crate::desk::{Calendar, Crowd, Office, Targets};
use crate::engine::{Agent, AgentId, Content, Event, MessageRef, Session, TicketNumber};
use crate::runtime::{Arrival, ConversationId, Runtime, desk_general, desk_topic};
use crate::store::{Handoff, MemoryStore};

pub(super) struct Stage {
    pub weather: Weather,
    conversation: ConversationId,
    language: String,
    content: Arc<Content>,
    store: Arc<MemoryStore>,
    clock: Arc<VirtualClock>,
    pub collector: Arc<Collector>,
    office: Option<Office>,
    runtime: Runtime,
    arrivals: u64,
    /// In the order in which they came.
    agents: Vec<String>,
    leads: Vec<String>,
    /// The learner's last message.
    pub sent: Option<MessageRef>,
}

/// Who writes in the group's name.
const ANONYMOUS: &str = "anonymous";

/// How long the machine may take to come to rest; only a bug takes longer.
const REST: Duration = Duration::from_secs(30);

impl Stage {
    pub async fn set(
        content: Arc<Content>,
        language: String,
        given: &Given,
        weather: Weather,
    ) -> Result<Self, String> {
        let office = given.desk.then(|| Office {
            calendar: Calendar::default(),
            targets: Targets::default(),
            crowd: Crowd::default(),
            locale: content.texts.default_locale().clone(),
            bot_username: "helpbot".to_owned(),
        });
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(VirtualClock::new(given.clock));
        let collector = Arc::new(Collector::new(weather == Weather::Busy));
        let runtime = start(&content, &store, &collector, &clock, office.clone()).await?;
        let conversation = ConversationId::new("script", "learner");
        let leads = given.leads.clone();
        let (arrivals, agents, sent) = (0, Vec::new(), None);
        Ok(Self {
            weather,
            conversation,
            language,
            content,
            store,
            clock,
            collector,
            office,
            runtime,
            arrivals,
            agents,
            leads,
            sent,
        })
    }

    /// The learner's.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    pub fn agent(&mut self, name: &str) -> Agent {
        const FIRST: i64 = 7_001;
        if !self.agents.iter().any(|known| known == name) {
            self.agents.push(name.to_owned());
        }
        let place = self.agents.iter().position(|known| known == name).unwrap_or_default();
        Agent {
            id: AgentId(FIRST + i64::try_from(place).unwrap_or_default()),
            name: name.to_owned(),
            username: Some(name.to_owned()),
            anonymous: name == ANONYMOUS,
            admin: self.leads.iter().any(|lead| lead == name),
        }
    }

    /// The chat at the desk, whose topic it is, and the conversation that what happens there belongs to.
    pub async fn spot(
        &self,
        spot: Spot,
    ) -> Result<(ConversationId, Option<TicketNumber>, ConversationId), String> {
        if self.office.is_none() {
            return Err("there is no help desk: it has to be `given: desk`".to_owned());
        }
        let newest = || async {
            let handoffs = self.handoffs().await?;
            let newest = handoffs.iter().rev().find_map(|handoff| handoff.ticket.as_ref());
            newest.map(|ticket| ticket.number).ok_or_else(|| "there is no ticket yet".to_owned())
        };
        let number = match spot {
            Spot::General => return Ok((desk_general(), None, desk_general())),
            Spot::Topic(number) => number,
            Spot::Newest => newest().await?,
        };
        let learner =
            self.runtime.learner_of(number).ok_or_else(|| format!("there is no ticket {number}"))?;
        Ok((desk_topic(number), Some(number), learner))
    }

    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets something happen and waits until everything that follows from it is done.
    pub async fn happens(&mut self, conversation: ConversationId, event: Event) -> Result<(), String> {
        self.arrivals += 1;
        let arrival = Arrival {
            id: format!("script:{}", self.arrivals),
            conversation,
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
        self.runtime =
            start(&self.content, &self.store, &self.collector, &self.clock, self.office.clone()).await?;
        self.rest().await
    }

    pub async fn end(self) {
        self.runtime.drain(REST).await;
    }

    pub async fn session(&self) -> Result<Option<Session>, String> {
        self.runtime.session(&self.conversation).await.map_err(|error| error.to_string())
    }

    /// Requests for a human, oldest first.
    pub async fn handoffs(&self) -> Result<Vec<Handoff>, String> {
        self.runtime.handoffs().await.map_err(|error| error.to_string())
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
    office: Option<Office>,
) -> Result<Runtime, String> {
    Runtime::start_with(
        Arc::clone(content),
        Arc::clone(store) as _,
        Arc::clone(collector) as _,
        Arc::clone(clock) as _,
        office,
    )
    .await
    .map_err(|error| error.to_string())
}
