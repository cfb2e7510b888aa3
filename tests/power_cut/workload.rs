//! What the store is given to do: random transactions that make sense, remembered in their order, and what a store has to look
//! like after the first so many of them.

use std::collections::HashMap;
use std::sync::Arc;

use fastrand::Rng;
use helpbot::desk::{Line, Said, Who};
use helpbot::engine::{
    Event, Fingerprint, Frame, HandoffReason, HandoffRequest, Markup, OutboxMessage, Role, Session,
    TicketNumber, TimerChange,
};
use helpbot::store::{
    Arrival, ConversationId, Cursor, Handoff, HandoffUpdate, InboxEntry, MemoryStore, OutboxEntry, Outgoing,
    Store, Timer, Turn,
};
use jiff::Timestamp;

const CHATS: usize = 12;
const INTAKE: &str = "test";
const TICKET: TicketNumber = TicketNumber(1);

/// What a store does as a whole or not at all.
#[derive(Debug, Clone)]
pub enum Transaction {
    Accept(Vec<Arrival>, i64),
    Commit(Box<Turn>),
    Delivered(Vec<u64>),
}

impl Transaction {
    fn run(&self, store: &dyn Store) {
        match self {
            Self::Accept(arrivals, position) => {
                store.accept(arrivals.clone(), cursor(*position)).expect("it works");
            }
            Self::Commit(turn) => drop(store.commit(vec![(**turn).clone()]).remove(0).expect("it works")),
            Self::Delivered(outbox) => store.delivered(outbox).expect("it works"),
        }
    }
}

/// Everything that can be asked of a store.
pub struct View {
    inbox: Vec<InboxEntry>,
    outbox: Vec<OutboxEntry>,
    timers: Vec<Timer>,
    handoffs: Vec<Handoff>,
    cursor: Option<i64>,
    sessions: HashMap<usize, Session>,
    lines: Vec<Vec<Line>>,
}

impl View {
    pub fn of(store: &dyn Store) -> Self {
        let session = |chat| Some((chat, store.session(&conversation(chat)).expect("readable")?));
        Self {
            inbox: store.inbox().expect("readable"),
            outbox: store.outbox().expect("readable"),
            timers: store.timers().expect("readable"),
            handoffs: store.handoffs().expect("readable"),
            cursor: store.cursor(INTAKE).expect("readable"),
            sessions: (0..CHATS).filter_map(session).collect(),
            lines: (0..CHATS)
                .map(|chat| store.lines(&conversation(chat), TICKET).expect("readable"))
                .collect(),
        }
    }
}

impl View {
    /// The names of the parts that are not the same.
    fn differs_from(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("inbox", self.inbox == other.inbox),
            ("outbox", self.outbox == other.outbox),
            ("timers", self.timers == other.timers),
            ("handoffs", self.handoffs == other.handoffs),
            ("cursor", self.cursor == other.cursor),
            ("sessions", self.sessions == other.sessions),
            ("lines", self.lines == other.lines),
        ];
        parts.into_iter().filter_map(|(name, is_same)| (!is_same).then_some(name)).collect()
    }
}

/// A store in memory after the first `length` transactions.
pub fn after(history: &[Transaction], length: usize) -> MemoryStore {
    let store = MemoryStore::default();
    history[..length].iter().for_each(|transaction| transaction.run(&store));
    store
}

/// How many of the transactions are in the store, if it is some number of them between the two, in order and whole.
pub fn length_of(
    store: &dyn Store,
    history: &[Transaction],
    acknowledged: usize,
    issued: usize,
) -> Result<usize, String> {
    let found = View::of(store);
    let model = after(history, acknowledged);
    let mut nearest: Option<(Vec<&str>, usize)> = None;
    for length in acknowledged..=issued {
        let differs = View::of(&model).differs_from(&found);
        if differs.is_empty() {
            return still_knows_what_it_saw(store, &history[..length], &model).map(|()| length);
        }
        if nearest.as_ref().is_none_or(|(nearest, _)| differs.len() < nearest.len()) {
            nearest = Some((differs, length));
        }
        if length < issued {
            history[length].run(&model);
        }
    }
    let (differs, length) = nearest.expect("at least one was looked at");
    Err(format!(
        "{acknowledged} of {issued} transactions were acknowledged, but what is found is the outcome of no such number; nearest \
         are {length}, from which differ {}",
        differs.join(", ")
    ))
}

/// An arrival that was accepted is not accepted again.
fn still_knows_what_it_saw(
    store: &dyn Store,
    history: &[Transaction],
    model: &MemoryStore,
) -> Result<(), String> {
    let accepted = history.iter().rev().filter_map(|transaction| match transaction {
        Transaction::Accept(arrivals, _) => Some(arrivals.clone()),
        Transaction::Commit(_) | Transaction::Delivered(_) => None,
    });
    let accepted: Vec<Arrival> = accepted.take(3).flatten().collect();
    let (again, expected) = (store.accept(accepted.clone(), None), model.accept(accepted, None));
    if again == expected { Ok(()) } else { Err(format!("accepted twice: {again:?}")) }
}

