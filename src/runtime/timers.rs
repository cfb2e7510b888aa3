//! Clocks of conversations: when one runs out, it becomes an event like any other.
//!
//! The rows live in the store and are committed with the turn that sets them; this is the order in which they are due.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::engine::{Event, TimerChange, TimerName};
use crate::store::{Arrival, ConversationId, Timer};

/// Taken in one go: they go into the inbox in one transaction, which has to stay small.
const AT_ONCE: usize = 256;

#[derive(Default)]
pub(super) struct Timers {
    rows: Mutex<Rows>,
    changed: Notify,
}

/// One clock of one conversation.
type Name = (ConversationId, TimerName);

#[derive(Default)]
struct Rows {
    /// With the visit for which it was set.
    due: BTreeMap<(Timestamp, Name), u64>,
    /// When each runs out, so that it is found without a look at all others.
    at: HashMap<Name, Timestamp>,
}

impl Timers {
    pub fn new(timers: Vec<Timer>) -> Self {
        let mut rows = Rows::default();
        for Timer { conversation, timer, visit, due } in timers {
            rows.set((conversation, timer), visit, due);
        }
        Self { rows: Mutex::new(rows), changed: Notify::new() }
    }

    /// Follows what a turn committed.
    pub fn apply(&self, conversation: &ConversationId, changes: &[TimerChange]) {
        if changes.is_empty() {
            return;
        }
        let mut rows = self.rows();
        for change in changes {
            match change {
                TimerChange::Set { timer, visit, due } => {
                    rows.set((conversation.clone(), timer.clone()), *visit, *due);
                }
                TimerChange::Cancel { timer } => rows.cancel(&(conversation.clone(), timer.clone())),
            }
        }
        drop(rows);
        self.changed.notify_one();
    }

    /// When the next one runs out.
    pub fn next(&self) -> Option<Timestamp> {
        self.rows().due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Makes whoever waits for the next one look at the time again: the machine's clock may have been set.
    pub fn look_again(&self) {
        self.changed.notify_one();
    }

    /// Ends when a clock was set or stopped.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Takes those that ran out, as arrivals. The id is the same after a restart, so that none is taken twice.
    pub fn take_due(&self, now: Timestamp) -> Vec<Arrival> {
        let mut rows = self.rows();
        let mut taken = Vec::new();
        while taken.len() < AT_ONCE && rows.due.first_key_value().is_some_and(|((at, _), _)| *at <= now) {
            let Some(((at, name), visit)) = rows.due.pop_first() else { break };
            rows.at.remove(&name);
            let (conversation, timer) = name;
            taken.push(Arrival {
                id: format!("timer:{conversation}:{timer}:{visit}:{}", at.as_millisecond()),
                conversation,
                event: Event::TimerDue { timer, visit },
                language: None,
                at: now,
            });
        }
        taken
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rows {
    fn set(&mut self, name: Name, visit: u64, due: Timestamp) {
        self.cancel(&name);
        self.at.insert(name.clone(), due);
        self.due.insert((due, name), visit);
    }

    fn cancel(&mut self, name: &Name) {
        if let Some(due) = self.at.remove(name) {
            self.due.remove(&(due, name.clone()));
        }
    }
}
