//! What only a store on disk can keep, or break: opening again, rows that cannot be read, a disk that fails.

use std::sync::{Arc, mpsc};

use ::sled::IVec;

use super::trees::touched_key;
use super::*;
use crate::desk::Ticket;
use crate::engine::TimerChange;
use crate::store::HandoffUpdate;
use crate::store::contract::fixture::{
    arrival, conversation, cursor, entry, handoff, key, message, on_day, since, turn,
};

fn open(dir: &tempfile::TempDir) -> SledStore {
    SledStore::open(dir.path(), key()).expect("it opens")
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// With everything in it that was changed.
fn trees(store: &SledStore) -> &Trees {
    drop(store.settled().expect("it works"));
    &store.trees
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
        outbox: vec![message("hello").into()],
        timers: vec![TimerChange::Set { timer: "idle".into(), visit: 1, due: jiff::Timestamp::MAX }],
        handoffs: vec![handoff(5).into()],
        ..turn(1, "ann", 0)
    };
    let said = store.commit(vec![full.clone()]).remove(0).expect("it works");
    let (timers, handoffs) = (store.timers(), store.handoffs());
    drop(store);

    let store = open(&dir);
    assert_eq!(store.inbox(), Ok(vec![entry(2, &two)]));
    assert_eq!(store.cursor("telegram"), Ok(Some(7)));
    assert_eq!(store.session(&conversation("ann")), Ok(full.session.map(Arc::unwrap_or_clone)));
    assert_eq!(store.outbox(), Ok(said));
    assert_eq!((store.timers(), store.handoffs()), (timers, handoffs));
    // What was seen stays seen, and what was done stays done.
    assert_eq!(store.accept(vec![two], None), Ok(vec![]));
    assert_eq!(store.commit(vec![turn(1, "ann", 1)]), [Err(StoreError::AlreadyDone)]);
}

/// Also in a directory of an earlier version, which kept no such number.
#[test]
fn a_tickets_number_is_not_given_again_though_the_ticket_is_gone() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
    let ticket = Some(Ticket::new(TicketNumber(7), "zh-TW".into(), on_day(0, 5)));
    let handoff = HandoffUpdate { request: handoff(5), opened_by: None, ticket };
    assert!(store.commit(vec![Turn { handoffs: vec![handoff], ..turn(1, "ann", 0) }])[0].is_ok());
    drop(store);
    meddled(&dir, |trees| trees[Kind::Meta].remove(LAST_TICKET));
    open(&dir).forget(&conversation("ann")).expect("it works");
    let store = open(&dir);
    assert_eq!((store.handoffs(), store.last_ticket()), (Ok(vec![]), Ok(TicketNumber(7))));
}

#[test]
fn numbers_go_on_where_they_were_though_all_is_empty() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
    let saying = |turn| Turn { outbox: vec![message("hello").into()], ..turn };
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
    let store = open(&dir);
    let ann = store.writer().expect("nobody has it").keyring.name(&conversation("ann"));
    drop(store);
    meddled(&dir, |trees| trees[Kind::Sessions].insert(ann.0, "garbage"));
    let store = open(&dir);
    let unreadable = store.session(&conversation("ann"));
    assert!(matches!(unreadable, Err(StoreError::Unreadable { what: "session", .. })), "{unreadable:?}");
    assert_eq!(store.session(&conversation("bob")), Ok(None));

    store.accept(vec![arrival("1", "ann")], None).expect("it works");
    let stale = StoreError::Conflict { expected: 3, found: 0 };
    assert_eq!(store.commit(vec![turn(1, "ann", 3), turn(1, "ann", 0)]), [Err(stale), Ok(vec![])]);
    assert_eq!(store.session(&conversation("ann")), Ok(turn(1, "ann", 0).session.map(Arc::unwrap_or_clone)));
}

