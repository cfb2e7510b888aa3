//! What every store has to keep, run over all of them.
//!
//! `fixture.rs` makes the rows; `differential.rs` lets the memory store and sled do the same random things. What only a store on
//! disk can keep (or break) is tested in `sled.rs`.

mod differential;
pub mod fixture;

use std::sync::Arc;

use self::fixture::{
    arrival, at, conversation, cursor, entry, handoff, heard, key, line, message, on_day, session, since,
    turn,
};
use super::{
    Forgotten, HandoffUpdate, KeepSince, MemoryStore, SledStore, Store, StoreError, Swept, Turn, values,
};
use crate::desk::{Ending, Hall, Ticket};
use crate::engine::{OutboxMessage, TicketNumber, TimerChange};

/// Each function once for every store, on a fresh one.
macro_rules! contract {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::$name(&super::MemoryStore::default()); })*
        }
        mod sled {
            $(#[test] fn $name() {
                let dir = tempfile::tempdir().expect("a temporary directory");
                super::$name(&super::SledStore::open(dir.path(), super::key()).expect("a fresh directory opens"));
            })*
        }
    };
}

contract! {
    arrivals_are_numbered_in_order_and_taken_once
    the_cursor_moves_with_the_arrivals
    an_arrival_too_large_refuses_them_all_and_leaves_no_trace
    a_turn_moves_everything_at_once
    a_turn_of_another_revision_changes_nothing_and_leaves_the_others_alone
    two_turns_of_a_conversation_may_stand_in_one_commit
    a_turn_without_its_inbox_entry_is_already_done
    a_turn_too_large_changes_nothing
    the_outbox_keeps_its_order_until_it_is_delivered
    a_timer_is_replaced_cancelled_and_listed_by_its_time
    handoffs_are_listed_by_their_time
    a_turn_may_change_two_handoffs
    a_sweep_forgets_what_was_seen_long_ago
    a_sweep_forgets_who_was_not_here_for_long
    a_sweep_leaves_who_has_something_waiting
    a_sweep_forgets_old_requests_and_no_sessions_with_them
    a_sweep_of_many_forgets_them_all
    forgetting_leaves_nothing_of_a_learner_and_all_of_the_others
    a_forgotten_learner_may_come_back
    a_turn_that_erases_says_goodbye_and_leaves_nothing_else
    what_came_after_an_erasing_turn_still_waits
    a_turn_may_leave_no_session
    a_refused_turn_erases_nothing
    what_was_heard_is_counted_by_the_day_and_is_nobodys
    a_ticket_changes_in_its_place
    what_was_said_of_a_ticket_stays_in_order_and_goes_with_it
    a_ticket_is_kept_until_it_was_over_for_long
    the_greatest_number_outlives_its_ticket
    what_belongs_to_the_desk_outlives_its_learners
}

fn arrivals_are_numbered_in_order_and_taken_once(store: &impl Store) {
    let (one, two, three) = (arrival("1", "ann"), arrival("2", "bob"), arrival("3", "ann"));
    let first = store.accept(vec![one.clone(), two.clone(), one.clone()], None);
    assert_eq!(first, Ok(vec![entry(1, &one), entry(2, &two)]));
    let second = store.accept(vec![two.clone(), three.clone()], None);
    assert_eq!(second, Ok(vec![entry(3, &three)]));
    assert_eq!(store.inbox(), Ok(vec![entry(1, &one), entry(2, &two), entry(3, &three)]));

    // Processed is not forgotten: it may still come again.
    assert_eq!(store.commit(vec![turn(1, "ann", 0)]), [Ok(vec![])]);
    assert_eq!(store.accept(vec![one], None), Ok(vec![]));
    assert_eq!(store.inbox(), Ok(vec![entry(2, &two), entry(3, &three)]));
    assert_eq!(store.accept(vec![], None), Ok(vec![]));
}

fn the_cursor_moves_with_the_arrivals(store: &impl Store) {
    assert_eq!(store.cursor("telegram"), Ok(None));
    let one = arrival("1", "ann");
    assert_eq!(store.accept(vec![one.clone()], cursor("telegram", 7)), Ok(vec![entry(1, &one)]));
    assert_eq!(store.cursor("telegram"), Ok(Some(7)));
    // Nothing new, or nothing at all: it moves none the less. Back, too: Telegram's ids may jump.
    assert_eq!(store.accept(vec![one], cursor("telegram", 8)), Ok(vec![]));
    assert_eq!(store.accept(vec![], cursor("telegram", i64::MIN)), Ok(vec![]));
    assert_eq!(store.cursor("telegram"), Ok(Some(i64::MIN)));
    assert_eq!(store.cursor("tele"), Ok(None));
}

