//! What it costs to keep a turn: an arrival accepted and its turn committed, which one round makes durable, and its message delivered.
//!
//! `cargo bench --bench store`

use std::cell::Cell;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use helpbot::content;
use helpbot::engine::{Event, Session, render, step};
use helpbot::store::{Arrival, ConversationId, MasterKey, Outgoing, SledStore, Store as _, Turn};
use jiff::Timestamp;

/// Learners who take turns, so that each one's session is written again and again.
const LEARNERS: u64 = 500;

fn store(criterion: &mut Criterion) {
    let content = content::compile(&content::embedded(), "zh-TW").expect("no mistakes").trained();
    let now = Timestamp::from_second(1_772_413_200).expect("in range");
    let fresh = Session::new(content.fingerprint, content.texts.default_locale().clone());
    let outcome = step(&content, &fresh, &Event::text("彈跳視窗被擋住了"), now);
    let outbox = render(&content, &outcome.session, &outcome.effects);

    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = SledStore::open(dir.path(), &MasterKey::random()).expect("a fresh directory opens");
    let next = Cell::new(0_u64);
    let cycle = |learners: u64| {
        let first = next.replace(next.get() + learners);
        let arrivals = (first..first + learners).map(|n| Arrival {
            id: format!("bench:{n}"),
            // Learners come in no order that their ids would follow.
            conversation: ConversationId::new("bench", n * 7_919 % LEARNERS),
            event: Event::text("彈跳視窗被擋住了"),
            language: None,
            at: now,
        });
        let entries = store.accept(arrivals.collect(), None).expect("it works");
        let turns = entries.into_iter().map(|entry| {
            let mut session = outcome.session.clone();
            let stored = store.session(&entry.arrival.conversation).expect("it works");
            let expected = stored.map_or(0, |session| session.revision);
            session.revision = expected + 1;
            Turn {
                inbox: entry.seq,
                conversation: entry.arrival.conversation,
                at: now,
                erase: false,
                expected,
                session: Some(Arc::new(session)),
                outbox: outbox.iter().cloned().map(Outgoing::from).collect(),
                timers: vec![],
                handoffs: Vec::new(),
                lines: vec![],
                hall: None,
                heard: Vec::new(),
            }
        });
        let results = store.commit(turns.collect());
        let sent = results.into_iter().flat_map(|result| result.expect("it works")).map(|entry| entry.seq);
        store.sync().expect("it works");
        store.delivered(&sent.collect::<Vec<_>>()).expect("it works");
        store.sync().expect("it works");
        store.tidy().expect("it works");
    };

    let mut group = criterion.benchmark_group("a turn kept");
    group.sample_size(30);
    group.bench_function("alone", |bencher| bencher.iter(|| cycle(1)));
    group.bench_function("in a group of 64", |bencher| bencher.iter(|| cycle(64)));
    group.finish();
}

criterion_group!(benches, store);
criterion_main!(benches);
