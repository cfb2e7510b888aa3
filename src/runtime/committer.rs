//! Between the conversations and the store: what is changed is in the store's memory at once, and many conversations share the cost
//! of making it durable.
//!
//! Who has changed something waits here until a round of the store was over that began afterwards; one thread makes round after
//! round, as long as somebody waits. Another one tidies up beside it. Once the store has failed, or panicked, nobody is told any
//! more that anything is safe.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::store::{Arrival, Cursor, InboxEntry, OutboxEntry, Store, StoreError, Turn};

/// How long those who are in no hurry let a round wait for somebody who is.
const LULL: Duration = Duration::from_millis(10);
/// How many hurry on a busy day, and how long a round then waits for more of them: a round costs nearly the same for a few as for many.
const CROWD: usize = 4;
const GATHERING: Duration = Duration::from_millis(2);

pub(super) struct Committer {
    store: Arc<dyn Store>,
    rounds: Arc<Rounds>,
    failed: CancellationToken,
}

/// What was accepted: it may be worked on, but must not be acknowledged before it is durable.
pub(super) struct Accepted {
    pub entries: Vec<InboxEntry>,
    pub durable: Durable,
}

/// Ends when everything is durable that was changed before.
pub(super) struct Durable(Option<oneshot::Receiver<Result<(), StoreError>>>);

/// A round, and who waited for it.
struct Over {
    answers: Vec<oneshot::Sender<Result<(), StoreError>>>,
    result: Result<(), StoreError>,
}

/// Tells those who wait. From the thread that makes the rounds each of them would be a call through to the scheduler's threads.
async fn answer(mut overs: mpsc::UnboundedReceiver<Over>) {
    while let Some(Over { answers, result }) = overs.recv().await {
        for answer in answers {
            // Whoever asked may be gone with a shutdown.
            let _ = answer.send(result.clone());
        }
    }
}

#[derive(Default)]
struct Rounds {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    answers: Vec<oneshot::Sender<Result<(), StoreError>>>,
    in_a_hurry: usize,
    /// Many hurried the last time.
    is_crowded: bool,
    /// Nobody will come any more.
    closed: bool,
    rest: Rest,
}

/// What the thread that makes the rounds is to be woken for: to wake it is a call of the kernel, even where it does not sleep.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// It makes a round, or waits for the end of its time.
    #[default]
    Undisturbed,
    UntilSomebodyComes,
    UntilSomebodyHurries,
}

impl Committer {
    /// `failed` is cancelled when the store says that nothing is safe any more.
    pub fn start(store: Arc<dyn Store>, failed: CancellationToken) -> std::io::Result<Self> {
        let rounds = Arc::new(Rounds::default());
        let (tidy, tidies) = std::sync::mpsc::sync_channel::<()>(1);
        let guarded = |name: &str, run: Box<dyn FnOnce(&CancellationToken) + Send>| {
            let (failed, rounds) = (failed.clone(), Arc::clone(&rounds));
            std::thread::Builder::new().name(name.to_owned()).spawn(move || {
                if catch_unwind(AssertUnwindSafe(|| run(&failed))).is_err() {
                    tracing::error!("the store panicked; nothing more is acknowledged");
                    failed.cancel();
                    rounds.end();
                }
            })
        };
        let (over, overs) = mpsc::unbounded_channel();
        tokio::spawn(answer(overs));
        let (syncing, waiting) = (Arc::clone(&store), Arc::clone(&rounds));
        guarded(
            "rounds",
            Box::new(move |failed| {
                while let Some(answers) = waiting.take() {
                    let result = noticing(syncing.sync(), failed);
                    // With the runtime's end nobody is there to hear it; what is durable stays durable.
                    let _ = over.send(Over { answers, result });
                    // When one is asked for already, that one will do.
                    let _ = tidy.try_send(());
                }
            }),
        )?;
        let tidying = Arc::clone(&store);
        guarded(
            "tidying",
            Box::new(
                move |failed| {
                    while tidies.recv().is_ok() && noticing(tidying.tidy(), failed).is_ok() {}
                },
            ),
        )?;
        Ok(Self { store, rounds, failed })
    }

    /// In the order in which it is called.
    pub async fn accept(
        &self,
        arrivals: Vec<Arrival>,
        cursor: Option<Cursor>,
    ) -> Result<Accepted, StoreError> {
        self.accepted(move |store| store.accept(arrivals, cursor)).await
    }

    /// As [`accept`](Self::accept), and takes a message off the outbox: mostly in the same round, and never before.
    pub async fn accept_and_settle(&self, arrivals: Vec<Arrival>, seq: u64) -> Result<Accepted, StoreError> {
        let accept = move |store: &dyn Store| {
            let entries = store.accept(arrivals, None)?;
            store.delivered(&[seq])?;
            Ok(entries)
        };
        self.accepted(accept).await
    }

