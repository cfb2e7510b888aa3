//! How changes get to the disk: rounds into the journal, checkpoints into sled.
//!
//! A round takes all that was changed since the one before, whole turns only, seals it and makes it durable in the journal. A
//! checkpoint brings what many rounds have written to sled, each row once. Rounds go on meanwhile in the journal's other file. After
//! one failed round, or one failed checkpoint, nothing can be trusted any more, and the store refuses everything.
//!
//! Three locks, taken in this order: `checkpoint`, held by who brings rows to sled; `journal`, held by who makes a round; `writer`, held
//! for moments by everybody.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{MutexGuard, PoisonError};

use ::sled::{Batch, IVec};

use super::durability::cost_of;
use super::journal::{self, Journal, SealedRow};
use super::layer::{Found, Layer};
use super::trees::{Kind, Trees};
use super::{SledStore, Writer};
use crate::store::StoreError;

/// Of rows that a checkpoint brings to sled in one go, and of what they cost: others get at sled in between.
const PIECE: usize = 100;
const PIECE_COST: usize = 128 * 1024;
/// When the journal holds so much although the last checkpoint is not over, rounds wait for it.
const OVERFULL: u64 = 2 * journal::FULL;
/// Rows that somebody who needs all of them in sled brings there with everybody else waiting; for more, a checkpoint comes before.
const FEW: usize = 200;

impl SledStore {
    /// A round, if there is anything for it to do.
    pub(super) fn round(&self) -> Result<(), StoreError> {
        let length = {
            let journal = &mut *self.journal();
            self.round_into(journal)?;
            journal.len()
        };
        if length >= OVERFULL { self.checkpoint() } else { Ok(()) }
    }