fn an_arrival_too_large_refuses_them_all_and_leaves_no_trace(store: &impl Store) {
    let mut large = arrival("2", "bob");
    large.language = Some("x".repeat(values::MOST_BYTES));
    let refused = store.accept(vec![arrival("1", "ann"), large], cursor("telegram", 7));
    assert!(matches!(refused, Err(StoreError::TooLarge { what: "arrival", .. })), "{refused:?}");
    assert_eq!((store.inbox(), store.cursor("telegram")), (Ok(vec![]), Ok(None)));
    assert_eq!(store.accept(vec![arrival("1", "ann")], None), Ok(vec![entry(1, &arrival("1", "ann"))]));
}

fn a_turn_moves_everything_at_once(store: &impl Store) {
    accept(store, &["ann"]);
    assert_eq!(store.session(&conversation("ann")), Ok(None));
    let turn = Turn {
        outbox: vec![message("hello").into(), message("what is it?").into()],
        timers: vec![set("idle", 1, 60)],
        handoffs: vec![handoff(5).into()],
        ..turn(1, "ann", 0)
    };
    let said = store.commit(vec![turn.clone()]).remove(0).expect("it fits");

    let seqs_and_messages: Vec<_> = said.iter().map(|entry| (entry.seq, &entry.letter.message)).collect();
    assert_eq!(seqs_and_messages, [(1, &message("hello")), (2, &message("what is it?"))]);
    assert!(said.iter().all(|entry| entry.letter.conversation == conversation("ann")));
    assert_eq!(store.inbox(), Ok(vec![]));
    assert_eq!(store.session(&conversation("ann")), Ok(turn.session.map(Arc::unwrap_or_clone)));
    assert_eq!(store.session(&conversation("an")), Ok(None));
    assert_eq!(store.outbox(), Ok(said));
    assert_eq!(timers(store), ["ann idle 1 60"]);
    let handoffs = store.handoffs().expect("it works");
    assert_eq!(handoffs.iter().map(|row| &row.request).collect::<Vec<_>>(), [&handoff(5)]);
    assert_eq!(handoffs[0].conversation, conversation("ann"));
}

fn a_turn_of_another_revision_changes_nothing_and_leaves_the_others_alone(store: &impl Store) {
    accept(store, &["ann", "ann", "bob", "cat"]);
    assert_eq!(store.commit(vec![turn(1, "ann", 0)]), [Ok(vec![])]);
    let before = store.session(&conversation("ann"));
    let stale = |expected| Turn {
        outbox: vec![message("lost").into()],
        timers: vec![set("lost", 1, 1)],
        handoffs: vec![handoff(1).into()],
        ..turn(2, "ann", expected)
    };
    let bob = Turn { outbox: vec![message("kept").into()], ..turn(3, "bob", 0) };

    let results = store.commit(vec![stale(0), bob, stale(7), turn(4, "cat", 1)]);
    assert_eq!(results[0], Err(StoreError::Conflict { expected: 0, found: 1 }));
    assert!(results[1].is_ok());
    assert_eq!(results[2], Err(StoreError::Conflict { expected: 7, found: 1 }));
    assert_eq!(results[3], Err(StoreError::Conflict { expected: 1, found: 0 }));
    assert_eq!(said(store), ["1 bob kept"]);
    assert_eq!(store.session(&conversation("ann")), before);
    assert_eq!(store.session(&conversation("cat")), Ok(None));
    assert_eq!((timers(store), store.handoffs()), (vec![], Ok(vec![])));
    assert_eq!(waiting(store), [2, 4]);
}

fn two_turns_of_a_conversation_may_stand_in_one_commit(store: &impl Store) {
    accept(store, &["ann", "ann"]);
    assert_eq!(store.commit(vec![turn(1, "ann", 0), turn(2, "ann", 1)]), [Ok(vec![]), Ok(vec![])]);
    assert_eq!(store.session(&conversation("ann")), Ok(turn(2, "ann", 1).session.map(Arc::unwrap_or_clone)));
}

