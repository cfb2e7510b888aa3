//! Clocks of conversations: when one runs out, it becomes an event like any other.
//!
//! The rows live in the store and are committed with the turn that sets them; this is the order in which they are due.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::engine::{Event, TimerChange, TimerName};
use crate::store::{Arrival, ConversationId, Timer};

/// Taken in one go: they go into the inbox in one transaction, which has to stay small.
const AT_ONCE: usize = 256;

#[derive(Default)]
pub(super) struct Timers {
    due: Mutex<BTreeSet<Due>>,
    changed: Notify,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Timestamp,
    conversation: ConversationId,
    timer: TimerName,
    visit: u64,
}

impl Timers {
    pub fn new(rows: Vec<Timer>) -> Self {
        let due = rows
            .into_iter()
            .map(|row| Due {
                at: row.due,
                conversation: row.conversation,
                timer: row.timer,
                visit: row.visit,
            })
            .collect();
        Self { due: Mutex::new(due), changed: Notify::new() }
    }

    /// Follows what a turn committed.
    pub fn apply(&self, conversation: &ConversationId, changes: &[TimerChange]) {
        if changes.is_empty() {
            return;
        }
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            let (TimerChange::Set { timer, .. } | TimerChange::Cancel { timer }) = change;
            due.retain(|row| row.conversation != *conversation || row.timer != *timer);
            if let TimerChange::Set { timer, visit, due: at } = change {
                due.insert(Due {
                    at: *at,
                    conversation: conversation.clone(),
                    timer: timer.clone(),
                    visit: *visit,
                });
            }
        }
        drop(due);
        self.changed.notify_one();
    }

    /// When the next one runs out.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).first().map(|due| due.at)
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
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        while taken.len() < AT_ONCE && due.first().is_some_and(|first| first.at <= now) {
            let Some(Due { at, conversation, timer, visit }) = due.pop_first() else { break };
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
}
