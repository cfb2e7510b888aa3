//! Reading every row of every tree: whether it opens where it stands, and whether it can be read.

use ::sled::IVec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::salvage::{Gap, salvage};
use super::trees::{HALL, Kind, MASTER, handoff_of, line_of, mention_of, seq_of, touched_key, touched_of};
use super::{SledStore, Writer, keyring};
use crate::desk::{Hall, Mention};
use crate::store::records::{Arrival, Handoff, KeptLine, Letter, Timer};
use crate::store::seal::Name;
use crate::store::{StoreError, values};

/// What was found.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub rows: usize,
    pub faults: usize,
    pub trees: Vec<VerifiedTree>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedTree {
    pub tree: &'static str,
    pub rows: usize,
    /// Those found first, up to [`VerifiedTree::MOST_SHOWN`].
    pub faults: Vec<Fault>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// In base64.
    pub key: String,
    pub why: String,
}

impl VerifiedTree {
    const MOST_SHOWN: usize = 20;
}

impl SledStore {
    /// Nobody else gets on with anything meanwhile.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let writer = &mut *self.settled()?;
        let mut verified = Verified::default();
        for kind in Kind::ALL {
            let mut tree = VerifiedTree { tree: kind.name(), rows: 0, faults: Vec::new() };
            let mut faults = 0;
            let mut fault = |tree: &mut VerifiedTree, key: &[u8], why| {
                faults += 1;
                if tree.faults.len() < VerifiedTree::MOST_SHOWN {
                    tree.faults.push(Fault { key: STANDARD.encode(key), why });
                }
            };
            let gaps = salvage(&self.trees[kind], |key, value| {
                tree.rows += 1;
                match self.look_at(writer, kind, &key, &value) {
                    Ok(()) => {}
                    Err(StoreError::Failed { why }) => return Err(StoreError::Failed { why }),
                    Err(StoreError::Unreadable { why, .. }) => fault(&mut tree, &key, why),
                    Err(error) => fault(&mut tree, &key, error.to_string()),
                }
                Ok(())
            })?;
            for Gap { after, why, .. } in gaps {
                let why = format!("sled cannot read what comes after it: {why}");
                fault(&mut tree, after.as_deref().unwrap_or_default(), why);
            }
            verified.faults += faults;
            verified.rows += tree.rows;
            verified.trees.push(tree);
        }
        Ok(verified)
    }

    fn look_at(&self, writer: &mut Writer, kind: Kind, key: &IVec, value: &IVec) -> Result<(), StoreError> {
        let unreadable = |what: &'static str, why: &str| StoreError::Unreadable { what, why: why.to_owned() };
        let not_ours = || unreadable(kind.name(), "its key is not one of ours");
        match kind {
            // Where a row stands is part of its seal, so that what opens stands where it belongs.
            Kind::Inbox => {
                self.looked_into::<Arrival>(writer, kind, key, value)?;
                seq_of(key).map(|_| ()).ok_or_else(not_ours)
            }
            Kind::Outbox => {
                self.looked_into::<Letter>(writer, kind, key, value)?;
                seq_of(key).map(|_| ()).ok_or_else(not_ours)
            }
            Kind::Timers => self.looked_into::<Timer>(writer, kind, key, value).map(|_| ()),
            Kind::Handoffs => {
                self.looked_into::<Handoff>(writer, kind, key, value)?;
                handoff_of(key).map(|_| ()).ok_or_else(not_ours)
            }
            Kind::Sessions => {
                let plain = self.unsealed(writer, kind.name(), kind, key, value)?;
                let kept = values::decode_session(&plain)?;
                let name = Name::at_front(key).ok_or_else(not_ours)?;
                let indexed =
                    self.sled(self.trees[Kind::Touched].contains_key(touched_key(kept.touched, name)))?;
                indexed.then_some(()).ok_or_else(|| {
                    unreadable("session", "the index of days does not know it, so that it is never swept")
                })
            }
            Kind::Lines => {
                self.looked_into::<KeptLine>(writer, kind, key, value)?;
                line_of(key).map(|_| ()).ok_or_else(not_ours)
            }
            Kind::Review => {
                self.looked_into::<Mention>(writer, kind, key, value)?;
                mention_of(key).map(|_| ()).ok_or_else(not_ours)
            }
            Kind::Touched => touched_of(key).map(|_| ()).ok_or_else(not_ours),
            Kind::Seen => values::decode::<i64>("time", value).map(|_| ()),
            Kind::Meta if key == MASTER.as_bytes() => Ok(()),
            Kind::Meta if key == HALL.as_bytes() => {
                self.looked_into::<Hall>(writer, kind, key, value).map(|_| ())
            }
            Kind::Meta => values::decode::<i64>("number", value).map(|_| ()),
            Kind::Keys => {
                let name = Name::at_front(key).ok_or_else(not_ours)?;
                let opened = keyring::unwrapped(&writer.keyring.master, name, value);
                opened.map(|_| ()).ok_or_else(|| unreadable("key", "it does not open: it was changed"))
            }
        }
    }

    pub(super) fn looked_into<T: DeserializeOwned>(
        &self,
        writer: &mut Writer,
        kind: Kind,
        key: &[u8],
        value: &[u8],
    ) -> Result<T, StoreError> {
        let plain = self.unsealed(writer, kind.name(), kind, key, value)?;
        values::decode(kind.name(), &plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{TicketNumber, TimerChange};
    use crate::store::contract::fixture::{arrival, handoff, heard, key, line, message, turn};
    use crate::store::{Store as _, Turn};

    fn store(dir: &tempfile::TempDir) -> SledStore {
        SledStore::open(dir.path(), key()).expect("it opens")
    }

    #[test]
    fn every_row_is_looked_at() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store = store(&dir);
        store.accept(vec![arrival("1", "ann"), arrival("2", "ann")], None).expect("it works");
        let full = Turn {
            outbox: vec![message("hello").into()],
            timers: vec![TimerChange::Set { timer: "idle".into(), visit: 1, due: jiff::Timestamp::MAX }],
            handoffs: vec![handoff(5).into()],
            lines: vec![(TicketNumber(1), line(5, "hello"))],
            hall: Some(Hall::default()),
            heard: vec![heard("one")],
            ..turn(1, "ann", 0)
        };
        assert!(store.commit(vec![full])[0].is_ok());
        let sound = store.verify().expect("it can be read");
        let rows: Vec<usize> = sound.trees.iter().map(|tree| tree.rows).collect();
        assert_eq!((sound.faults, sound.rows, rows), (0, 15, vec![1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1]));

        for kind in Kind::ALL {
            let tree = &store.trees[kind]; // `verify` brought everything there
            let (key, value) = tree.iter().next().expect("there is one").expect("readable");
            // The index of days has no values: there it is the key that can be wrong.
            let wrong = if kind == Kind::Touched { IVec::from(b"wrong") } else { key.clone() };
            tree.insert(&wrong, "wrong").expect("writable");
            let found = store.verify().expect("it can be read");
            let faults: Vec<_> = found.trees.iter().filter(|tree| !tree.faults.is_empty()).collect();
            assert_eq!((found.faults, faults.len()), (1, 1), "{found:?}");
            assert_eq!((faults[0].tree, &faults[0].faults[0].key), (kind.name(), &STANDARD.encode(&wrong)));
            tree.insert(&key, value).expect("writable");
            if wrong != key {
                tree.remove(&wrong).expect("writable");
            }
        }
        assert_eq!(store.verify(), Ok(sound));
    }

    #[test]
    fn a_session_that_no_sweep_would_find_is_a_fault() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store = store(&dir);
        store.accept(vec![arrival("1", "ann")], None).expect("it works");
        assert_eq!(store.commit(vec![turn(1, "ann", 0)]), [Ok(vec![])]);
        assert_eq!(store.verify().map(|found| found.faults), Ok(0));
        store.trees[Kind::Touched].clear().expect("writable");
        assert_eq!(store.verify().map(|found| found.faults), Ok(1));
    }
}