    fn round_into(&self, journal: &mut Journal) -> Result<(), StoreError> {
        let rows = {
            let mut writer = self.writer()?;
            if writer.layers.pending.is_empty() {
                return Ok(());
            }
            writer.layers.take()
        };
        let row = |((kind, key), value): (&(Kind, IVec), &Option<_>)| {
            let value: &Option<super::changes::Value> = value;
            (*kind, key.clone(), value.as_ref().map(|value| value.sealed(*kind, key)))
        };
        let sealed: Vec<SealedRow> = rows.iter().map(row).collect();
        drop(rows);
        let written = catch_unwind(AssertUnwindSafe(|| journal.append(&sealed)));
        match written {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                return Err(self.durability.fail(format!("the journal cannot be written: {error}")));
            }
            Err(_) => return Err(self.durability.fail("the journal panicked".to_owned())),
        }
        self.writer()?.layers.wrote(sealed);
        Ok(())
    }

    /// Whether a checkpoint would be a good thing.
    pub(super) fn is_full(&self) -> bool {
        self.journal().len() >= journal::FULL
    }

    /// Brings what the journal holds to sled, and begins the journal's other file.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        let _checkpoint = self.checkpoint.lock().unwrap_or_else(PoisonError::into_inner);
        self.bring_to_sled()
    }

    /// The caller holds `checkpoint`.
    fn bring_to_sled(&self) -> Result<(), StoreError> {
        let rows = {
            let mut journal = self.journal();
            let rows = self.writer()?.layers.leave();
            let failed = |error| self.durability.fail(format!("the journal cannot be emptied: {error}"));
            journal.turn().map_err(failed)?;
            rows
        };
        self.put_into_sled(&rows)?;
        self.durability.wait()?;
        self.writer()?.layers.left();
        Ok(())
    }

    /// Everything that was changed, in sled: for who walks through rows. Nobody changes anything while the guard is held.
    pub(super) fn settled(&self) -> Result<MutexGuard<'_, Writer>, StoreError> {
        let _checkpoint = self.checkpoint.lock().unwrap_or_else(PoisonError::into_inner);
        if self.writer()?.layers.written.len() > FEW {
            self.bring_to_sled()?;
        }
        let mut journal = self.journal();
        loop {
            // In the journal first: sled may write what it is given whenever it likes.
            self.round_into(&mut journal)?;
            let mut writer = self.writer()?;
            if writer.layers.is_written() {
                // The journal's file goes on: it is begun anew by a checkpoint only, after sled was synced.
                let rows = writer.layers.leave();
                self.put_into_sled(&rows)?;
                writer.layers.left();
                return Ok(writer);
            }
        }
    }

    /// What is put where does not have to be whole: the journal has it until all of it is durable.
    fn put_into_sled(&self, rows: &Layer<IVec>) -> Result<(), StoreError> {
        self.trees
            .put(rows.iter().map(|((kind, key), value)| (*kind, key, value.as_ref())), |bytes| {
                self.durability.room(bytes)
            })
            .map_err(|error| match error {
                PutError::Sled(error) => self.durability.fail(format!("sled: {error}")),
                PutError::NoRoom(error) => error,
            })
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        // What panics inside is caught, so that nobody leaves it half done.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A row as it was last changed, in the words of the disk.
    pub(super) fn row(&self, writer: &Writer, kind: Kind, key: &[u8]) -> Result<Found, StoreError> {
        match writer.layers.get(kind, key) {
            Found::Nothing => {
                let row = self.sled(self.trees[kind].get(key))?;
                Ok(row.map_or(Found::Nothing, Found::Sealed))
            }
            found => Ok(found),
        }
    }

    /// The rows whose key begins so, as they were last changed, wherever they are.
    pub(super) fn rows_with(
        &self,
        writer: &Writer,
        kind: Kind,
        prefix: &[u8],
    ) -> Result<BTreeMap<IVec, Found>, StoreError> {
        let mut rows = BTreeMap::new();
        for row in self.trees[kind].scan_prefix(prefix) {
            let (key, value) = self.sled(row)?;
            rows.insert(key, Found::Sealed(value));
        }
        for (key, found) in writer.layers.begun_with(kind, prefix) {
            match found {
                Found::Removed => drop(rows.remove(&key)),
                found => drop(rows.insert(key, found)),
            }
        }
        Ok(rows)
    }

    pub(super) fn has(&self, writer: &Writer, kind: Kind, key: &[u8]) -> Result<bool, StoreError> {
        Ok(matches!(self.row(writer, kind, key)?, Found::New(_) | Found::Sealed(_)))
    }
}

pub enum PutError {
    Sled(::sled::Error),
    NoRoom(StoreError),
}

impl Trees {
    /// Puts rows into sled, a little at a time. `room` for what it costs is asked for before each time.
    pub fn put<'a>(
        &self,
        rows: impl Iterator<Item = (Kind, &'a IVec, Option<&'a IVec>)>,
        mut room: impl FnMut(usize) -> Result<(), StoreError>,
    ) -> Result<(), PutError> {
        let mut rows: Vec<_> = rows.collect();
        // Neighbours share a leaf, and what is written of it.
        rows.sort_unstable_by_key(|(kind, key, _)| (*kind as usize, *key));
        for rows in rows.chunk_by(|(one, ..), (other, ..)| one == other) {
            let tree = &self[rows[0].0];
            let mut rows = rows.iter().peekable();
            while rows.peek().is_some() {
                let (mut batch, mut cost, mut count) = (Batch::default(), 0, 0);
                while let Some((kind, key, value)) = rows.next_if(|_| count < PIECE && cost < PIECE_COST) {
                    let bytes = match value {
                        Some(value) => value.len(),
                        // What stood there tells how large its neighbours are.
                        None => tree.get(key).map_err(PutError::Sled)?.map_or(0, |before| before.len()),
                    };
                    cost += cost_of(*kind, bytes);
                    count += 1;
                    match value {
                        Some(value) => batch.insert((*key).clone(), (*value).clone()),
                        None => batch.remove((*key).clone()),
                    }
                }
                room(cost).map_err(PutError::NoRoom)?;
                tree.apply_batch(batch).map_err(PutError::Sled)?;
            }
        }
        Ok(())
    }
}
