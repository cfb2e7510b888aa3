//! The one writer of conversations: gathers what is ready into one commit, so that many conversations share the cost of making it durable.
//!
//! The store blocks; this thread is where it may. Who asks waits for the answer, so that no more requests wait here than there
//! are lanes at work, which the runtime bounds.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::mpsc as blocking;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::store::{Arrival, Cursor, InboxEntry, OutboxEntry, Store, StoreError, Turn};

/// Turns that share one commit at most; more would only make the first of them wait.
const GROUP: usize = 256;

pub(super) struct Committer {
    requests: blocking::Sender<Request>,
}

enum Request {
    Accept(Vec<Arrival>, Option<Cursor>, oneshot::Sender<Result<Vec<InboxEntry>, StoreError>>),
    Commit(Box<Turn>, oneshot::Sender<Result<Vec<OutboxEntry>, StoreError>>),
    Delivered(u64, oneshot::Sender<Result<(), StoreError>>),
}

impl Committer {
    /// `failed` is cancelled when the store says that nothing is safe any more.
    pub fn start(store: Arc<dyn Store>, failed: CancellationToken) -> std::io::Result<Self> {
        let (requests, received) = blocking::channel();
        std::thread::Builder::new().name("committer".to_owned()).spawn(move || {
            let run = AssertUnwindSafe(|| run(&*store, &received, &failed));
            if std::panic::catch_unwind(run).is_err() {
                tracing::error!("the store panicked; nothing more is acknowledged");
                failed.cancel();
            }
        })?;
        Ok(Self { requests })
    }

    pub async fn accept(
        &self,
        arrivals: Vec<Arrival>,
        cursor: Option<Cursor>,
    ) -> Result<Vec<InboxEntry>, StoreError> {
        self.ask(|answer| Request::Accept(arrivals, cursor, answer)).await
    }

    pub async fn commit(&self, turn: Turn) -> Result<Vec<OutboxEntry>, StoreError> {
        self.ask(|answer| Request::Commit(Box::new(turn), answer)).await
    }

    pub async fn delivered(&self, seq: u64) -> Result<(), StoreError> {
        self.ask(|answer| Request::Delivered(seq, answer)).await
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Request,
    ) -> Result<T, StoreError> {
        let gone = || StoreError::Failed { why: "the committer has ended".to_owned() };
        let (answer, answered) = oneshot::channel();
        self.requests.send(request(answer)).map_err(|_| gone())?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn run(store: &dyn Store, requests: &blocking::Receiver<Request>, failed: &CancellationToken) {
    while let Ok(first) = requests.recv() {
        let group = std::iter::once(first).chain(requests.try_iter().take(GROUP - 1));
        let (mut turns, mut turn_answers) = (Vec::new(), Vec::new());
        let (mut delivered, mut delivered_answers) = (Vec::new(), Vec::new());
        for request in group {
            match request {
                Request::Accept(arrivals, cursor, answer) => {
                    let result = noticing(store.accept(arrivals, cursor), failed);
                    // Whoever asked may be gone with a shutdown; what is durable stays durable.
                    let _ = answer.send(result);
                }
                Request::Commit(turn, answer) => {
                    turns.push(*turn);
                    turn_answers.push(answer);
                }
                Request::Delivered(seq, answer) => {
                    delivered.push(seq);
                    delivered_answers.push(answer);
                }
            }
        }
        if !turns.is_empty() {
            for (result, answer) in store.commit(turns).into_iter().zip(turn_answers) {
                let _ = answer.send(noticing(result, failed));
            }
        }
        if !delivered.is_empty() {
            let why = noticing(store.delivered(&delivered), failed).err().map(|error| error.to_string());
            for answer in delivered_answers {
                let result = why.clone().map_or(Ok(()), |why| Err(StoreError::Failed { why }));
                let _ = answer.send(result);
            }
        }
    }
}

fn noticing<T>(result: Result<T, StoreError>, failed: &CancellationToken) -> Result<T, StoreError> {
    if let Err(StoreError::Failed { why }) = &result {
        tracing::error!(why, "the store failed; nothing more is acknowledged");
        failed.cancel();
    }
    result
}
