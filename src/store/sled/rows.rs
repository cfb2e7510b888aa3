//! What a transaction writes, made ready before it begins: its closure may run several times.

use ::sled::IVec;
use serde::Serialize;

use super::durability::ROW;
use super::trees::{handoff_key, seq_key, timer_key};
use crate::engine::TimerChange;
use crate::store::records::{Arrival, Handoff, Letter, Timer, Turn};
use crate::store::{StoreError, values};

/// An arrival as sled takes it. Made before the transaction, which may run several times.
pub struct ArrivalRow {
    pub id: IVec,
    pub at: IVec,
    pub arrival: IVec,
}

impl ArrivalRow {
    pub fn new(arrival: &Arrival) -> Result<Self, StoreError> {
        Ok(Self {
            id: IVec::from(arrival.id.as_str()),
            at: row("time", &arrival.at.as_millisecond())?,
            arrival: row("arrival", arrival)?,
        })
    }

    /// About what sled will write for it: rows in `inbox` and `seen`.
    pub fn bytes(&self) -> usize {
        2 * ROW + self.arrival.len()
    }
}

/// A turn as sled takes it.
pub struct TurnRows {
    pub inbox: IVec,
    pub conversation: IVec,
    pub expected: u64,
    pub session: IVec,
    pub outbox: Vec<IVec>,
    /// Without a value: cancelled.
    pub timers: Vec<(IVec, Option<IVec>)>,
    pub handoff: Option<(IVec, IVec)>,
}

impl TurnRows {
    pub fn new(turn: Turn) -> Result<(Self, Vec<Letter>), StoreError> {
        let Turn { inbox, conversation, expected, session, outbox, timers, handoff } = turn;
        debug_assert_eq!(session.revision, expected + 1, "the caller counts revisions");
        let letter = |message| Letter { conversation: conversation.clone(), message };
        let letters: Vec<_> = outbox.into_iter().map(letter).collect();
        let timer = |change| {
            Ok(match change {
                TimerChange::Set { timer, visit, due } => {
                    let key = timer_key(&conversation, &timer);
                    let timer = Timer { conversation: conversation.clone(), timer, visit, due };
                    (key, Some(row("timer", &timer)?))
                }
                TimerChange::Cancel { timer } => (timer_key(&conversation, &timer), None),
            })
        };
        let handoff = handoff.map(|request| {
            let key = handoff_key(request.at, inbox);
            Ok((key, row("handoff", &Handoff { conversation: conversation.clone(), request })?))
        });
        let rows = Self {
            inbox: seq_key(inbox),
            conversation: IVec::from(conversation.as_str()),
            expected,
            session: row("session", &session)?,
            outbox: letters.iter().map(|letter| row("message", letter)).collect::<Result<_, _>>()?,
            timers: timers.into_iter().map(timer).collect::<Result<_, _>>()?,
            handoff: handoff.transpose()?,
        };
        Ok((rows, letters))
    }

    /// About what sled will write for it: rows in `inbox`, `sessions` and `meta`, and those it holds more than one of.
    pub fn bytes(&self) -> usize {
        let outbox: usize = self.outbox.iter().map(|letter| ROW + letter.len()).sum();
        3 * ROW + self.session.len() + outbox + ROW * self.timers.len() + ROW
    }
}

pub fn row<T: Serialize>(what: &'static str, value: &T) -> Result<IVec, StoreError> {
    values::encode(what, value).map(IVec::from)
}