fn a_turn_without_its_inbox_entry_is_already_done(store: &impl Store) {
    accept(store, &["ann", "bob"]);
    let ann = || Turn { outbox: vec![message("once").into()], ..turn(1, "ann", 0) };
    let results = store.commit(vec![ann(), ann(), turn(9, "bob", 0)]);
    assert!(results[0].is_ok());
    // Not `Conflict`, which would take the step again.
    assert_eq!(results[1..], [Err(StoreError::AlreadyDone), Err(StoreError::AlreadyDone)]);
    assert_eq!(said(store), ["1 ann once"]);
    assert_eq!(store.session(&conversation("bob")), Ok(None));
}

fn a_turn_too_large_changes_nothing(store: &impl Store) {
    accept(store, &["ann", "bob"]);
    let large = Turn { outbox: vec![message(&"x".repeat(values::MOST_BYTES)).into()], ..turn(1, "ann", 0) };
    let results = store.commit(vec![large, turn(2, "bob", 0)]);
    assert!(matches!(results[0], Err(StoreError::TooLarge { what: "message", .. })), "{results:?}");
    assert_eq!(results[1], Ok(vec![]));
    assert_eq!((waiting(store), store.outbox()), (vec![1], Ok(vec![])));
    assert_eq!(store.session(&conversation("ann")), Ok(None));
}

