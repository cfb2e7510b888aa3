//! Sentence vectors: no learner waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::fixture::{FakeChannel, FakeStore, SetClock, chat, meanwhile, says, settled, start};
use crate::intent::SentenceVector;
use crate::runtime::Embedder;

/// Never comes back with anything.
#[derive(Default)]
struct Stalled {
    asked: AtomicUsize,
}

impl Embedder for Stalled {
    fn embed<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<SentenceVector>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        std::future::pending().boxed()
    }
}

#[tokio::test]
async fn who_is_slow_is_not_waited_for_and_then_left_alone() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let (runtime, stalled) = (start(&store, &channel).await, Arc::new(Stalled::default()));
    runtime.embed_with(stalled.clone());
    let asked = || stalled.asked.load(Ordering::SeqCst);

    says(&runtime, &clock, 0, &[(1, "彈跳視窗被擋住了")]).await;
    meanwhile().await;
    assert_eq!((asked(), channel.said(&chat(1)).len()), (1, 0), "it is given a moment");
    clock.forward(1);
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["popup-blocked-ask-device"]);

    says(&runtime, &clock, 1, &[(2, "忘記密碼"), (3, "/help"), (4, "真人")]).await;
    settled(&runtime).await;
    assert!(!channel.said(&chat(2)).is_empty(), "the clock stood still, and nobody waited");
    assert_eq!(asked(), 1);

    clock.forward(60);
    says(&runtime, &clock, 4, &[(2, "忘記密碼")]).await;
    meanwhile().await;
    assert_eq!(asked(), 2, "it is tried again");
    clock.forward(1);
    settled(&runtime).await;
}
