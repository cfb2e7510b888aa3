//! The memory store and sled do the same random things and must look the same after each of them.

use std::sync::Arc;

use super::fixture::{arrival, at, conversation, handoff, key, line, message, on_day, session, since, turn};
use crate::desk::{Ending, Ticket};
use crate::engine::{TicketNumber, TimerChange};
use crate::store::{Cursor, HandoffUpdate, KeepSince, MemoryStore, SledStore, Store, Turn};

#[test]
fn both_stores_look_the_same_after_the_same_operations() {
    for seed in 0..12 {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let memory = MemoryStore::default();
        let mut sled = SledStore::open(dir.path(), key()).expect("a fresh directory opens");
        let mut random = Random(seed);
        for step in 0..60 {
            let operation = Operation::any(&mut random, &memory);
            let shown = format!("seed {seed}, step {step}: {operation:?}");
            if let Operation::Reopen = operation {
                drop(sled);
                sled = SledStore::open(dir.path(), key()).expect("it opens again");
            } else {
                assert_eq!(operation.run(&memory), operation.run(&sled), "{shown}");
            }
            // Who looks at everything brings it to sled; not always, so that rows are changed wherever they are on their way there.
            if random.below(3) == 0 {
                assert_eq!(view(&memory), view(&sled), "{shown}");
                let found = sled.verify().expect("it can be read");
                assert_eq!(found.faults, 0, "{shown}: {found:?}");
            }
        }
        assert_eq!(view(&memory), view(&sled), "seed {seed}, at the end");
    }
}

const CHATS: [&str; 3] = ["ann", "bob", "ann2"];
const TIMERS: [&str; 2] = ["idle", "2idle"];

#[derive(Debug)]
enum Operation {
    Accept(Vec<(u64, &'static str, i64)>, Option<i64>),
    Commit(Vec<Turn>),
    Delivered(Vec<u64>),
    /// Of sessions by the day, of the rest by the second.
    Sweep(i64, i64),
    Forget(&'static str),
    Reopen,
}

impl Operation {
    /// Mostly sensible ones: what `seen` has waiting is done, with the right revision.
    fn any(random: &mut Random, seen: &MemoryStore) -> Self {
        match random.below(13) {
            0..4 => {
                let arrivals = 0..random.below(4);
                let arrival = |_| (random.below(40), random.of(&CHATS), random.time());
                Self::Accept(arrivals.map(arrival).collect(), random.maybe().then(|| random.time()))
            }
            4..8 => Self::Commit((0..=random.below(4)).map(|_| any_turn(random, seen)).collect()),
            8..10 => {
                let outbox = seen.outbox().expect("it works").into_iter().map(|entry| entry.seq);
                Self::Delivered(outbox.chain([77]).filter(|_| random.maybe()).collect())
            }
            10 => Self::Sweep(random.time(), random.time()),
            11 => Self::Forget(random.of(&CHATS)),
            _ => Self::Reopen,
        }
    }

    /// The outcome in words, which can be compared.
    fn run(&self, store: &impl Store) -> String {
        match self {
            Self::Accept(arrivals, position) => {
                let arrivals = arrivals.iter().map(|(id, chat, second)| {
                    let mut arrival = arrival(&id.to_string(), chat);
                    arrival.at = at(*second);
                    arrival
                });
                let cursor = position.map(|position| Cursor { name: "test".into(), position });
                format!("{:?}", store.accept(arrivals.collect(), cursor))
            }
            Self::Commit(turns) => format!("{:?}", store.commit(turns.clone())),
            Self::Delivered(outbox) => format!("{:?}", store.delivered(outbox)),
            Self::Sweep(day, second) => {
                let since = KeepSince { sessions: on_day(*day, 0), ..since(at(*second)) };
                format!("{:?}", store.sweep(&since))
            }
            Self::Forget(chat) => format!("{:?}", store.forget(&conversation(chat))),
            Self::Reopen => String::new(),
        }
    }
}

fn any_turn(random: &mut Random, seen: &MemoryStore) -> Turn {
    let waiting = seen.inbox().expect("it works");
    let chosen = random.below(waiting.len() as u64 + 1);
    let entry = usize::try_from(chosen).ok().and_then(|chosen| waiting.get(chosen));
    let (inbox, conversation) = match entry {
        Some(entry) => (entry.seq, entry.arrival.conversation.clone()),
        None => (random.below(100), conversation(random.of(&CHATS))),
    };
    let stored = seen.session(&conversation).expect("it works").map_or(0, |session| session.revision);
    let expected = if random.below(5) == 0 { random.below(4) } else { stored };
    let timer = |random: &mut Random| {
        let timer = random.of(&TIMERS).into();
        match random.below(3) {
            0 => TimerChange::Cancel { timer },
            _ => TimerChange::Set { timer, visit: random.below(9), due: at(random.time()) },
        }
    };
    let erase = random.below(8) == 0;
    let session = if (erase || stored == 0) && random.maybe() { None } else { Some(session(expected + 1)) };
    let timers = (0..random.below(3)).map(|_| timer(random));
    // Without a session there are no clocks.
    let timers = timers.filter(|change| session.is_some() || matches!(change, TimerChange::Cancel { .. }));
    let timers = timers.collect();
    let handoff = (random.below(3) == 0).then(|| any_handoff(random));
    let ticket = handoff.as_ref().and_then(|handoff| handoff.ticket.as_ref());
    Turn {
        timers,
        outbox: (0..random.below(3)).map(|n| message(&format!("{inbox}.{n}")).into()).collect(),
        erase,
        session: session.map(Arc::new),
        at: on_day(random.time(), random.time()),
        lines: ticket.map(|ticket| (ticket.number, line(random.time(), "hello"))).into_iter().collect(),
        handoffs: handoff.into_iter().collect(),
        conversation,
        ..turn(inbox, "nobody", expected)
    }
}

/// With a ticket that is over, with one that is not, or without any.
fn any_handoff(random: &mut Random) -> HandoffUpdate {
    let request = handoff(random.time());
    let ticket = random.maybe().then(|| {
        let mut ticket = Ticket::new(TicketNumber(random.below(4)), "zh-TW".into(), request.at);
        if random.maybe() {
            ticket.ended(Ending::Closed, request.at.max(at(random.time())));
        }
        ticket
    });
    HandoffUpdate { request, opened_by: None, ticket }
}

/// Everything that the trait shows.
fn view(store: &impl Store) -> String {
    let sessions = CHATS.map(|chat| store.session(&conversation(chat)));
    // By their time: here, unlike in a lane, what came later may be done first.
    let lines = |chat, ticket| {
        let lines = store.lines(&conversation(chat), TicketNumber(ticket));
        lines.map(|mut lines| {
            lines.sort_by_key(|line| line.at);
            lines
        })
    };
    let lines = CHATS.map(|chat| [0, 1, 2, 3].map(|ticket| lines(chat, ticket)));
    format!(
        "{sessions:?}\n{lines:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        store.inbox(),
        store.outbox(),
        store.timers(),
        store.handoffs(),
        store.last_ticket(),
        store.cursor("test")
    )
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn maybe(&mut self) -> bool {
        self.below(2) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        let chosen = self.below(all.len() as u64);
        all[usize::try_from(chosen).expect("below the length")]
    }

    /// Few enough to meet each other, some before 1970.
    fn time(&mut self) -> i64 {
        i64::try_from(self.below(20)).expect("small") - 5
    }
}
