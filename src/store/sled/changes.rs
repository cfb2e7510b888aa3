//! What one transaction writes, decided before it begins: its closure may run several times.

use ::sled::IVec;
use serde::Serialize;

use super::durability::ROW;
use super::trees::Kind;
use crate::store::values::{self, Learner};

#[derive(Debug, Default)]
pub struct Changes {
    rows: Vec<(Kind, IVec, Option<IVec>)>,
}

impl Changes {
    pub fn put(&mut self, kind: Kind, key: IVec, value: impl Into<IVec>) {
        self.rows.push((kind, key, Some(value.into())));
    }

    /// Seals what was encoded.
    pub fn seal(&mut self, learner: &Learner, kind: Kind, key: IVec, encoded: &[u8]) {
        let sealed = values::seal(learner, kind.at(&key), encoded);
        self.put(kind, key, sealed);
    }

    /// A number that is nobody's in particular.
    pub fn number(&mut self, kind: Kind, key: IVec, number: impl Serialize) {
        let number = values::encode("number", &number).expect("a number is short");
        self.put(kind, key, number);
    }

    pub fn remove(&mut self, kind: Kind, key: IVec) {
        self.rows.push((kind, key, None));
    }

    /// In order: of two changes of a row the later one holds.
    pub fn rows(&self) -> &[(Kind, IVec, Option<IVec>)] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// About what sled will write for them.
    pub fn bytes(&self) -> usize {
        self.rows.iter().map(|(_, _, value)| ROW + value.as_ref().map_or(0, |value| value.len())).sum()
    }
}