#[test]
fn a_list_goes_on_past_a_row_that_cannot_be_read() {
    let dir = dir();
    let store = open(&dir);
    let (one, three) = (arrival("1", "ann"), arrival("3", "ann"));
    store.accept(vec![one.clone(), arrival("2", "ann"), three.clone()], None).expect("it works");
    drop(store);
    meddled(&dir, |trees| {
        let inbox = &trees[Kind::Inbox];
        // Where it stands is part of its seal.
        inbox.insert(seq_key(9), inbox.get(seq_key(1))?.expect("it was accepted"))?;
        inbox.insert(seq_key(2), "garbage")
    });
    let store = open(&dir);
    assert_eq!(store.inbox(), Ok(vec![entry(1, &one), entry(3, &three)]));
    assert_eq!(trees(&store)[Kind::Inbox].len(), 4, "they are left for an operator to look at");
}

/// Everything that a learner can leave.
fn full(turn: Turn) -> Turn {
    Turn {
        outbox: vec![message("what was said").into()],
        timers: vec![TimerChange::Set { timer: "idle".into(), visit: 1, due: jiff::Timestamp::MAX }],
        handoffs: vec![handoff(5).into()],
        ..turn
    }
}

#[test]
fn the_disk_tells_neither_who_anybody_is_nor_what_was_said() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("one-1", "ann-4711"), arrival("one-2", "ann-4711")], None).expect("it works");
    assert!(store.commit(vec![full(turn(1, "ann-4711", 0))])[0].is_ok());
    drop(store);
    drop(open(&dir));
    let everything: Vec<u8> =
        std::fs::read_dir(dir.path()).expect("readable").fold(Vec::new(), |mut all, entry| {
            all.extend(std::fs::read(entry.expect("readable").path()).unwrap_or_default());
            all
        });
    let holds = |words: &str| everything.windows(words.len()).any(|bytes| bytes == words.as_bytes());
    assert!(holds("idle"), "the files are looked into");
    for words in ["4711", "」 of ", "what was said", "popup-blocked", "zh-TW", "「"] {
        assert!(!holds(words), "{words}");
    }
}

#[test]
fn another_key_is_refused_when_the_directory_is_opened() {
    let dir = dir();
    let empty = open(&dir);
    drop(empty);
    let other = MasterKey::random();
    let error = SledStore::open(dir.path(), &other).map(|_| ()).expect_err("it does not fit");
    let needed = key().id();
    assert_eq!(error, StoreError::WrongKey { dir: dir.path().to_owned(), needed, found: other.id() });
    assert!(error.to_string().starts_with("the key file does not fit the data directory"), "{error}");
    open(&dir);
}

#[test]
fn a_changed_proof_of_the_key_is_refused() {
    let dir = dir();
    meddled(&dir, |trees| {
        let row = trees[Kind::Meta].get(MASTER)?.expect("it is there");
        let names = String::from_utf8_lossy(&row).replace("names\":\"", "names\":\"AAAA");
        trees[Kind::Meta].insert(MASTER, names.as_bytes())
    });
    let error = SledStore::open(dir.path(), key()).map(|_| ()).expect_err("it was changed");
    assert!(error.to_string().contains("does not open"), "{error}");
}

#[test]
fn a_lost_proof_of_the_key_is_never_made_anew() {
    let dir = dir();
    open(&dir).accept(vec![arrival("1", "ann")], None).expect("it works");
    meddled(&dir, |trees| trees[Kind::Meta].remove(MASTER));
    let error = SledStore::open(dir.path(), key()).map(|_| ()).expect_err("it is lost");
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}

#[test]
fn what_was_not_sealed_is_refused_and_left_as_it_is() {
    let dir = dir();
    let unsealed = || opening::open(dir.path()).expect("it opens");
    unsealed().db.open_tree("sessions").and_then(|tree| tree.insert("test:ann", "{}")).expect("writable");
    for _ in 0..2 {
        let error = SledStore::open(dir.path(), key()).map(|_| ()).expect_err("it is not sealed");
        assert_eq!(error, StoreError::Unsealed { dir: dir.path().to_owned() });
    }
    assert_eq!(unsealed().db.open_tree("sessions").expect("readable").len(), 1);
}