fn the_outbox_keeps_its_order_until_it_is_delivered(store: &impl Store) {
    accept(store, &["ann", "bob", "ann"]);
    let saying = |turn: Turn, words: &[&str]| Turn {
        outbox: words.iter().map(|word| message(word).into()).collect(),
        ..turn
    };
    let results = store.commit(vec![
        saying(turn(1, "ann", 0), &["a", "b"]),
        saying(turn(2, "bob", 0), &["c"]),
        saying(turn(3, "ann", 1), &["d"]),
    ]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(said(store), ["1 ann a", "2 ann b", "3 bob c", "4 ann d"]);
    assert_eq!(store.delivered(&[3, 1, 99]), Ok(()));
    assert_eq!(said(store), ["2 ann b", "4 ann d"]);
    assert_eq!(store.delivered(&[]), Ok(()));
    assert_eq!(store.delivered(&[1, 2, 4, 4]), Ok(()));
    assert_eq!(store.outbox(), Ok(vec![]));

    // An emptied outbox does not count from the beginning.
    accept(store, &["cat"]);
    assert!(store.commit(vec![saying(turn(4, "cat", 0), &["e"])])[0].is_ok());
    assert_eq!(said(store), ["5 cat e"]);
}

fn a_timer_is_replaced_cancelled_and_listed_by_its_time(store: &impl Store) {
    accept(store, &["ann", "bob", "ann", "ann"]);
    let ticking = |turn: Turn, timers: Vec<TimerChange>| Turn { timers, ..turn };
    let results = store.commit(vec![
        ticking(turn(1, "ann", 0), vec![set("idle", 1, 60), set("nudge", 1, 30)]),
        ticking(turn(2, "bob", 0), vec![set("idle", 1, 30), cancel("nudge")]),
    ]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(timers(store), ["ann nudge 1 30", "bob idle 1 30", "ann idle 1 60"]);

    let replaced = ticking(turn(3, "ann", 1), vec![set("idle", 2, 10), cancel("nudge")]);
    assert!(store.commit(vec![replaced])[0].is_ok());
    assert_eq!(timers(store), ["ann idle 2 10", "bob idle 1 30"]);

    // Of two changes of a timer the last one counts.
    let undecided = vec![set("idle", 3, 5), cancel("idle"), cancel("nudge"), set("nudge", 3, 7)];
    assert!(store.commit(vec![ticking(turn(4, "ann", 2), undecided)])[0].is_ok());
    assert_eq!(timers(store), ["ann nudge 3 7", "bob idle 1 30"]);
}

fn a_turn_may_change_two_handoffs(store: &impl Store) {
    accept(store, &["ann"]);
    let two = vec![handoff(9).into(), handoff(3).into()];
    assert!(store.commit(vec![Turn { handoffs: two, ..turn(1, "ann", 0) }])[0].is_ok());
    let listed = store.handoffs_of(&conversation("ann")).expect("it works");
    assert_eq!(listed.iter().map(|row| row.request.at).collect::<Vec<_>>(), [at(3), at(9)]);
}

fn handoffs_are_listed_by_their_time(store: &impl Store) {
    accept(store, &["ann", "bob", "cat", "ann"]);
    let asking = |turn: Turn, second| Turn { handoffs: vec![handoff(second).into()], ..turn };
    let results = store.commit(vec![
        asking(turn(1, "ann", 0), 300),
        asking(turn(3, "cat", 0), 2),
        asking(turn(2, "bob", 0), -2),
        asking(turn(4, "ann", 1), 2),
    ]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let handoffs = store.handoffs().expect("it works");
    let listed: Vec<_> = handoffs
        .iter()
        .map(|row| format!("{} {}", row.conversation.chat(), row.request.at.as_second()))
        .collect();
    assert_eq!(listed, ["bob -2", "cat 2", "ann 2", "ann 300"]);
}

fn a_sweep_forgets_what_was_seen_long_ago(store: &impl Store) {
    let mut old = arrival("old", "ann");
    old.at = at(10);
    let mut young = arrival("young", "ann");
    young.at = at(20);
    accept_all(store, vec![old.clone(), young.clone()]);
    assert_eq!(store.sweep(&since(at(10))), Ok(Swept::default()));
    assert_eq!(store.sweep(&since(at(20))), Ok(Swept { seen_ids: 1, ..Swept::default() }));
    assert_eq!(waiting(store), [1, 2]);
    assert_eq!(store.accept(vec![young, old.clone()], None), Ok(vec![entry(3, &old)]));
}

/// Only sessions can be too old for it.
fn sessions_before(day: i64) -> KeepSince {
    KeepSince { sessions: on_day(day, 50_000), ..since(on_day(-1, 0)) }
}

fn a_sweep_forgets_who_was_not_here_for_long(store: &impl Store) {
    accept(store, &["ann", "bob", "ann", "cat"]);
    let on = |day, turn: Turn| Turn { at: on_day(day, 0), timers: vec![set("idle", 1, 60)], ..turn };
    let results = store.commit(vec![
        on(3, turn(1, "ann", 0)),
        on(4, turn(2, "bob", 0)),
        on(5, turn(3, "ann", 1)),
        on(4, turn(4, "cat", 0)),
    ]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(store.sweep(&sessions_before(4)), Ok(Swept::default()));
    let two = Swept { sessions: 2, timers: 2, ..Swept::default() };
    assert_eq!(store.sweep(&sessions_before(5)), Ok(two));
    assert_eq!(store.session(&conversation("bob")), Ok(None));
    assert_eq!(store.session(&conversation("cat")), Ok(None));
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(2))));
    assert_eq!(timers(store), ["ann idle 1 60"]);
    assert_eq!(store.sweep(&sessions_before(5)), Ok(Swept::default()));

    // Who comes back begins anew.
    accept(store, &["bob"]);
    assert_eq!(store.commit(vec![turn(5, "bob", 0)]), [Ok(vec![])]);
}

fn a_sweep_leaves_who_has_something_waiting(store: &impl Store) {
    accept(store, &["ann", "bob"]);
    let saying = Turn { outbox: vec![message("hello").into()], ..turn(2, "bob", 0) };
    assert!(store.commit(vec![turn(1, "ann", 0), saying]).iter().all(Result::is_ok));
    accept_all(store, vec![arrival("late", "ann")]);
    assert_eq!(store.sweep(&sessions_before(9)), Ok(Swept::default()));
    assert_eq!((waiting(store), said(store)), (vec![3], vec!["1 bob hello".to_owned()]));
    assert_eq!(store.commit(vec![turn(3, "ann", 1)]), [Ok(vec![])]);
    assert_eq!(store.delivered(&[1]), Ok(()));
    assert_eq!(store.sweep(&sessions_before(9)).map(|swept| swept.sessions), Ok(2));
}

fn a_sweep_forgets_old_requests_and_no_sessions_with_them(store: &impl Store) {
    accept(store, &["ann", "ann", "bob"]);
    let asking =
        |turn: Turn, second| Turn { handoffs: vec![handoff(second).into()], at: on_day(8, 0), ..turn };
    let results = store.commit(vec![
        asking(turn(1, "ann", 0), 5),
        asking(turn(2, "ann", 1), 7),
        asking(turn(3, "bob", 0), 5),
    ]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let of = |store: &_| -> Vec<String> {
        let handoffs = Store::handoffs(store).expect("it works");
        handoffs
            .iter()
            .map(|row| format!("{} {}", row.conversation.chat(), row.request.at.as_second()))
            .collect()
    };
    // The session goes first, and what is kept of the learner is read as before.
    assert_eq!(store.sweep(&sessions_before(9)).map(|swept| swept.sessions), Ok(2));
    assert_eq!(of(store), ["ann 5", "bob 5", "ann 7"]);
    let requests_before = |second| KeepSince { handoffs: at(second), ..since(on_day(-1, 0)) };
    assert_eq!(store.sweep(&requests_before(5)), Ok(Swept::default()));
    assert_eq!(store.sweep(&requests_before(6)), Ok(Swept { handoffs: 2, ..Swept::default() }));
    assert_eq!(of(store), ["ann 7"]);

    accept(store, &["bob"]);
    assert!(store.commit(vec![asking(turn(4, "bob", 0), 9)])[0].is_ok());
    assert_eq!(store.sweep(&requests_before(10)), Ok(Swept { handoffs: 2, ..Swept::default() }));
    assert_eq!(
        store.session(&conversation("bob")),
        Ok(Some(session(1))),
        "a request goes without the session"
    );
}

fn what_was_heard_is_counted_by_the_day_and_is_nobodys(store: &impl Store) {
    accept(store, &["ann", "bob", "ann", "bob"]);
    let says = |inbox, chat, expected, words, day| Turn {
        heard: vec![heard(words)],
        at: on_day(day, 5),
        ..turn(inbox, chat, expected)
    };
    let turns = vec![says(1, "ann", 0, "one", 3), says(2, "bob", 0, "one", 3), says(3, "ann", 1, "two", 3)];
    assert!(store.commit(turns).iter().all(Result::is_ok));
    assert!(store.commit(vec![says(4, "bob", 1, "one", 4)])[0].is_ok());
    let listed = || {
        let review = store.review().expect("readable");
        let row = |mention: crate::desk::Mention| (mention.day, mention.heard.text, mention.count);
        review.into_iter().map(row).collect::<Vec<_>>()
    };
    let row = |day, words: &str, count| (day, words.to_owned(), count);
    assert_eq!(listed(), [row(3, "one", 2), row(3, "two", 1), row(4, "one", 1)]);
    // Nothing says that it was theirs, so that it stays until its time is over.
    assert!(store.forget(&conversation("ann")).is_ok());
    assert_eq!(listed().len(), 3);
    let until = |day| KeepSince { review: on_day(day, 70_000), ..since(on_day(-1, 0)) };
    assert_eq!(store.sweep(&until(3)), Ok(Swept::default()));
    assert_eq!(store.sweep(&until(4)), Ok(Swept { review: 2, ..Swept::default() }));
    assert_eq!(listed(), [row(4, "one", 1)]);
}

fn a_sweep_of_many_forgets_them_all(store: &impl Store) {
    let chats: Vec<String> = (0..230).map(|n| n.to_string()).collect();
    accept(store, &chats.iter().map(String::as_str).collect::<Vec<_>>());
    let turns = chats
        .iter()
        .zip(1..)
        .map(|(chat, inbox)| Turn { handoffs: vec![handoff(3).into()], ..turn(inbox, chat, 0) });
    assert!(store.commit(turns.collect()).iter().all(Result::is_ok));
    let swept = Swept { sessions: 230, timers: 0, handoffs: 230, seen_ids: 230, review: 0 };
    assert_eq!(store.sweep(&since(on_day(1, 0))), Ok(swept));
}

/// Sessions, timers, requests, something waiting and something unsaid of two learners.
fn two_at_work(store: &impl Store) {
    accept(store, &["ann", "bob", "ann", "bob"]);
    let full = |turn: Turn| Turn {
        outbox: vec![message("one").into(), message("two").into()],
        timers: vec![set("idle", 1, 60), set("nudge", 1, 30)],
        handoffs: vec![handoff(5).into()],
        ..turn
    };
    let results = store.commit(vec![full(turn(1, "ann", 0)), full(turn(2, "bob", 0))]);
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}

fn only_bob_is_left(store: &impl Store) {
    assert_eq!(store.session(&conversation("bob")), Ok(Some(session(1))));
    assert_eq!(timers(store), ["bob nudge 1 30", "bob idle 1 60"]);
    let handoffs = store.handoffs().expect("it works");
    assert_eq!(handoffs.iter().map(|row| row.conversation.chat()).collect::<Vec<_>>(), ["bob"]);
    assert_eq!(waiting(store), [4]);
}

fn forgetting_leaves_nothing_of_a_learner_and_all_of_the_others(store: &impl Store) {
    two_at_work(store);
    let all = Forgotten { sessions: 1, timers: 2, handoffs: 1, inbox: 1, outbox: 2 };
    assert_eq!(store.forget(&conversation("ann")), Ok(all));
    assert_eq!(store.session(&conversation("ann")), Ok(None));
    assert_eq!(said(store), ["3 bob one", "4 bob two"]);
    only_bob_is_left(store);
    // Whoever had taken the entry out of the inbox before hears that there is nothing to do.
    assert_eq!(store.commit(vec![turn(3, "ann", 1)]), [Err(StoreError::AlreadyDone)]);
    assert_eq!(store.forget(&conversation("ann")), Ok(Forgotten::default()));
    assert_eq!(store.forget(&conversation("nobody")), Ok(Forgotten::default()));
}

fn a_forgotten_learner_may_come_back(store: &impl Store) {
    two_at_work(store);
    assert!(store.forget(&conversation("ann")).is_ok());
    accept(store, &["ann"]);
    assert_eq!(waiting(store), [4, 5]);
    let turn = Turn { outbox: vec![message("hello again").into()], ..turn(5, "ann", 0) };
    assert!(store.commit(vec![turn])[0].is_ok());
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(1))));
    assert_eq!(said(store), ["3 bob one", "4 bob two", "5 ann hello again"]);
}

