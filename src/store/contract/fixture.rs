//! Rows for tests: small, and recognisable in a failed assertion.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;

use crate::desk::{Line, Said, Who};
use crate::engine::{
    DialogId, Event, Fingerprint, Frame, HandoffReason, HandoffRequest, Heard, Markup, OutboxMessage,
    Position, Role, Session, Slots, Taken, Value,
};
use crate::store::{Arrival, ConversationId, Cursor, InboxEntry, KeepSince, MasterKey, Turn};

/// The same one always: stores that are opened again have to fit.
pub fn key() -> &'static MasterKey {
    static KEY: LazyLock<MasterKey> = LazyLock::new(MasterKey::random);
    &KEY
}

/// Everything goes that is older.
pub fn since(at: Timestamp) -> KeepSince {
    KeepSince { sessions: at, handoffs: at, seen: at, review: at }
}

/// A time of day on a day since 1970.
pub fn on_day(day: i64, second: i64) -> Timestamp {
    at(day * 86_400 + second)
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

pub fn conversation(chat: &str) -> ConversationId {
    ConversationId::new("test", chat)
}

pub fn arrival(id: &str, chat: &str) -> Arrival {
    Arrival {
        id: format!("test:{id}"),
        conversation: conversation(chat),
        event: Event::typed(&format!("「{id}」 of {chat}")),
        language: Some("zh-hant".into()),
        at: at(0),
    }
}

pub fn entry(seq: u64, arrival: &Arrival) -> InboxEntry {
    InboxEntry { seq, arrival: arrival.clone() }
}

#[expect(clippy::unnecessary_wraps, reason = "`accept` wants it like this")]
pub fn cursor(name: &str, position: i64) -> Option<Cursor> {
    Some(Cursor { name: name.into(), position })
}

/// A turn that only moves the session on.
pub fn turn(inbox: u64, chat: &str, expected: u64) -> Turn {
    Turn {
        inbox,
        conversation: conversation(chat),
        at: at(0),
        erase: false,
        expected,
        session: Some(Arc::new(session(expected + 1))),
        outbox: vec![],
        timers: vec![],
        handoffs: Vec::new(),
        lines: vec![],
        hall: None,
        heard: Vec::new(),
    }
}

pub fn session(revision: u64) -> Session {
    let mut session = Session::new(Fingerprint(u64::MAX), "zh-TW".into());
    session.revision = revision;
    session.visit = revision * 3;
    session.stack = vec![Frame {
        dialog: "popup-blocked".into(),
        state: "ask-device".into(),
        slots: slots(),
        role: Role::Digression,
        tries: 1,
        candidates: vec![DialogId::from("hours")],
        origin: None,
    }];
    session
}

pub fn message(words: &str) -> OutboxMessage {
    OutboxMessage::Send {
        text: Markup(words.into()),
        buttons: vec![],
        quiet: false,
        keys: vec!["test".into()],
    }
}

pub fn handoff(second: i64) -> HandoffRequest {
    HandoffRequest {
        advised: Vec::new(),
        recent: Vec::new(),
        guesses: Vec::new(),
        attached: Vec::new(),
        at: at(second),
        reason: HandoffReason::Request,
        path: vec![Position { dialog: "popup-blocked".into(), state: "ask-device".into() }],
        slots: slots(),
    }
}

pub fn heard(words: &str) -> Heard {
    Heard::new(words, "zh-TW".into(), None, Taken::Nothing)
}

fn slots() -> Slots {
    [
        ("device".into(), Value::Text("true".into())),
        ("hours".into(), Value::Number(2.0)),
        ("tried".into(), Value::Truth(true)),
    ]
    .into()
}

pub fn line(second: i64, text: &str) -> Line {
    Line { at: at(second), who: Who::Learner, said: Said::Words { text: text.to_owned() } }
}
