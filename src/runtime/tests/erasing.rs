//! A learner has everything erased while something is under way: what was to be said before is not said, what came after is answered.

use std::sync::Arc;

use super::fixture::{FakeChannel, FakeStore, SetClock, chat, meanwhile, says, settled, start};
use crate::store::Store as _;

#[tokio::test]
async fn what_was_erased_is_not_said_and_what_came_after_is_answered() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = FakeChannel::busy_at_first(&clock);
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help")]).await;
    channel.tried(1).await;
    says(&runtime, &clock, 1, &[(1, "/forget"), (1, "全部刪掉"), (1, "/privacy")]).await;
    while !store.inbox().expect("readable").is_empty() {
        meanwhile().await;
    }
    clock.forward(30);
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["help-told", "forget-erased", "privacy-told"]);
    assert!(store.outbox().expect("readable").is_empty());
}