fn a_turn_that_erases_says_goodbye_and_leaves_nothing_else(store: &impl Store) {
    two_at_work(store);
    let goodbye = Turn {
        erase: true,
        outbox: vec![message("goodbye").into()],
        timers: vec![cancel("idle"), set("after", 1, 90)],
        ..turn(3, "ann", 1)
    };
    let said_now = store.commit(vec![goodbye]).remove(0).expect("it works");
    assert_eq!(said_now.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [5]);
    assert_eq!(said(store), ["3 bob one", "4 bob two", "5 ann goodbye"]);
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(2))), "it is the fresh one of the turn");
    assert_eq!(timers(store), ["bob nudge 1 30", "bob idle 1 60", "ann after 1 90"]);
    let erased = Forgotten { sessions: 1, timers: 1, handoffs: 0, inbox: 0, outbox: 1 };
    assert_eq!(store.forget(&conversation("ann")), Ok(erased));
    only_bob_is_left(store);
}

fn what_came_after_an_erasing_turn_still_waits(store: &impl Store) {
    two_at_work(store);
    accept(store, &["ann", "bob", "ann"]);
    let inbox = |store: &dyn Store| {
        let mut inbox = store.inbox().expect("it works");
        inbox.retain(|entry| entry.arrival.conversation == conversation("ann") && entry.seq != 3);
        inbox
    };
    let later = inbox(store);
    assert_eq!(later.len(), 2);
    let goodbye =
        Turn { erase: true, session: None, outbox: vec![message("goodbye").into()], ..turn(3, "ann", 1) };
    assert!(store.commit(vec![goodbye])[0].is_ok());
    assert_eq!(inbox(store), later, "it can still be read");
    let answer = |seq, expected| Turn { outbox: vec![message("hello").into()], ..turn(seq, "ann", expected) };
    let answers = store.commit(vec![answer(later[0].seq, 0), answer(later[1].seq, 1)]);
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(2))));
}

