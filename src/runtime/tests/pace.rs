//! One who sends too much, and the others.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::fixture::{
    FakeChannel, FakeStore, SetClock, arrival, chat, meanwhile, meanwhile_short, patiently, says, settled,
    start,
};
use crate::engine::Event;
use crate::runtime::{Delivery, Limits, Rate, Receipt};
use crate::store::Store as _;

fn limited(clock: &Arc<SetClock>) -> FakeChannel {
    let mut channel = FakeChannel::new(clock);
    channel.limits = Limits { overall: None, learner: Some(Rate::new(20, SignedDuration::from_secs(1))) };
    channel
}

#[tokio::test]
async fn a_flood_is_answered_up_to_its_limit_and_then_told_once() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(limited(&clock));
    let runtime = start(&store, &channel).await;
    let flood = vec![(1, "/help"); 200];
    says(&runtime, &clock, 0, &flood).await;
    says(&runtime, &clock, 1_000, &[(2, "/privacy")]).await;
    settled(&runtime).await;
    let said = channel.said(&chat(1));
    assert_eq!(said[..20], ["help-told"; 20]);
    assert_eq!(said[20..], ["too-much-told"]);
    assert_eq!(channel.said(&chat(2)), ["privacy-told"]);

    // A button pressed too much is not left spinning; later all is as before.
    clock.forward(60);
    says(&runtime, &clock, 2_000, &[(1, "/help"); 20]).await;
    let press = Event::Choice { press: "k/menu".to_owned(), on: None, query: Some("q".to_owned()) };
    runtime.accept(vec![arrival(3_000, 1, press, &clock)], None).await.expect("accepted");
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)).len(), 21 + 20 + 1);
    assert_eq!(channel.tries.borrow().len(), 21 + 1 + 20 + 2, "the notice, and the end of the spinner");
}

/// What the engine and the channel make of a conversation is no flood of its learner's.
#[tokio::test]
async fn what_the_learner_did_not_do_is_not_counted() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(limited(&clock));
    let runtime = start(&store, &channel).await;
    let changes = (0..40).map(|number| arrival(number, 1, Event::Reachable, &clock));
    runtime.accept(changes.collect(), None).await.expect("accepted");
    says(&runtime, &clock, 1_000, &[(1, "/help")]).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["help-told"]);
}

/// Lanes are parallel: a learner whose messages do not get out, with as much waiting as may wait, costs the others nothing.
#[tokio::test]
async fn others_are_answered_while_one_is_stuck_and_what_waits_is_bounded() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let (open, opened) = watch::channel(false);
    let mut channel = limited(&clock);
    channel.deliver = Box::new(move |to, _| {
        let (is_stuck, mut opened) = (*to == chat(1), opened.clone());
        async move {
            if is_stuck {
                opened.wait_for(|open| *open).await.expect("the test holds it");
            }
            Delivery::Delivered(Receipt::default())
        }
        .boxed()
    });
    let channel = Arc::new(channel);
    let runtime = start(&store, &channel).await;
    // Slow enough never to be too fast.
    for number in 0..200 {
        says(&runtime, &clock, number, &[(1, "/help")]).await;
        clock.forward(2);
        meanwhile_short().await;
    }
    let others: Vec<(u32, &str)> = (2..50).map(|from| (from, "/help")).collect();
    says(&runtime, &clock, 1_000, &others).await;
    patiently(channel.tried(1 + others.len())).await;
    for from in 2..50 {
        assert_eq!(channel.said(&chat(from)), ["help-told"]);
    }
    meanwhile().await;
    let waiting = store.outbox().expect("readable").len();
    // One on its way, fifty behind it, the notice; and what a step under way may add.
    assert!((51..=55).contains(&waiting), "{waiting} wait");
    open.send_replace(true);
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)).last().map(String::as_str), Some("too-much-told"));
}
