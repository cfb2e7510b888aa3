//! One lane per conversation: in order within it, lanes in parallel.
//!
//! Inbox entries and outbox messages both go through lanes. A lane is a task that lives while its conversation has something
//! to do; a panic in one piece of work is logged and leaves the lane, and every other lane, running.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::ConversationId;
use futures::FutureExt as _;
use futures::future::BoxFuture;

type Work<T> = dyn Fn(ConversationId, T) -> BoxFuture<'static, ()> + Send + Sync;

pub(super) struct Lanes<T> {
    queues: Arc<Mutex<HashMap<ConversationId, VecDeque<T>>>>,
    work: Arc<Work<T>>,
}

impl<T: Send + 'static> Lanes<T> {
    pub fn new(work: impl Fn(ConversationId, T) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self { queues: Arc::default(), work: Arc::new(work) }
    }

    /// How many things wait in a conversation's lane; the one that is under way does not count.
    pub fn waiting(&self, conversation: &ConversationId) -> usize {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.get(conversation).map_or(0, VecDeque::len)
    }

    /// Whether something of that kind waits in a conversation's lane.
    pub fn waits(&self, conversation: &ConversationId, is: impl Fn(&T) -> bool) -> bool {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.get(conversation).is_some_and(|queue| queue.iter().any(is))
    }

    /// Puts something at the end of a conversation's lane.
    pub fn push(&self, conversation: ConversationId, item: T) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get_mut(&conversation) {
            queue.push_back(item);
            return;
        }
        queues.insert(conversation.clone(), VecDeque::from([item]));
        drop(queues);
        tokio::spawn(run(conversation, Arc::clone(&self.queues), Arc::clone(&self.work)));
    }
}

async fn run<T: Send + 'static>(
    conversation: ConversationId,
    queues: Arc<Mutex<HashMap<ConversationId, VecDeque<T>>>>,
    work: Arc<Work<T>>,
) {
    while let Some(item) = next(&conversation, &queues) {
        if AssertUnwindSafe(work(conversation.clone(), item)).catch_unwind().await.is_err() {
            tracing::error!(%conversation, "a piece of work panicked; its lane goes on");
        }
    }
}

/// Takes the lane away together with its last item, so that a push either finds it alive or starts a new one.
fn next<T>(conversation: &ConversationId, queues: &Mutex<HashMap<ConversationId, VecDeque<T>>>) -> Option<T> {
    let mut queues = queues.lock().unwrap_or_else(PoisonError::into_inner);
    let item = queues.get_mut(conversation).and_then(VecDeque::pop_front);
    if item.is_none() {
        queues.remove(conversation);
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn a_conversation_keeps_its_order_and_survives_a_panic() {
        let (said, mut heard) = mpsc::unbounded_channel();
        let lanes = Lanes::new(move |conversation: ConversationId, number: u32| {
            let said = said.clone();
            async move {
                tokio::task::yield_now().await;
                assert!(number != 2, "a piece of work that panics");
                let _ = said.send((conversation.chat().to_owned(), number));
            }
            .boxed()
        });
        for number in 0..5 {
            for chat in ["a", "b", "c"] {
                lanes.push(ConversationId::new("test", chat), number);
            }
        }
        let mut by_chat: HashMap<String, Vec<u32>> = HashMap::new();
        for _ in 0..12 {
            let (chat, number) = heard.recv().await.expect("the lanes hold the sender");
            by_chat.entry(chat).or_default().push(number);
        }
        for chat in ["a", "b", "c"] {
            assert_eq!(by_chat[chat], [0, 1, 3, 4], "{chat}");
        }
    }
}
