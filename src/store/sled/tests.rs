//! What only a store on disk can keep, or break: opening again, rows that cannot be read, a disk that fails.

use std::sync::mpsc;

use super::*;
use crate::engine::TimerChange;
use crate::store::contract::fixture::{arrival, conversation, cursor, entry, handoff, message, turn};

fn open(dir: &tempfile::TempDir) -> SledStore {
    SledStore::open(dir.path()).expect("it opens")
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// Lets `meddle` at the trees, as a fault or a newer version would.
fn meddled(dir: &tempfile::TempDir, meddle: impl Fn(&Trees) -> ::sled::Result<Option<IVec>>) {
    let store = open(dir);
    meddle(&store.trees).expect("it can be written");
    store.durability.wait().expect("it can be synced");
}

#[test]
fn everything_is_there_after_opening_again() {
    let dir = dir();
    let store = open(&dir);
    let (one, two) = (arrival("1", "ann"), arrival("2", "bob"));
    store.accept(vec![one, two.clone()], cursor("telegram", 7)).expect("it works");
    let full = Turn {
        outbox: vec![message("hello")],
        timers: vec![TimerChange::Set { timer: "idle".into(), visit: 1, due: jiff::Timestamp::MAX }],
        handoff: Some(handoff(5)),
        ..turn(1, "ann", 0)
    };
    let said = store.commit(vec![full.clone()]).remove(0).expect("it works");
    let (timers, handoffs) = (store.timers(), store.handoffs());
    drop(store);

    let store = open(&dir);
    assert_eq!(store.inbox(), Ok(vec![entry(2, &two)]));
    assert_eq!(store.cursor("telegram"), Ok(Some(7)));
    assert_eq!(store.session(&conversation("ann")), Ok(Some(full.session)));
    assert_eq!(store.outbox(), Ok(said));
    assert_eq!((store.timers(), store.handoffs()), (timers, handoffs));
    // What was seen stays seen, and what was done stays done.
    assert_eq!(store.accept(vec![two], None), Ok(vec![]));
    assert_eq!(store.commit(vec![turn(1, "ann", 1)]), [Err(StoreError::AlreadyDone)]);
}

#[test]
fn numbers_go_on_where_they_were_though_all_is_empty() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
    let saying = |turn| Turn { outbox: vec![message("hello")], ..turn };
    let results = store.commit(vec![saying(turn(1, "ann", 0)), saying(turn(2, "ann", 1))]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    store.delivered(&[1, 2]).expect("it works");
    assert_eq!((store.inbox(), store.outbox()), (Ok(vec![]), Ok(vec![])));
    drop(store);

    let store = open(&dir);
    let three = arrival("3", "ann");
    assert_eq!(store.accept(vec![three.clone()], None), Ok(vec![entry(3, &three)]));
    let said = store.commit(vec![saying(turn(3, "ann", 2))]).remove(0).expect("it works");
    assert_eq!(said[0].seq, 3);
}

#[test]
fn a_conversation_begins_anew_over_a_session_that_cannot_be_read() {
    let dir = dir();
    meddled(&dir, |trees| trees.sessions.insert("test:ann", "garbage"));
    let store = open(&dir);
    let unreadable = store.session(&conversation("ann"));
    assert!(matches!(unreadable, Err(StoreError::Unreadable { what: "session", .. })), "{unreadable:?}");
    assert_eq!(store.session(&conversation("bob")), Ok(None));

    store.accept(vec![arrival("1", "ann")], None).expect("it works");
    let stale = StoreError::Conflict { expected: 3, found: 0 };
    assert_eq!(store.commit(vec![turn(1, "ann", 3), turn(1, "ann", 0)]), [Err(stale), Ok(vec![])]);
    assert_eq!(store.session(&conversation("ann")), Ok(Some(turn(1, "ann", 0).session)));
}

#[test]
fn a_list_goes_on_past_a_row_that_cannot_be_read() {
    let dir = dir();
    let store = open(&dir);
    let (one, three) = (arrival("1", "ann"), arrival("3", "ann"));
    store.accept(vec![one.clone(), arrival("2", "ann"), three.clone()], None).expect("it works");
    drop(store);
    meddled(&dir, |trees| {
        trees.inbox.insert("not a number", trees.inbox.get(seq_key(1))?.expect("it was accepted"))?;
        trees.inbox.insert(seq_key(2), "garbage")
    });
    let store = open(&dir);
    assert_eq!(store.inbox(), Ok(vec![entry(1, &one), entry(3, &three)]));
    assert_eq!(store.trees.inbox.len(), 4, "they are left for an operator to look at");
}

#[test]
fn a_second_store_on_the_directory_is_refused_by_name() {
    let dir = dir();
    let first = open(&dir);
    let error = SledStore::open(dir.path()).map(|_| ()).expect_err("it is in use");
    assert_eq!(error, StoreError::InUse { dir: dir.path().to_owned() });
    assert_eq!(
        error.to_string(),
        format!("the data directory `{}` is in use by another process", dir.path().display())
    );
    drop(first);
    open(&dir);
}

#[test]
fn what_is_acknowledged_was_synced_before_and_a_group_only_once() {
    let dir = dir();
    let (synced, syncs) = mpsc::channel();
    let sync = move || synced.send(()).map_err(|error| error.to_string());
    let store = SledStore { durability: Durability::new(sync), ..open(&dir) };
    let syncs = || syncs.try_iter().count();

    store.accept(vec![arrival("1", "ann"), arrival("2", "bob")], cursor("telegram", 7)).expect("it works");
    assert_eq!(syncs(), 1);
    assert_eq!(store.accept(vec![arrival("1", "ann")], None), Ok(vec![]));
    assert_eq!(syncs(), 1, "what made it known may not be on the disk yet");
    assert_eq!(store.commit(vec![turn(1, "ann", 0), turn(2, "bob", 0)]), [Ok(vec![]), Ok(vec![])]);
    assert_eq!(syncs(), 1);
    assert_eq!(store.commit(vec![turn(1, "ann", 1)]), [Err(StoreError::AlreadyDone)]);
    assert_eq!(syncs(), 0, "nothing was written");
    store.delivered(&[1, 2]).expect("it works");
    assert_eq!(syncs(), 1);
    store.sweep(jiff::Timestamp::MAX).expect("it works");
    assert_eq!(syncs(), 1);
}

#[test]
fn after_a_failed_sync_nothing_is_acknowledged_and_everything_refused() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "bob")], None).expect("it works");
    let store = SledStore { durability: Durability::new(|| Err("the disk is full".into())), ..store };
    let failed = || StoreError::Failed { why: "the disk is full".into() };
    let stale = StoreError::Conflict { expected: 4, found: 0 };
    assert_eq!(store.commit(vec![turn(1, "ann", 0), turn(2, "bob", 4)]), [Err(failed()), Err(stale)]);

    assert_eq!(store.accept(vec![arrival("3", "ann")], None), Err(failed()));
    assert_eq!(store.commit(vec![turn(2, "bob", 0)]), [Err(failed())]);
    assert_eq!(store.delivered(&[1]), Err(failed()));
    assert_eq!(store.session(&conversation("ann")), Err(failed()));
    assert_eq!(store.inbox(), Err(failed()));
    assert_eq!(store.cursor("telegram"), Err(failed()));
    assert_eq!(store.sweep(jiff::Timestamp::MAX), Err(failed()));
}