fn a_turn_may_leave_no_session(store: &impl Store) {
    two_at_work(store);
    let goodbye = Turn {
        erase: true,
        session: None,
        outbox: vec![message("goodbye").into()],
        timers: vec![cancel("idle")],
        ..turn(3, "ann", 1)
    };
    assert!(store.commit(vec![goodbye])[0].is_ok());
    assert_eq!(store.session(&conversation("ann")), Ok(None));
    assert_eq!(said(store), ["3 bob one", "4 bob two", "5 ann goodbye"]);
    only_bob_is_left(store);

    // Who never began need not begin now, and who comes back begins anew.
    accept(store, &["cat", "ann"]);
    let silent = Turn { session: None, ..turn(5, "cat", 0) };
    assert_eq!(store.commit(vec![silent, turn(6, "ann", 0)]), [Ok(vec![]), Ok(vec![])]);
    assert_eq!(store.session(&conversation("cat")), Ok(None));
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(1))));
    assert_eq!(store.sweep(&sessions_before(0)), Ok(Swept::default()));
    assert_eq!(said(store), ["3 bob one", "4 bob two", "5 ann goodbye"], "it can still be read");
}

fn a_refused_turn_erases_nothing(store: &impl Store) {
    two_at_work(store);
    let erasing = |turn: Turn| Turn { erase: true, ..turn };
    let stale = StoreError::Conflict { expected: 7, found: 1 };
    let results = store.commit(vec![erasing(turn(3, "ann", 7)), erasing(turn(1, "ann", 1))]);
    assert_eq!(results, [Err(stale), Err(StoreError::AlreadyDone)]);
    assert_eq!(store.session(&conversation("ann")), Ok(Some(session(1))));
    assert_eq!(said(store), ["1 ann one", "2 ann two", "3 bob one", "4 bob two"]);
    assert_eq!(waiting(store), [3, 4]);
}

