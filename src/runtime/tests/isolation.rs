//! What goes wrong for one conversation, and what that does to the others: nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::Notify;

use super::fixture::{
    FakeChannel, FakeStore, SetClock, arrival, chat, compiled, content, patiently, says, settled, start,
    start_with, start_with_desk,
};
use crate::desk::TicketState;
use crate::engine::{Event, HandoffReason, Reserved, TicketNumber};
use crate::runtime::{Cursor, Runtime, desk_topic};
use crate::store::{Store as _, StoreError};

#[tokio::test]
async fn a_turn_that_is_too_large_becomes_an_apology() {
    let (store, clock) = (FakeStore::default(), SetClock::new());
    *store.on_commit.lock().expect("whole") = Box::new(|turn| {
        let is_large = turn.conversation == chat(1) && turn.handoffs.is_empty();
        is_large.then_some(StoreError::TooLarge { what: "session", bytes: 2, most: 1 })
    });
    let (store, channel) = (Arc::new(store), Arc::new(FakeChannel::new(&clock)));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help"), (2, "/help")]).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["internal-error-sorry"]);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    let handoffs = runtime.handoffs().await.expect("readable");
    assert_eq!(handoffs.len(), 1);
    assert_eq!(handoffs[0].request.reason, HandoffReason::Error);
    assert!(store.inbox().expect("readable").is_empty());
}

#[tokio::test]
async fn a_step_that_panics_becomes_an_apology() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let mut broken = compiled();
    broken.dialogs.remove(&Reserved::Menu.id());
    let runtime = start_with(Arc::new(broken), &store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/start popup-blocked"), (1, "/menu"), (1, "/help"), (2, "/help")]).await;
    settled(&runtime).await;
    let expected = ["popup-blocked-ask-device", "internal-error-sorry", "help-told"];
    assert_eq!(channel.said(&chat(1)), expected);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    let handoffs = runtime.handoffs().await.expect("readable");
    assert_eq!(handoffs[0].request.path[0].to_string(), "popup-blocked/ask-device");
    assert!(store.inbox().expect("readable").is_empty());
}

/// It is more than a note where somebody can look at it, and one ticket however often it happens.
#[tokio::test]
async fn with_a_desk_a_step_that_panics_opens_one_ticket() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let mut broken = compiled();
    broken.dialogs.remove(&Reserved::Menu.id());
    let runtime = start_with_desk(Arc::new(broken), &store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/start popup-blocked"), (1, "/menu"), (1, "/menu"), (2, "/help")]).await;
    settled(&runtime).await;
    let expected = ["popup-blocked-ask-device", "internal-error-sorry-open", "internal-error-sorry-waiting"];
    assert_eq!(channel.said(&chat(1)), expected);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    let handoffs = runtime.handoffs().await.expect("readable");
    let [handoff] = &handoffs[..] else { panic!("{handoffs:?}") };
    assert_eq!(handoff.request.reason, HandoffReason::Error);
    assert_eq!(handoff.request.path[0].to_string(), "popup-blocked/ask-device");
    let ticket = handoff.ticket.as_ref().expect("it is a ticket");
    assert_eq!((ticket.number, ticket.state()), (TicketNumber(1), TicketState::New));
    let in_topic = channel.said(&desk_topic(TicketNumber(1)));
    assert_eq!(in_topic.iter().filter(|key| *key == "desk-error").count(), 1, "{in_topic:?}");
    assert!(store.inbox().expect("readable").is_empty());
}

