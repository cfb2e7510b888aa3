//! Messages on their way out: budgets, holds, retries, the end of the road.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use super::fixture::{
    FakeChannel, FakeStore, SetClock, arrival, chat, meanwhile, meanwhile_short, patiently, says, settled,
    start,
};
use crate::clock::Clock as _;
use crate::engine::{Event, MessageRef};
use crate::runtime::{Charge, Delivery, Hold, Limits, Rate, Receipt, Runtime};
use crate::store::Store as _;

fn per_second(burst: u32) -> Rate {
    Rate::new(burst, SignedDuration::from_secs(1))
}

/// Seconds since the start at which each conversation's messages were tried.
fn when(channel: &FakeChannel, start: jiff::Timestamp) -> Vec<(String, i64)> {
    let tries = channel.tries.borrow();
    tries.iter().map(|tried| (tried.to.chat().to_owned(), tried.at.duration_since(start).as_secs())).collect()
}

fn tried(expected: &[(u32, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(chat, s)| (chat.to_string(), *s)).collect()
}

#[tokio::test]
async fn a_chat_that_waits_for_its_budget_keeps_no_other_waiting() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.charge =
        Box::new(|to| Some(Charge { account: to.chat().to_owned(), calls: 1, rates: vec![per_second(2)] }));
    let channel = Arc::new(channel);
    let (runtime, began) = (start(&store, &channel).await, clock.now());
    says(&runtime, &clock, 0, &[(1, "/help"), (1, "/help"), (1, "/privacy"), (1, "/help")]).await;
    channel.tried(2).await;
    says(&runtime, &clock, 10, &[(2, "/help")]).await;
    channel.tried(3).await;
    meanwhile().await;
    assert_eq!(when(&channel, began), tried(&[(1, 0), (1, 0), (2, 0)]));
    for count in [4, 5] {
        clock.forward(1);
        channel.tried(count).await;
    }
    settled(&runtime).await;
    assert_eq!(when(&channel, began), tried(&[(1, 0), (1, 0), (2, 0), (1, 1), (1, 2)]));
    assert_eq!(channel.said(&chat(1)), ["help-told", "help-told", "privacy-told", "help-told"]);
}

#[tokio::test]
async fn under_the_overall_limit_answers_go_before_reminders() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.limits = Limits { overall: Some(per_second(1)), learner: None };
    channel.charge = Box::new(|_| Some(Charge { account: String::new(), calls: 1, rates: Vec::new() }));
    let channel = Arc::new(channel);
    let runtime = start(&store, &channel).await;
    for number in 1..=3 {
        says(
            &runtime,
            &clock,
            number,
            &[(u32::try_from(number).expect("small"), "/start certificate-update")],
        )
        .await;
        channel.tried(usize::try_from(number).expect("small")).await;
        clock.forward(1);
    }
    settled(&runtime).await;
    // Their clocks run out together: one reminder goes at once, then somebody asks while two wait.
    clock.forward(40 * 60);
    channel.tried(4).await;
    while store.outbox().expect("readable").len() < 2 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    says(&runtime, &clock, 10, &[(4, "/help")]).await;
    while store.outbox().expect("readable").len() < 3 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    for count in 5..=7 {
        clock.forward(1);
        channel.tried(count).await;
    }
    let keys: Vec<_> = channel.tries.borrow()[3..].iter().map(|tried| tried.keys.join(" ")).collect();
    assert_eq!(keys[1], "help-told", "{keys:?}");
    assert!([0, 2, 3].iter().all(|reminder| keys[*reminder].starts_with("timeout-ask")), "{keys:?}");
}

#[tokio::test]
async fn a_hold_of_the_channel_keeps_all_waiting_and_loses_nothing() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.deliver = Box::new(|to, nth| {
        let retry = Delivery::Retry { after: Some(Duration::from_secs(30)), hold: Hold::Channel };
        let delivery =
            if *to == chat(1) && nth == 0 { retry } else { Delivery::Delivered(Receipt::default()) };
        async { delivery }.boxed()
    });
    let channel = Arc::new(channel);
    let (runtime, began) = (start(&store, &channel).await, clock.now());
    says(&runtime, &clock, 0, &[(1, "/help"), (1, "/privacy")]).await;
    channel.tried(1).await;
    meanwhile().await;
    says(&runtime, &clock, 10, &[(2, "/help")]).await;
    while store.outbox().expect("readable").len() < 3 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    clock.forward(29);
    meanwhile().await;
    assert_eq!(when(&channel, began), tried(&[(1, 0)]));
    clock.forward(1);
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["help-told", "help-told", "privacy-told"]);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    assert!(when(&channel, began)[1..].iter().all(|(_, s)| *s == 30));
    assert!(store.outbox().expect("readable").is_empty());
}