fn accept(store: &impl Store, chats: &[&str]) {
    let before = store.inbox().expect("it works").len();
    let arrivals = chats.iter().enumerate().map(|(n, chat)| arrival(&format!("{chat}-{before}-{n}"), chat));
    accept_all(store, arrivals.collect());
}

fn accept_all(store: &impl Store, arrivals: Vec<super::Arrival>) {
    let count = arrivals.len();
    assert_eq!(store.accept(arrivals, None).map(|entries| entries.len()), Ok(count));
}

fn waiting(store: &impl Store) -> Vec<u64> {
    store.inbox().expect("it works").iter().map(|entry| entry.seq).collect()
}

fn said(store: &impl Store) -> Vec<String> {
    let entries = store.outbox().expect("it works");
    let line = |entry: &super::OutboxEntry| {
        let OutboxMessage::Send { text, .. } = &entry.letter.message else {
            panic!("only these are sent here")
        };
        format!("{} {} {}", entry.seq, entry.letter.conversation.chat(), text.0)
    };
    entries.iter().map(line).collect()
}

fn timers(store: &impl Store) -> Vec<String> {
    let timers = store.timers().expect("it works");
    let line = |row: &super::Timer| {
        format!("{} {} {} {}", row.conversation.chat(), row.timer, row.visit, row.due.as_second())
    };
    timers.iter().map(line).collect()
}

fn set(timer: &str, visit: u64, due: i64) -> TimerChange {
    TimerChange::Set { timer: timer.into(), visit, due: at(due) }
}

fn cancel(timer: &str) -> TimerChange {
    TimerChange::Cancel { timer: timer.into() }
}

fn a_ticket_changes_in_its_place(store: &impl Store) {
    let entries = store.accept(vec![arrival("1", "ann"), arrival("2", "ann"), arrival("3", "bob")], None);
    assert_eq!(entries.map(|entries| entries.len()), Ok(3));
    let ticket = |stars| {
        let mut ticket = Ticket::new(TicketNumber(stars), "zh-TW".into(), at(5));
        ticket.reopened = u32::try_from(stars).expect("small");
        ticket
    };
    let with = |turn: Turn, opened_by, ticket| Turn {
        handoffs: vec![HandoffUpdate { request: handoff(5), opened_by, ticket: Some(ticket) }],
        ..turn
    };
    let turns = vec![
        with(turn(1, "ann", 0), None, ticket(1)),
        with(turn(2, "ann", 1), Some(1), ticket(2)),
        with(turn(3, "bob", 0), None, ticket(3)),
    ];
    assert!(store.commit(turns).iter().all(Result::is_ok));
    let anns = store.handoffs_of(&conversation("ann")).expect("it works");
    let [row] = &anns[..] else { panic!("one row, not {anns:?}") };
    assert_eq!((row.opened_by, &row.ticket), (1, &Some(ticket(2))));
    assert_eq!(store.handoffs().map(|all| all.len()), Ok(2));
}