    async fn accepted(
        &self,
        accept: impl FnOnce(&dyn Store) -> Result<Vec<InboxEntry>, StoreError> + Send + 'static,
    ) -> Result<Accepted, StoreError> {
        let entries = super::blocking(self.guarded(accept)).await?;
        Ok(Accepted { entries, durable: self.durable(true) })
    }

    /// The turn is durable when it ends.
    pub async fn commit(&self, turn: Turn) -> Result<Vec<OutboxEntry>, StoreError> {
        let erases = turn.erase;
        let commit = self.guarded(move |store| {
            store
                .commit(vec![turn])
                .pop()
                .unwrap_or_else(|| Err(StoreError::Failed { why: "no answer".to_owned() }))
        });
        // All that a turn mostly needs is in memory; who erases goes through everything.
        let said = if erases { super::blocking(commit).await } else { commit() }?;
        self.durable(true).wait().await?;
        Ok(said)
    }

    /// It is off the outbox, and durably so when [`Durable::wait`] ends. Nobody is in a hurry for that.
    pub fn delivered(&self, seq: u64) -> Result<Durable, StoreError> {
        self.guarded(move |store| store.delivered(&[seq]))()?;
        Ok(self.durable(false))
    }

    /// Ends when everything is durable.
    pub async fn synced(&self) -> Result<(), StoreError> {
        self.durable(true).wait().await
    }

    fn durable(&self, in_a_hurry: bool) -> Durable {
        if self.store.is_synced() {
            return Durable(None);
        }
        let (answer, answered) = oneshot::channel();
        let mut waiting = self.rounds.waiting();
        if !waiting.closed {
            waiting.answers.push(answer);
        }
        waiting.in_a_hurry += usize::from(in_a_hurry);
        let is_awaited = match waiting.rest {
            Rest::Undisturbed => false,
            Rest::UntilSomebodyComes => true,
            Rest::UntilSomebodyHurries => in_a_hurry,
        };
        if is_awaited {
            waiting.rest = Rest::Undisturbed;
        }
        drop(waiting);
        if is_awaited {
            self.rounds.came.notify_one();
        }
        Durable(Some(answered))
    }

    /// A store that panics is one that failed.
    fn guarded<T>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> impl FnOnce() -> Result<T, StoreError> + Send + 'static {
        let (store, failed) = (Arc::clone(&self.store), self.failed.clone());
        move || {
            if failed.is_cancelled() {
                return Err(StoreError::Failed { why: "it failed before".to_owned() });
            }
            let result = catch_unwind(AssertUnwindSafe(|| work(&*store)));
            noticing(
                result.unwrap_or_else(|_| Err(StoreError::Failed { why: "it panicked".to_owned() })),
                &failed,
            )
        }
    }
}

impl Durable {
    pub async fn wait(self) -> Result<(), StoreError> {
        let Some(answered) = self.0 else { return Ok(()) };
        answered
            .await
            .unwrap_or_else(|_| Err(StoreError::Failed { why: "the committer has ended".to_owned() }))
    }
}

impl Rounds {
    /// Waits for somebody to wait. `None`: nobody will any more.
    fn take(&self) -> Option<Vec<oneshot::Sender<Result<(), StoreError>>>> {
        let mut waiting = self.waiting();
        if waiting.is_crowded {
            waiting = self.rest(waiting, GATHERING, |_| true);
        }
        while waiting.answers.is_empty() && !waiting.closed {
            waiting.rest = Rest::UntilSomebodyComes;
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.rest = Rest::UntilSomebodyHurries;
        waiting = self.rest(waiting, LULL, |waiting| waiting.in_a_hurry == 0);
        waiting.rest = Rest::Undisturbed;
        waiting.is_crowded = std::mem::take(&mut waiting.in_a_hurry) >= CROWD;
        let answers = std::mem::take(&mut waiting.answers);
        (!answers.is_empty()).then_some(answers)
    }

    /// For so long, unless it `is` so no more, or nobody will come.
    fn rest<'a>(
        &self,
        waiting: MutexGuard<'a, Waiting>,
        so_long: Duration,
        is: impl Fn(&Waiting) -> bool,
    ) -> MutexGuard<'a, Waiting> {
        let rests = |waiting: &mut Waiting| is(waiting) && !waiting.closed;
        let rested = self.came.wait_timeout_while(waiting, so_long, rests);
        rested.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Who waits, or will, hears that there are no rounds any more.
    fn end(&self) {
        let mut waiting = self.waiting();
        waiting.closed = true;
        waiting.answers.clear();
        drop(waiting);
        self.came.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.rounds.waiting().closed = true;
        self.rounds.came.notify_one();
    }
}

fn noticing<T>(result: Result<T, StoreError>, failed: &CancellationToken) -> Result<T, StoreError> {
    if let Err(StoreError::Failed { why }) = &result
        && !failed.is_cancelled()
    {
        tracing::error!(why, "the store failed; nothing more is acknowledged");
        failed.cancel();
    }
    result
}