#[test]
fn a_damaged_log_is_never_taken_for_an_empty_one() {
    let damages: [fn(&Path); 4] = [
        |db| std::fs::write(db, vec![0xA5; 600 * 1024]).expect("writable"),
        |db| File::options().write(true).open(db).and_then(|db| db.set_len(64)).expect("writable"),
        |db| std::fs::write(db, "").expect("writable"),
        |db| std::fs::remove_file(db).expect("writable"),
    ];
    for (n, damage) in damages.into_iter().enumerate() {
        let parent = dir();
        let data = parent.path().join("data");
        let store = SledStore::open(&data, key()).expect("it opens");
        store.accept(vec![arrival("1", "ann")], None).expect("it works");
        drop(store);
        drop(SledStore::open(&data, key()).expect("it makes a snapshot"));
        damage(&data.join("db"));
        for attempt in 0..3 {
            let opened = SledStore::open(&data, key()).map(|_| ());
            assert!(matches!(opened, Err(StoreError::Damaged { .. })), "damage {n}, {attempt}: {opened:?}");
        }
        let beside = std::fs::read_dir(parent.path()).expect("readable").count();
        assert_eq!(beside, 2, "damage {n}: one copy was put aside");
    }
}

#[test]
fn what_an_erased_learner_left_elsewhere_opens_no_more() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
    assert!(store.commit(vec![full(turn(1, "ann", 0))])[0].is_ok());
    let kinds = [Kind::Inbox, Kind::Outbox, Kind::Sessions, Kind::Timers, Kind::Handoffs];
    let rows = kinds.map(|kind| trees(&store)[kind].iter().next().expect("one").expect("readable"));
    // Erased with a turn, so that there is a new key under the same name.
    let goodbye = Turn { erase: true, ..turn(2, "ann", 1) };
    assert_eq!(store.commit(vec![goodbye]), [Ok(vec![])]);
    for (kind, (key, value)) in kinds.into_iter().zip(rows) {
        trees(&store)[kind].insert(key, value).expect("writable");
    }
    let all = (store.inbox(), store.outbox(), store.timers(), store.handoffs());
    assert_eq!(all, (Ok(vec![]), Ok(vec![]), Ok(vec![]), Ok(vec![])));
    let session = store.session(&conversation("ann"));
    assert!(matches!(session, Err(StoreError::Unreadable { .. })), "{session:?}");
    drop(store);
    let session = open(&dir).session(&conversation("ann"));
    assert!(matches!(session, Err(StoreError::Unreadable { .. })), "{session:?}");
}

#[test]
fn who_is_forgotten_has_no_key_any_more_not_even_in_memory() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann")], None).expect("it works");
    let (key, value) = trees(&store)[Kind::Inbox].iter().next().expect("one").expect("readable");
    assert_eq!(store.forget(&conversation("ann")).map(|forgotten| forgotten.inbox), Ok(1));
    assert!(trees(&store)[Kind::Keys].is_empty());
    store.trees[Kind::Inbox].insert(key, value).expect("writable");
    assert_eq!(store.inbox(), Ok(vec![]));
}

#[test]
fn a_key_goes_with_the_last_row_that_it_sealed() {
    let dir = dir();
    let store = open(&dir);
    let keys = || trees(&store)[Kind::Keys].len();
    store
        .accept(vec![arrival("1", "ann"), arrival("2", "bob"), arrival("2", "cat")], None)
        .expect("it works");
    assert_eq!(keys(), 2, "who said nothing new has none");
    let at_work = turn(1, "ann", 0);
    assert!(store.commit(vec![full(at_work), turn(2, "bob", 0)]).iter().all(Result::is_ok));
    store.delivered(&[1]).expect("it works");
    let sweep = |since| store.sweep(&since).expect("it works");
    sweep(KeepSince { sessions: on_day(1, 0), ..since(jiff::Timestamp::MIN) });
    assert_eq!(keys(), 1, "a request for a human is still kept");
    assert_eq!(store.handoffs().map(|handoffs| handoffs.len()), Ok(1));
    sweep(since(on_day(1, 0)));
    let left = Kind::ALL.map(|kind| trees(&store)[kind].len());
    assert_eq!(left, [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0], "two numbers and the master row");
}

