//! What one turn, or whatever else is whole or not at all, changes.

use ::sled::IVec;
use serde::Serialize;

use super::trees::Kind;
use crate::store::values::{self, Learner};

#[derive(Debug, Default)]
pub struct Changes {
    rows: Vec<(Kind, IVec, Option<Value>)>,
    again: Vec<(Kind, IVec)>,
}

/// What a row is to hold.
#[derive(Debug, Clone)]
pub enum Value {
    Plain(IVec),
    /// To be sealed when it is written, so that of many changes of a row one is sealed.
    Open {
        learner: Learner,
        encoded: IVec,
    },
}

impl Value {
    pub fn sealed(&self, kind: Kind, key: &[u8]) -> IVec {
        match self {
            Self::Plain(bytes) => bytes.clone(),
            Self::Open { learner, encoded } => values::seal(learner, kind.at(key), encoded).into(),
        }
    }
}

impl Changes {
    pub fn put(&mut self, kind: Kind, key: IVec, value: impl Into<IVec>) {
        self.rows.push((kind, key, Some(Value::Plain(value.into()))));
    }

    /// Will seal what was encoded.
    pub fn seal(&mut self, learner: &Learner, kind: Kind, key: IVec, encoded: impl Into<IVec>) {
        let value = Value::Open { learner: learner.clone(), encoded: encoded.into() };
        self.rows.push((kind, key, Some(value)));
    }

    /// As [`seal`](Self::seal), of a queue's row that is there already, under another key.
    pub fn seal_again(&mut self, learner: &Learner, kind: Kind, key: IVec, encoded: impl Into<IVec>) {
        self.again.push((kind, key.clone()));
        self.seal(learner, kind, key, encoded);
    }

    /// A number that is nobody's in particular.
    pub fn number(&mut self, kind: Kind, key: IVec, number: impl Serialize) {
        let number = values::encode("number", &number).expect("a number is short");
        self.put(kind, key, number);
    }

    pub fn remove(&mut self, kind: Kind, key: IVec) {
        self.rows.push((kind, key, None));
    }

    /// Whether a row goes.
    pub fn takes(&self, kind: Kind, key: &[u8]) -> bool {
        self.rows.iter().any(|(other, place, value)| *other == kind && place == key && value.is_none())
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// In order: of two changes of a row the later one holds.
    pub fn rows(&mut self) -> Vec<(Kind, IVec, Option<Value>)> {
        std::mem::take(&mut self.rows)
    }

    /// Rows of queues that sled may have an older one of.
    pub fn again(&mut self) -> Vec<(Kind, IVec)> {
        std::mem::take(&mut self.again)
    }
}
