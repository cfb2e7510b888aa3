//! The machine's clock may be set, forward and back; ids may come in any order.

use std::sync::Arc;

use super::fixture::{FakeChannel, FakeStore, SetClock, chat, meanwhile, says, settled, start};
use crate::store::Store as _;

/// Until the reminder of the dialog that is started.
const HALF_AN_HOUR: i64 = 30 * 60;

#[tokio::test]
async fn a_clock_that_jumps_forward_reminds_once() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/start certificate-update")]).await;
    settled(&runtime).await;
    clock.forward(30 * 24 * 3_600);
    settled(&runtime).await;
    let said = channel.said(&chat(1));
    assert_eq!(said.iter().filter(|key| *key == "timeout-ask").count(), 1, "{said:?}");
    settled(&start(&store, &channel).await).await;
    assert_eq!(channel.said(&chat(1)), said, "nor once more at the next start");
}

#[tokio::test]
async fn a_clock_that_is_set_back_reminds_no_sooner_and_once() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/start certificate-update")]).await;
    settled(&runtime).await;
    clock.back(3_600);
    meanwhile().await;
    assert_eq!(channel.tries.borrow().len(), 1, "woken too early, it goes to sleep again");
    clock.forward(3_600 + HALF_AN_HOUR - 1);
    meanwhile().await;
    settled(&runtime).await;
    assert!(!channel.said(&chat(1)).contains(&"timeout-ask".to_owned()));
    // Runs out, and is set back before it again: what was said is not said anew.
    clock.forward(1);
    settled(&runtime).await;
    clock.back(60);
    meanwhile().await;
    clock.forward(60);
    meanwhile().await;
    settled(&runtime).await;
    let said = channel.said(&chat(1));
    assert_eq!(said.iter().filter(|key| *key == "timeout-ask").count(), 1, "{said:?}");
    assert!(store.inbox().expect("readable").is_empty());
}
