//! Where messages wait until the budget lets them through: nobody asks twice, each is woken when it is its turn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::budget::{Budget, Priority, Ticket};
use super::channel::Charge;
use super::rate::Rate;
use crate::clock::Clock;

pub(super) struct Turnstile {
    queue: Mutex<Queue>,
    asked: Notify,
    clock: Arc<dyn Clock>,
}

struct Queue {
    budget: Budget,
    waiting: HashMap<Ticket, oneshot::Sender<()>>,
}

impl Turnstile {
    pub fn new(overall: Option<Rate>, clock: Arc<dyn Clock>) -> Self {
        let queue = Queue { budget: Budget::new(overall), waiting: HashMap::new() };
        Self { queue: Mutex::new(queue), asked: Notify::new(), clock }
    }

    /// Ends when `charge` is paid for.
    pub async fn pass(&self, charge: Charge, priority: Priority) {
        // The other end is dropped with the turnstile only.
        let _ = self.join(charge, priority).await;
    }

    fn join(&self, charge: Charge, priority: Priority) -> oneshot::Receiver<()> {
        let (open, opened) = oneshot::channel();
        let mut queue = self.queue();
        let ticket = queue.budget.ask(charge, priority, self.clock.now());
        queue.waiting.insert(ticket, open);
        self.asked.notify_one();
        opened
    }

    /// Lets them through, until `stop` is cancelled.
    pub async fn serve(&self, stop: CancellationToken) {
        loop {
            let next = self.let_through(self.clock.now());
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.asked.notified() => {}
                () = self.clock.sleep_until(next.unwrap_or(Timestamp::MAX)) => {}
            }
        }
    }

    /// Returns when to look again.
    fn let_through(&self, now: Timestamp) -> Option<Timestamp> {
        let mut queue = self.queue();
        for ticket in queue.budget.serve(now) {
            // Who does not listen any more was stopped.
            let _ = queue.waiting.remove(&ticket).map(|open| open.send(()));
        }
        queue.budget.next(now)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