#[test]
fn the_next_sweep_takes_the_key_of_who_said_goodbye() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
    let goodbye =
        Turn { erase: true, session: None, outbox: vec![message("goodbye").into()], ..turn(2, "ann", 1) };
    assert!(store.commit(vec![turn(1, "ann", 0), goodbye]).iter().all(Result::is_ok));
    let nothing_is_old = since(jiff::Timestamp::MIN);
    assert_eq!(store.sweep(&nothing_is_old), Ok(Swept::default()));
    assert_eq!(store.outbox().map(|outbox| outbox.len()), Ok(1), "the goodbye waits, and can be read");
    store.delivered(&[1]).expect("it works");
    assert_eq!(store.sweep(&nothing_is_old), Ok(Swept::default()));
    let left = Kind::ALL.map(|kind| trees(&store)[kind].len());
    assert_eq!(left, [0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 0], "what was seen, two numbers and the master row");
}

#[test]
fn an_index_of_days_that_is_not_true_costs_nobody_anything() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann")], None).expect("it works");
    assert!(store.commit(vec![Turn { at: on_day(7, 0), ..turn(1, "ann", 0) }])[0].is_ok());
    let ann = store.writer().expect("nobody has it").keyring.name(&conversation("ann"));
    for (day, name) in [(2, ann), (3, Name([7; Name::BYTES]))] {
        trees(&store)[Kind::Touched].insert(touched_key(day, name), b"").expect("writable");
    }
    let swept = store.sweep(&KeepSince { sessions: on_day(7, 0), ..since(jiff::Timestamp::MIN) });
    assert_eq!(swept, Ok(Swept::default()));
    assert_eq!(store.session(&conversation("ann")), Ok(turn(1, "ann", 0).session.map(Arc::unwrap_or_clone)));
    assert_eq!(trees(&store)[Kind::Touched].len(), 1);
}

#[test]
fn a_second_store_on_the_directory_is_refused_by_name() {
    let dir = dir();
    let first = open(&dir);
    let error = SledStore::open(dir.path(), key()).map(|_| ()).expect_err("it is in use");
    assert_eq!(error, StoreError::InUse { dir: dir.path().to_owned() });
    assert_eq!(
        error.to_string(),
        format!("the data directory `{}` is in use by another process", dir.path().display())
    );
    drop(first);
    open(&dir);
}

/// A store whose journal is synced as a test says.
fn syncing(
    dir: &tempfile::TempDir,
    sync: impl Fn() -> Result<(), &'static str> + Send + 'static,
) -> SledStore {
    let mut store = open(dir);
    let journal = Journal::open(dir.path()).expect("it is there");
    store.journal = Mutex::new(journal.syncing(move |_| sync().map_err(std::io::Error::other)));
    store
}

#[test]
fn what_was_changed_before_is_synced_and_all_of_it_at_once() {
    let dir = dir();
    let (synced, syncs) = mpsc::channel();
    let store = syncing(&dir, move || synced.send(()).map_err(|_| "nobody counts"));
    let syncs = || {
        store.sync().expect("it works");
        assert!(store.is_synced());
        syncs.try_iter().count()
    };

    assert_eq!(syncs(), 0, "nothing was changed");
    store.accept(vec![arrival("1", "ann"), arrival("2", "bob")], cursor("telegram", 7)).expect("it works");
    assert!(!store.is_synced());
    assert_eq!(store.commit(vec![turn(1, "ann", 0), turn(2, "bob", 0)]), [Ok(vec![]), Ok(vec![])]);
    assert_eq!(syncs(), 1);
    assert_eq!(store.accept(vec![arrival("1", "ann")], None), Ok(vec![]));
    assert_eq!(store.commit(vec![turn(1, "ann", 1)]), [Err(StoreError::AlreadyDone)]);
    assert_eq!(syncs(), 0, "nothing was changed");
    store.delivered(&[1, 2]).expect("it works");
    assert_eq!(syncs(), 1);
}