/// A 429 does not say whose limit it was.
#[tokio::test]
async fn many_chats_that_are_told_to_wait_hold_the_channel() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = FakeChannel::busy_at_first(&clock);
    let (runtime, began) = (start(&store, &channel).await, clock.now());
    for number in 1..=3 {
        says(&runtime, &clock, number, &[(u32::try_from(number).expect("small"), "/help")]).await;
        channel.tried(usize::try_from(number).expect("small")).await;
        meanwhile().await;
    }
    // The fourth would be refused as well; it is not even tried.
    says(&runtime, &clock, 4, &[(4, "/help")]).await;
    while store.outbox().expect("readable").len() < 4 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    assert_eq!(channel.tries.borrow().len(), 3);
    clock.forward(30);
    channel.tried(7).await;
    assert!(when(&channel, began)[3..].iter().all(|(_, s)| *s == 30));
    clock.forward(30);
    settled(&runtime).await;
}

/// A channel that takes messages and answers to none before the test lets it.
struct Slow {
    channel: Arc<FakeChannel>,
    answers: Arc<Semaphore>,
    on_their_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Slow {
    fn new(clock: &Arc<SetClock>) -> Self {
        let (answers, on_their_way, most) = (Arc::new(Semaphore::new(0)), Arc::default(), Arc::default());
        let mut channel = FakeChannel::new(clock);
        let shared: (Arc<Semaphore>, Arc<AtomicUsize>, Arc<AtomicUsize>) =
            (Arc::clone(&answers), Arc::clone(&on_their_way), Arc::clone(&most));
        channel.deliver = Box::new(move |_, _| {
            let (answers, now, highest) = shared.clone();
            async move {
                highest.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                answers.acquire().await.expect("the test holds it").forget();
                now.fetch_sub(1, Ordering::SeqCst);
                Delivery::Delivered(Receipt::default())
            }
            .boxed()
        });
        Self { channel: Arc::new(channel), answers, on_their_way, most }
    }

    fn on_their_way(&self) -> usize {
        self.on_their_way.load(Ordering::SeqCst)
    }
}

/// Two hundred learners have something to hear.
async fn asked_by_many(store: &FakeStore, runtime: &Runtime, clock: &SetClock) {
    let said: Vec<_> = (0..200).map(|number| (number, "/help")).collect();
    says(runtime, clock, 0, &said).await;
    while store.outbox().expect("readable").len() < 200 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
}

#[tokio::test]
async fn so_many_messages_are_on_their_way_at_once_and_no_more() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let slow = Slow::new(&clock);
    let runtime = start(&store, &slow.channel).await;
    asked_by_many(&store, &runtime, &clock).await;
    assert_eq!(slow.on_their_way(), 64);
    slow.answers.add_permits(200);
    settled(&runtime).await;
    assert_eq!(slow.most.load(Ordering::SeqCst), 64);
    assert_eq!(slow.channel.tries.borrow().len(), 200);
}

/// A process says nothing of what two hundred are to hear, and another one begins.
async fn left_to_another(clock: &Arc<SetClock>) -> (Slow, Runtime) {
    let store = Arc::new(FakeStore::default());
    let mut busy = FakeChannel::new(clock);
    busy.deliver = Box::new(|_, _| {
        let after = Some(Duration::from_secs(3_600));
        async move { Delivery::Retry { after, hold: Hold::Conversation } }.boxed()
    });
    let runtime = start(&store, &Arc::new(busy)).await;
    asked_by_many(&store, &runtime, clock).await;
    runtime.drain(Duration::ZERO).await;
    let slow = Slow::new(clock);
    let runtime = start(&store, &slow.channel).await;
    (slow, runtime)
}

/// What an earlier process may have said already is said again one by one.
#[tokio::test]
async fn after_a_start_that_finds_messages_one_is_on_its_way_at_first() {
    let (slow, runtime) = left_to_another(&SetClock::new()).await;
    for tried in 1..=64 {
        slow.channel.tried(tried).await;
        meanwhile_short().await;
        assert_eq!(slow.on_their_way(), 1, "at the {tried}th");
        slow.answers.add_permits(1);
    }
    slow.channel.tried(128).await;
    assert_eq!(slow.on_their_way(), 64);
    slow.answers.add_permits(200);
    settled(&runtime).await;
    assert_eq!(slow.channel.tries.borrow().len(), 200);
}

/// A call that gets no answer holds nobody up for long.
#[tokio::test]
async fn messages_go_one_by_one_for_a_moment_only() {
    let clock = SetClock::new();
    let (slow, runtime) = left_to_another(&clock).await;
    slow.channel.tried(1).await;
    meanwhile().await;
    assert_eq!(slow.on_their_way(), 1);
    clock.forward(2);
    slow.channel.tried(64).await;
    assert_eq!(slow.on_their_way(), 64);
    slow.answers.add_permits(200);
    settled(&runtime).await;
    assert_eq!(slow.most.load(Ordering::SeqCst), 64);
}