/// Makes up the next group and writes it into the history and the model of the store.
pub fn group(random: &mut Rng, history: &mut Vec<Transaction>, model: &MemoryStore) {
    let mut push = |transaction: Transaction| {
        transaction.run(model);
        history.push(transaction);
    };
    match random.u8(..10) {
        0..4 => push(accept(random, model)),
        4..8 => {
            for _ in 0..random.usize(1..30) {
                match turn(random, model) {
                    Some(turn) => push(Transaction::Commit(Box::new(turn))),
                    None => return push(accept(random, model)),
                }
            }
        }
        _ => {
            let outbox = model.outbox().expect("it works").into_iter().map(|entry| entry.seq);
            let outbox: Vec<u64> = outbox.filter(|_| random.bool()).take(60).collect();
            push(if outbox.is_empty() { accept(random, model) } else { Transaction::Delivered(outbox) });
        }
    }
}

/// Hands a group to the store as the runtime does: all of it shares a round. At times it becomes several, since who erases makes one.
pub fn issue(store: &dyn Store, group: &[Transaction]) {
    let is_turn = |transaction: &Transaction| matches!(transaction, Transaction::Commit(_));
    for run in group.chunk_by(|one, next| is_turn(one) && is_turn(next)) {
        let turns = run.iter().filter_map(|transaction| match transaction {
            Transaction::Commit(turn) => Some((**turn).clone()),
            Transaction::Accept(..) | Transaction::Delivered(_) => {
                transaction.run(store);
                None
            }
        });
        let results = store.commit(turns.collect());
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }
    store.sync().expect("it works");
}

fn accept(random: &mut Rng, model: &MemoryStore) -> Transaction {
    let position = model.cursor(INTAKE).expect("it works").unwrap_or_default() + 1;
    let arrival = |number: usize| Arrival {
        id: format!("test:{position}:{number}"),
        conversation: conversation(random.usize(..CHATS)),
        event: Event::text(&words(random)),
        language: None,
        at: Timestamp::UNIX_EPOCH,
    };
    Transaction::Accept((0..20).map(arrival).collect(), position)
}

fn turn(random: &mut Rng, model: &MemoryStore) -> Option<Turn> {
    let entry = model.inbox().expect("it works").into_iter().next()?;
    let conversation = entry.arrival.conversation;
    let stored = model.session(&conversation).expect("it works");
    let mut session = stored.unwrap_or_else(|| Session::new(Fingerprint(1), "zh-TW".into()));
    let expected = session.revision;
    session.revision += 1;
    session.offered = vec![words(random)];
    let frame = Frame::new("popup-blocked".into(), "ask-device".into(), Role::Root);
    session.stack = vec![frame; random.usize(..4)];
    let outbox = (0..random.usize(..3)).map(|_| OutboxMessage::Send {
        text: Markup(words(random)),
        buttons: Vec::new(),
        quiet: false,
        keys: Vec::new(),
    });
    let outbox = outbox.map(Outgoing::from).collect();
    let erase = random.u8(..10) == 0;
    let session = (!erase || random.bool()).then_some(session);
    let timer = if session.is_some() && random.bool() {
        TimerChange::Set { timer: "idle".into(), visit: expected, due: Timestamp::MAX }
    } else {
        TimerChange::Cancel { timer: "idle".into() }
    };
    let handoff = (random.u8(..8) == 0).then(|| HandoffRequest {
        at: Timestamp::from_second(expected.cast_signed()).expect("in range"),
        reason: HandoffReason::Request,
        path: Vec::new(),
        slots: [].into(),
        advised: Vec::new(),
        recent: Vec::new(),
        guesses: Vec::new(),
        attached: Vec::new(),
    });
    Some(Turn {
        inbox: entry.seq,
        conversation,
        at: entry.arrival.at,
        erase,
        expected,
        session: session.map(Arc::new),
        outbox,
        timers: vec![timer],
        handoffs: handoff.map(HandoffUpdate::from).into_iter().collect(),
        lines: line(random, entry.arrival.at).map(|line| (TICKET, line)).into_iter().collect(),
        hall: None,
        heard: Vec::new(),
    })
}

/// Long ones: a leaf that is full of them becomes a file of its own.
fn line(random: &mut Rng, at: Timestamp) -> Option<Line> {
    let said = |random: &mut Rng| "文".repeat(random.usize(2_000..4_000));
    (random.u8(..3) == 0).then(|| Line { at, who: Who::Learner, said: Said::Words { text: said(random) } })
}

/// Mostly short, at times nearly all that a row may hold.
fn words(random: &mut Rng) -> String {
    let length = match random.u8(..40) {
        0 => random.usize(..28_000),
        1..5 => random.usize(..3_000),
        _ => random.usize(..200),
    };
    (0..length).map(|_| random.alphanumeric()).collect()
}

fn conversation(chat: usize) -> ConversationId {
    ConversationId::new("test", chat)
}

#[expect(clippy::unnecessary_wraps, reason = "`accept` wants it like this")]
fn cursor(position: i64) -> Option<Cursor> {
    Some(Cursor { name: INTAKE.to_owned(), position })
}