/// What cannot be borne is not looked at again for the sake of a ticket.
#[tokio::test]
async fn with_a_desk_what_is_set_aside_opens_a_ticket() {
    let clock = SetClock::new();
    let store = FakeStore {
        on_session: Box::new(|of| assert_ne!(*of, chat(1), "it panics")),
        ..FakeStore::default()
    };
    let (store, channel) = (Arc::new(store), Arc::new(FakeChannel::new(&clock)));
    let runtime = start_with_desk(content(), &store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help"), (1, "/privacy"), (2, "/help")]).await;
    settled(&runtime).await;
    let expected = ["internal-error-sorry-open", "internal-error-sorry-waiting"];
    assert_eq!(channel.said(&chat(1)), expected);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    assert_eq!(runtime.handoffs().await.expect("readable").len(), 1);
    assert!(store.inbox().expect("readable").is_empty());
}

/// A ticket that outgrows the store does not keep the learner from an answer.
#[tokio::test]
async fn with_a_desk_a_ticket_that_is_too_large_becomes_a_note() {
    let (store, clock) = (FakeStore::default(), SetClock::new());
    *store.on_commit.lock().expect("whole") = Box::new(|turn| {
        let is_small = turn.handoffs.iter().any(|handoff| handoff.ticket.is_none());
        (!is_small).then_some(StoreError::TooLarge { what: "handoff", bytes: 2, most: 1 })
    });
    let (store, channel) = (Arc::new(store), Arc::new(FakeChannel::new(&clock)));
    let runtime = start_with_desk(content(), &store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help")]).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["internal-error-sorry"]);
    let handoffs = runtime.handoffs().await.expect("readable");
    assert_eq!((handoffs.len(), handoffs[0].request.reason), (1, HandoffReason::Error));
}

/// A session that cannot even be looked at.
#[tokio::test]
async fn what_panics_is_set_aside_with_an_apology_and_does_not_come_again() {
    let clock = SetClock::new();
    let mut store = FakeStore::default();
    let is_poisonous = Arc::new(Mutex::new(false));
    let poisonous = Arc::clone(&is_poisonous);
    store.on_session = Box::new(move |conversation| {
        let panics = *conversation == chat(1) && *poisonous.lock().expect("whole");
        assert!(!panics, "a session that panics");
    });
    let (store, channel) = (Arc::new(store), Arc::new(FakeChannel::new(&clock)));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/start certificate-update")]).await;
    settled(&runtime).await;
    assert_eq!(store.timers().expect("readable").len(), 1);

    // Another process has to look at what is stored.
    runtime.drain(Duration::ZERO).await;
    let runtime = start(&store, &channel).await;
    *is_poisonous.lock().expect("whole") = true;
    says(&runtime, &clock, 10, &[(1, "/help"), (2, "/help"), (1, "/privacy")]).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1))[1..], ["internal-error-sorry"; 2]);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    assert!(store.inbox().expect("readable").is_empty());
    assert!(store.timers().expect("readable").is_empty(), "the clock was another conversation's");

    *is_poisonous.lock().expect("whole") = false;
    says(&runtime, &clock, 20, &[(1, "/help")]).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1))[3..], ["help-told"]);
}

/// A store in which one conversation is the end of the process: whoever loads its session is never heard of again.
fn deadly() -> Deadly {
    let mut store = FakeStore::default();
    let (release, released) = mpsc::channel::<()>();
    let (died, is_deadly) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(true)));
    let (released, notify, is) = (Mutex::new(released), Arc::clone(&died), Arc::clone(&is_deadly));
    store.on_session = Box::new(move |conversation| {
        if *conversation == chat(1) && is.load(Ordering::SeqCst) {
            notify.notify_one();
            let _ = released.lock().unwrap_or_else(PoisonError::into_inner).recv();
            panic!("the test is over");
        }
    });
    Deadly { store: Arc::new(store), died, is_deadly, _release: release }
}

struct Deadly {
    store: Arc<FakeStore>,
    died: Arc<Notify>,
    is_deadly: Arc<AtomicBool>,
    /// Threads that hang end with the test.
    _release: mpsc::Sender<()>,
}

