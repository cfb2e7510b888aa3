//! The promise of the whole, with the program as it runs: whatever becomes of the process and of the Bot API, every update is
//! answered, in its order, once; what is said twice is bounded.
//!
//! Learners play real dialogs and know by the engine alone what they have to hear; at the end the stored state of each has to be
//! the one that an undisturbed run leads to, its count of turns included.
//!
//! `agents.rs` has the same promise for a learner and an agent who talk.
//!
//! The long form, some 40 minutes on two cores: `cargo test --release --test it crash:: -- --ignored --nocapture --test-threads 1`. Its
//! measure is set by `CRASH_KILLS`, `CRASH_DESK_KILLS`, `CRASH_TERMS`, `CRASH_UPDATES` and `CRASH_FAULT_SECONDS`, its course by `CRASH_SEED`.

pub mod agents;
mod player;
mod town;

use std::time::{Duration, Instant};

use fastrand::Rng;
use futures::future::join_all;

use self::town::{End, Town};
use crate::fake_bot_api::{Fault, Weather};
use crate::served::{HASTY, Place};

const SEED: u64 = 20_260_418;

/// What may be sent again after a kill at Telegram's pace. Without limits every conversation may have a message on its way.
const MOST_DUPLICATES: usize = 8;
const MOST_COPIES: usize = 3;
fn number_from(variable: &str, otherwise: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |number| number.parse().expect("a number"))
}

fn seed() -> u64 {
    let seed = number_from("CRASH_SEED", SEED);
    println!("CRASH_SEED={seed}");
    seed
}

/// What a process does in its life at most, so that all lives together take the updates that were asked for.
fn most_calls_of_a_life(updates: usize, lives: usize) -> usize {
    (4 * updates / lives).max(20)
}

/// How much happens.
struct Measure {
    learners: i64,
    kills: usize,
    terms: usize,
    updates: usize,
}

/// Kills and orderly ends in any order, then a rest in which everybody gets the answers that are due.
async fn kills_and_ends(place: Place, measure: Measure, most_duplicates: usize, seed: u64) {
    let Measure { learners, kills, terms, updates } = measure;
    let mut random = Rng::with_seed(seed);
    let mut town = Town::new(place, learners, seed).await;
    let calls = most_calls_of_a_life(updates, kills + terms);
    let start_up = town.start_up().await;
    let mut ends: Vec<End> = (0..kills).map(|_| End::kill(&mut random, start_up, calls)).collect();
    ends.extend((0..terms).map(|_| End::Terminated(random.usize(1..calls))));
    random.shuffle(&mut ends);
    for (number, end) in ends.into_iter().enumerate() {
        town.live(end).await;
        if number % 50 == 49 {
            println!("after {} ends: {}", number + 1, town.told());
        }
    }
    while town.updates() < updates {
        town.live(End::Killed(calls)).await;
    }
    town.come_to_rest().await;
    town.check();
    println!(
        "{kills} kills and {terms} orderly ends: {}; at most {} sent again after one end, which took {:?} at most when it was \
         orderly",
        town.told(),
        town.most_duplicates,
        town.slowest_end
    );
    assert!(town.most_duplicates <= most_duplicates, "{} sent again after one kill", town.most_duplicates);
    assert!(town.most_copies() <= MOST_COPIES, "{} copies of one message", town.most_copies());
    // A process that is killed takes along what it knew of Telegram's limits: here they are told of and not insisted on.
}

/// One kind of fault after the other, so often in a hundred calls.
async fn faulty(faults: &[Fault], percent: u8, learners: i64, strikes: usize, lasts: Duration, seed: u64) {
    let begun = Instant::now();
    let mut town = Town::new(calm(), learners, seed).await;
    let weathers = faults.iter().map(|fault| Weather::new(seed, percent, *fault)).collect();
    let (struck, answers_lost) = town.live_through(weathers, strikes, lasts).await;
    town.check();
    let took = begun.elapsed().as_secs();
    println!("{percent} % {faults:?}, {struck} times in {took} s: {}", town.told());
    assert!(struck > 0, "nothing went wrong");
    // Only an answer that got lost makes a message be sent again.
    assert!(town.duplicates() <= answers_lost, "{} of {answers_lost}", town.duplicates());
    let breaches = town.fake.look(|state| state.pace.too_fast_for_a_chat + state.pace.too_fast_overall);
    assert_eq!(breaches, 0, "{}", town.told());
}

/// Logs only what is wrong, and keeps Telegram's limits.
fn calm() -> Place {
    Place::new("error")
}

fn faults(stall_ms: u64) -> [Fault; 7] {
    [
        Fault::Flood { retry_after_s: 1 },
        Fault::Server,
        Fault::Gateway,
        Fault::Reset,
        Fault::Stall { for_ms: stall_ms },
        Fault::Malformed,
        Fault::LostAnswer,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_kills_lose_nothing_and_tear_nothing() {
    let measure = Measure { learners: 30, kills: 6, terms: 3, updates: 100 };
    kills_and_ends(calm(), measure, MOST_DUPLICATES, seed()).await;
}

/// It gives up waiting before a service manager gives up on it; what is under way is taken up at the next start.
#[tokio::test(flavor = "multi_thread")]
async fn an_orderly_end_waits_for_no_outage() {
    let mut town = Town::new(calm(), 6, seed()).await;
    town.end_in_an_outage(30).await;
    town.come_to_rest().await;
    town.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_api_is_waited_out() {
    faulty(&faults(700), 20, 20, 4, Duration::from_secs(5), seed()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form, which the head of this file tells how to run"]
async fn many_kills_lose_nothing_and_tear_nothing() {
    let number = |variable, otherwise| number_from(variable, otherwise) as usize;
    let (kills, terms) = (number("CRASH_KILLS", 300), number("CRASH_TERMS", 50));
    let measure = Measure { learners: 24, kills, terms, updates: number("CRASH_UPDATES", 30_000) };
    kills_and_ends(calm().configured(HASTY), measure, 24, seed()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form, which the head of this file tells how to run"]
async fn kills_at_the_pace_of_telegram_say_little_twice() {
    let measure = Measure { learners: 48, kills: 60, terms: 10, updates: 3_000 };
    kills_and_ends(calm(), measure, MOST_DUPLICATES, seed()).await;
}

/// A stalled call outlasts the program's patience with it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form, which the head of this file tells how to run"]
async fn every_fault_of_the_api_is_waited_out_however_often_it_comes() {
    let lasts = Duration::from_secs(number_from("CRASH_FAULT_SECONDS", 60));
    for percent in [2, 20, 50] {
        let kinds = faults(20_000);
        join_all(kinds.chunks(1).map(|fault| faulty(fault, percent, 12, usize::MAX, lasts, seed()))).await;
    }
}
