//! What is kept no longer goes, today and tomorrow.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use helpbot::clock::VirtualClock;
use helpbot::engine::{Event, Fingerprint, OutboxMessage, Session};
use helpbot::runtime::{Arrival, Channel, ConversationId, Delivery, Receipt, Retention, Runtime};
use helpbot::store::{MemoryStore, Store, Turn};
use jiff::{SignedDuration, Timestamp};

use crate::content::content;

struct Nowhere;

impl Channel for Nowhere {
    fn deliver<'a>(&'a self, _: &'a ConversationId, _: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        async { Delivery::Delivered(Receipt::default()) }.boxed()
    }
}

fn day(day: i64) -> Timestamp {
    Timestamp::from_second(day * 86_400).expect("in range")
}

/// Somebody who was last here on a day.
fn was_here(store: &MemoryStore, chat: &str, on: i64) -> ConversationId {
    let conversation = ConversationId::new("test", chat);
    let arrival = Arrival {
        id: format!("test:{chat}"),
        conversation: conversation.clone(),
        event: Event::typed("hello"),
        language: None,
        at: day(on),
    };
    let inbox = store.accept(vec![arrival], None).expect("it works")[0].seq;
    let mut session = Session::new(Fingerprint(1), "en".into());
    session.revision = 1;
    let turn = Turn {
        inbox,
        conversation: conversation.clone(),
        at: day(on),
        erase: false,
        expected: 0,
        session: Some(Arc::new(session)),
        outbox: vec![],
        timers: vec![],
        handoffs: Vec::new(),
        lines: vec![],
        hall: None,
        heard: Vec::new(),
    };
    assert_eq!(store.commit(vec![turn]), [Ok(vec![])]);
    conversation
}

#[tokio::test]
async fn who_was_not_here_for_long_is_forgotten_day_by_day() {
    let store = Arc::new(MemoryStore::default());
    let (ann, bob) = (was_here(&store, "ann", 0), was_here(&store, "bob", 1));
    let clock = Arc::new(VirtualClock::new(day(11)));
    let runtime = Runtime::start(content(), store.clone(), Arc::new(Nowhere), clock.clone()).await;
    let runtime = runtime.expect("it starts");
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    runtime.sweep_daily(Retention {
        sessions: days(10),
        handoffs: days(10),
        seen: days(10),
        review: days(10),
    });
    let gone = |conversation| {
        let store = store.clone();
        tokio::time::timeout(Duration::from_secs(20), async move {
            while store.session(&conversation).expect("it works").is_some() {
                tokio::task::yield_now().await;
            }
        })
    };
    gone(ann).await.expect("what is old goes at once");
    assert!(store.session(&bob).expect("it works").is_some(), "ten days are not over");
    clock.advance(Duration::from_secs(24 * 60 * 60));
    gone(bob).await.expect("and the rest in its time");
}