/// So many messages were tried and taken off the outbox: the next process would say what is left there.
async fn nothing_to_say(store: &FakeStore, channel: &FakeChannel, tried: usize) {
    channel.tried(tried).await;
    while !store.outbox().expect("readable").is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_takes_the_process_down_does_so_five_times_and_is_set_aside() {
    let Deadly { store, died, is_deadly, _release } = deadly();
    let clock = SetClock::new();
    let channel = Arc::new(FakeChannel::new(&clock));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help"), (2, "/help"), (1, "/privacy")]).await;
    patiently(died.notified()).await;
    nothing_to_say(&store, &channel, 1).await;

    // The first start takes it up like everything else, the next four try it alone.
    let runtime = start(&store, &channel).await;
    patiently(died.notified()).await;
    says(&runtime, &clock, 10, &[(3, "/help")]).await;
    nothing_to_say(&store, &channel, 2).await;
    for _ in 0..4 {
        let starting = Runtime::start(
            content(),
            Arc::clone(&store) as _,
            Arc::clone(&channel) as _,
            Arc::clone(&clock) as _,
        );
        tokio::select! {
            _ = starting => panic!("it dies before it has started"),
            () = patiently(died.notified()) => {}
        }
        assert!(channel.said(&chat(1)).is_empty());
    }

    // The sixth does without it; what its learner said after it is tried for the first time.
    let starting = start(&store, &channel);
    let until_it_dies = async {
        patiently(died.notified()).await;
        nothing_to_say(&store, &channel, 3).await;
    };
    tokio::select! {
        _ = starting => panic!("the second one is as deadly"),
        () = until_it_dies => {}
    }
    assert_eq!(channel.said(&chat(1)), ["internal-error-sorry"]);
    is_deadly.store(false, Ordering::SeqCst);
    let runtime = start(&store, &channel).await;
    settled(&runtime).await;
    assert_eq!(channel.said(&chat(1)), ["internal-error-sorry", "privacy-told"]);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
    assert!(store.inbox().expect("readable").is_empty());
}

/// Killed again and again, with a full inbox: nobody loses a word who did nothing.
#[tokio::test]
async fn an_innocent_suspect_is_processed() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let asks = |from: u32| arrival(u64::from(from), from, Event::typed("/help"), &clock);
    store.accept((1..=20).map(asks).collect(), None).expect("accepted");
    let channel = Arc::new(FakeChannel::new(&clock));
    // An earlier start saw fifteen of them, and died in the second trial of the second.
    for (name, position) in [("start", 15), ("trial-1", 2), ("trial-2", 1)] {
        store.accept(Vec::new(), Some(Cursor { name: name.to_owned(), position })).expect("noted");
    }
    let runtime = start(&store, &channel).await;
    assert!(store.inbox().expect("readable").len() <= 5, "the suspects come before anything else is done");
    settled(&runtime).await;
    for from in 1..=20 {
        assert_eq!(channel.said(&chat(from)), ["help-told"]);
    }
    assert_eq!(store.cursor("start"), Ok(Some(20)));
    assert_eq!(store.cursor("trial-1"), Ok(Some(15)));
}

#[tokio::test]
async fn a_store_that_panics_is_a_store_that_failed() {
    let (store, clock) = (FakeStore::default(), SetClock::new());
    *store.on_commit.lock().expect("whole") = Box::new(|_| panic!("a store that panics"));
    let (store, channel) = (Arc::new(store), Arc::new(FakeChannel::new(&clock)));
    let runtime = start(&store, &channel).await;
    says(&runtime, &clock, 0, &[(1, "/help")]).await;
    patiently(runtime.failed()).await;
    assert_eq!(store.inbox().expect("readable").len(), 1);
}

/// Who waited for a round that never ends would never end either.
#[tokio::test]
async fn rounds_that_panicked_are_waited_for_by_nobody() {
    let (is_broken, clock) = (Arc::new(AtomicBool::new(false)), SetClock::new());
    let breaks = Arc::clone(&is_broken);
    let on_sync = move || assert!(!breaks.load(Ordering::SeqCst), "a round that panics");
    let store = Arc::new(FakeStore { on_sync: Some(Box::new(on_sync)), ..FakeStore::default() });
    let channel = Arc::new(FakeChannel::new(&clock));
    let runtime = start(&store, &channel).await;
    is_broken.store(true, Ordering::SeqCst);
    for number in 0..2 {
        let arrivals = vec![arrival(number, 1, Event::typed("/help"), &clock)];
        assert!(patiently(runtime.accept(arrivals, None)).await.is_err(), "{number}");
    }
    patiently(runtime.failed()).await;
    assert!(!patiently(runtime.drain(Duration::from_secs(1))).await);
}

#[tokio::test]
async fn what_comes_twice_is_done_once() {
    let (store, clock) = (Arc::new(FakeStore::default()), SetClock::new());
    let channel = Arc::new(FakeChannel::new(&clock));
    let runtime = start(&store, &channel).await;
    for _ in 0..2 {
        says(&runtime, &clock, 0, &[(1, "/help"), (2, "/help")]).await;
        settled(&runtime).await;
    }
    assert_eq!(channel.said(&chat(1)), ["help-told"]);
    assert_eq!(channel.said(&chat(2)), ["help-told"]);
}