fn what_was_said_of_a_ticket_stays_in_order_and_goes_with_it(store: &impl Store) {
    let (one, two) = (TicketNumber(1), TicketNumber(2));
    let arrivals = [("1", "ann"), ("2", "ann"), ("3", "bob")].map(|(id, chat)| arrival(id, chat));
    store.accept(arrivals.to_vec(), None).expect("it works");
    let said = |words: &[(TicketNumber, &str)]| {
        words.iter().map(|(ticket, words)| (*ticket, line(5, words))).collect::<Vec<_>>()
    };
    let mut ticket = Ticket::new(one, "zh-TW".into(), at(5));
    ticket.ended(Ending::Closed, at(5));
    let ticket = Some(ticket);
    let turns = vec![
        Turn {
            lines: said(&[(one, "a"), (two, "x"), (one, "b")]),
            handoffs: vec![HandoffUpdate { request: handoff(5), opened_by: None, ticket }],
            ..turn(1, "ann", 0)
        },
        Turn { lines: said(&[(one, "c")]), ..turn(2, "ann", 1) },
        Turn { lines: said(&[(one, "z")]), ..turn(3, "bob", 0) },
    ];
    assert!(store.commit(turns).iter().all(Result::is_ok));
    let lines = |chat: &str, ticket| store.lines(&conversation(chat), ticket).expect("it works");
    assert_eq!(lines("ann", one), [line(5, "a"), line(5, "b"), line(5, "c")]);
    assert_eq!((lines("ann", two), lines("bob", one)), (vec![line(5, "x")], vec![line(5, "z")]));
    store.sweep(&KeepSince { handoffs: at(6), ..since(on_day(-1, 0)) }).expect("it works");
    assert_eq!(lines("ann", one), []);
    store.forget(&conversation("bob")).expect("it works");
    assert_eq!(lines("bob", one), []);
}

/// Opened at 5, and over when it says.
fn ticket(number: u64, over_at: Option<i64>) -> HandoffUpdate {
    let mut ticket = Ticket::new(TicketNumber(number), "zh-TW".into(), at(5));
    if let Some(over_at) = over_at {
        ticket.ended(Ending::Closed, at(over_at));
    }
    HandoffUpdate { request: handoff(5), opened_by: None, ticket: Some(ticket) }
}

fn a_ticket_is_kept_until_it_was_over_for_long(store: &impl Store) {
    accept(store, &["ann", "bob", "cat"]);
    let with = |turn: Turn, handoff| Turn { handoffs: vec![handoff], at: on_day(8, 0), ..turn };
    let turns = vec![
        with(turn(1, "ann", 0), ticket(1, None)),
        with(turn(2, "bob", 0), ticket(2, Some(9))),
        with(turn(3, "cat", 0), handoff(5).into()),
    ];
    assert!(store.commit(turns).iter().all(Result::is_ok));
    let left_after = |before: jiff::Timestamp| {
        store.sweep(&KeepSince { handoffs: before, ..since(on_day(-1, 0)) }).expect("it works");
        let rows = store.handoffs().expect("it works");
        rows.into_iter().map(|row| row.conversation.chat().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(left_after(at(6)), ["ann", "bob"], "where there is no desk, a request is over at once");
    assert_eq!(left_after(at(9)), ["ann", "bob"]);
    assert_eq!(left_after(at(10)), ["ann"]);
    assert_eq!(left_after(jiff::Timestamp::MAX), ["ann"], "it is not over");
}

fn the_greatest_number_outlives_its_ticket(store: &impl Store) {
    assert_eq!(store.last_ticket(), Ok(TicketNumber(0)));
    accept(store, &["ann", "bob", "cat"]);
    let with = |turn: Turn, ticket| Turn { handoffs: vec![ticket], ..turn };
    let turns = vec![with(turn(1, "ann", 0), ticket(7, None)), with(turn(2, "bob", 0), ticket(8, Some(6)))];
    assert!(store.commit(turns).iter().all(Result::is_ok));
    store.sweep(&KeepSince { handoffs: at(9), ..since(on_day(-1, 0)) }).expect("it works");
    store.forget(&conversation("ann")).expect("it works");
    assert_eq!((store.handoffs(), store.last_ticket()), (Ok(vec![]), Ok(TicketNumber(8))));
    assert!(store.commit(vec![with(turn(3, "cat", 0), ticket(3, None))])[0].is_ok());
    assert_eq!(store.last_ticket(), Ok(TicketNumber(8)));
}

fn what_belongs_to_the_desk_outlives_its_learners(store: &impl Store) {
    assert_eq!(store.hall(), Ok(None));
    store.accept(vec![arrival("1", "desk")], None).expect("it works");
    let hall = Hall { closings: vec![at(7)], ..Hall::default() };
    assert!(store.commit(vec![Turn { hall: Some(hall.clone()), ..turn(1, "desk", 0) }])[0].is_ok());
    store.forget(&conversation("desk")).expect("it works");
    store.sweep(&since(on_day(1_000, 0))).expect("it works");
    assert_eq!(store.hall(), Ok(Some(hall)));
}