#[test]
fn after_a_failed_round_nothing_is_acknowledged_and_everything_refused() {
    let dir = dir();
    let store = syncing(&dir, || Err("the disk is full"));
    let failed = || StoreError::Failed { why: "the journal cannot be written: the disk is full".into() };
    assert_eq!(store.sync(), Ok(()), "there was nothing to write");
    store.accept(vec![arrival("1", "ann"), arrival("2", "bob")], None).expect("it is in memory");
    assert_eq!(store.sync(), Err(failed()));

    assert!(!store.is_synced());
    assert_eq!(store.sync(), Err(failed()));
    assert_eq!(store.accept(vec![arrival("3", "ann")], None), Err(failed()));
    assert_eq!(store.commit(vec![turn(2, "bob", 0)]), [Err(failed())]);
    assert_eq!(store.delivered(&[1]), Err(failed()));
    assert_eq!(store.session(&conversation("ann")), Err(failed()));
    assert_eq!(store.inbox(), Err(failed()));
    assert_eq!(store.cursor("telegram"), Err(failed()));
    assert_eq!(store.sweep(&since(jiff::Timestamp::MAX)), Err(failed()));
}

/// Ends without an end: what the next one finds is what a kill leaves.
fn killed(store: SledStore) {
    let _ = store.durability.fail("the process was killed".to_owned());
    drop(store);
}

#[test]
fn what_is_only_in_the_journal_is_there_after_a_kill() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann"), arrival("2", "bob")], cursor("telegram", 7)).expect("it works");
    store.sync().expect("it works");
    assert!(store.commit(vec![full(turn(1, "ann", 0))])[0].is_ok());
    store.sync().expect("it works");
    // Of this nobody was told that it is safe.
    assert!(store.commit(vec![full(turn(2, "bob", 0))])[0].is_ok());
    assert!(store.trees[Kind::Sessions].is_empty(), "sled has heard of nothing");
    killed(store);

    let store = open(&dir);
    assert_eq!(store.inbox(), Ok(vec![entry(2, &arrival("2", "bob"))]));
    assert_eq!(store.session(&conversation("ann")), Ok(turn(1, "ann", 0).session.map(Arc::unwrap_or_clone)));
    assert_eq!(store.session(&conversation("bob")), Ok(None));
    assert_eq!(store.outbox().map(|outbox| outbox.len()), Ok(1));
    assert_eq!(store.cursor("telegram"), Ok(Some(7)));
    assert_eq!(store.accept(vec![arrival("2", "bob")], None), Ok(vec![]));
}

#[test]
fn checkpoints_change_nothing_that_anybody_sees() {
    let dir = dir();
    let mut store = open(&dir);
    let view = |store: &SledStore| {
        let sessions = ["ann", "bob"].map(|chat| store.session(&conversation(chat)));
        format!("{sessions:?} {:?} {:?} {:?}", store.inbox(), store.outbox(), store.timers())
    };
    for n in 1..=12 {
        let chat = if n % 2 == 0 { "ann" } else { "bob" };
        store.accept(vec![arrival(&n.to_string(), chat)], None).expect("it works");
        let revision = (n - 1) / 2;
        assert!(store.commit(vec![full(turn(n, chat, revision))])[0].is_ok(), "{n}");
        store.sync().expect("it works");
        if n % 3 == 0 {
            let before = view(&store);
            store.checkpoint().expect("it works");
            assert_eq!(view(&store), before);
            killed(store);
            store = open(&dir);
            assert_eq!(view(&store), before);
        }
    }
}

/// The round is in the journal, the checkpoint only half in sled.
#[test]
fn a_checkpoint_that_was_cut_off_is_made_good() {
    let dir = dir();
    let store = open(&dir);
    store.accept(vec![arrival("1", "ann")], None).expect("it works");
    assert!(store.commit(vec![full(turn(1, "ann", 0))])[0].is_ok());
    store.sync().expect("it works");
    let rows = store.writer().expect("nobody has it").layers.leave();
    let half = rows.iter().take(rows.len() / 2).map(|((kind, key), value)| (*kind, key, value.as_ref()));
    assert!(store.trees.put(half, |_| Ok(())).is_ok());
    killed(store);
    let store = open(&dir);
    assert_eq!(store.session(&conversation("ann")), Ok(turn(1, "ann", 0).session.map(Arc::unwrap_or_clone)));
    assert_eq!(store.verify().map(|verified| verified.faults), Ok(0));
    assert_eq!((store.outbox().map(|rows| rows.len()), store.inbox()), (Ok(1), Ok(vec![])));
}