#[tokio::test]
async fn who_cannot_be_reached_is_recorded_and_not_reminded() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.deliver = Box::new(|_, nth| {
        let gone = Delivery::Unreachable { why: "blocked".to_owned() };
        async move { if nth == 1 { gone } else { Delivery::Delivered(Receipt::default()) } }.boxed()
    });
    let channel = Arc::new(channel);
    let runtime = start(&store, &channel).await;
    let unreachable =
        async || runtime.session(&chat(1)).await.expect("readable").expect("stored").unreachable;

    says(&runtime, &clock, 0, &[(1, "/start certificate-update")]).await;
    settled(&runtime).await;
    assert!(runtime.next_due().is_some() && !unreachable().await);
    says(&runtime, &clock, 1, &[(1, "/help")]).await;
    settled(&runtime).await;
    assert!(unreachable().await);
    assert_eq!(runtime.next_due(), None, "a reminder would be said to nobody");
    assert!(store.timers().expect("readable").is_empty() && store.outbox().expect("readable").is_empty());

    let back = arrival(2, 1, Event::Reachable, &clock);
    runtime.accept(vec![back], None).await.expect("accepted");
    settled(&runtime).await;
    assert!(!unreachable().await);
    assert_eq!(channel.tries.borrow().len(), 2, "nobody asked anything");
    runtime.accept(vec![arrival(3, 1, Event::Unreachable, &clock)], None).await.expect("accepted");
    says(&runtime, &clock, 4, &[(1, "/help")]).await;
    settled(&runtime).await;
    assert!(!unreachable().await, "who writes can be reached");
    assert_eq!(channel.tries.borrow().len(), 3);
}

/// At a deploy: what waits is not waited for, and is said by the next process.
#[tokio::test]
async fn what_waits_does_not_hold_up_the_end_and_stays_durable() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.limits = Limits { overall: Some(per_second(1)), learner: None };
    channel.charge = Box::new(|_| Some(Charge { account: String::new(), calls: 1, rates: Vec::new() }));
    channel.deliver = Box::new(|to, nth| {
        let retry = Delivery::Retry { after: Some(Duration::from_secs(3_600)), hold: Hold::Conversation };
        let delivery =
            if *to == chat(1) && nth == 0 { retry } else { Delivery::Delivered(Receipt::default()) };
        async { delivery }.boxed()
    });
    let channel = Arc::new(channel);
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help")]).await;
    channel.tried(1).await;
    says(&runtime, &clock, 1, &[(2, "/help"), (3, "/help")]).await;
    while store.outbox().expect("readable").len() < 3 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    assert!(!runtime.drain(Duration::ZERO).await);
    settled(&runtime).await;
    assert_eq!(store.outbox().expect("readable").len(), 3);

    let runtime = start(&store, &channel).await;
    for count in 2..=4 {
        channel.tried(count).await;
        clock.forward(1);
    }
    patiently(runtime.settled()).await;
    assert!(store.outbox().expect("readable").is_empty());
}

/// Whatever is wrong with a message that holds personal data: the learner is answered.
#[tokio::test]
async fn a_message_that_cannot_be_deleted_does_not_keep_the_answer_waiting_for_ever() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let mut channel = FakeChannel::new(&clock);
    channel.deliver = Box::new(|_, nth| {
        let troubled = Delivery::Retry { after: None, hold: Hold::Conversation };
        // To be told to wait, or to be without a network, says nothing of the message.
        let told = Delivery::Retry { after: Some(Duration::from_secs(1)), hold: Hold::Conversation };
        let cut_off = Delivery::Retry { after: None, hold: Hold::Channel };
        let delivery = match nth {
            0 => told,
            1 => cut_off,
            2..6 => troubled,
            _ => Delivery::Delivered(Receipt::default()),
        };
        async { delivery }.boxed()
    });
    let channel = Arc::new(channel);
    let runtime = start(&store, &channel).await;
    let event = Event::typed("我的身分證是A123456789").in_message(Some(MessageRef(7)));
    runtime.accept(vec![arrival(0, 1, event, &clock)], None).await.expect("accepted");
    for count in 1..=7 {
        channel.tried(count).await;
        clock.forward(60);
    }
    settled(&runtime).await;
    let said = channel.said(&chat(1));
    assert_eq!(said[..6], ["deleted"; 6]);
    assert_eq!(said[6], "masked-told");
    assert!(store.outbox().expect("readable").is_empty());
}
