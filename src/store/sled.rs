//! The store on disk: sled 0.34 in one directory, used by one process.
//!
//! A commit is one transaction over all trees, applied to memory and sled's buffers first and made durable by
//! `durability.rs`, many at a time. `opening.rs` recovers what a crash left. sled blocks, so none of this belongs on an async
//! thread. It never gives space back to the disk: what expired has to be swept, and a directory is made small by copying its
//! rows into a fresh one.

mod durability;
mod opening;
mod rows;
#[cfg(test)]
mod tests;
mod trees;

use std::fs::File;
use std::path::Path;

use ::sled::transaction::{
    ConflictableTransactionError, TransactionError, Transactional as _, TransactionalTree, abort,
};
use ::sled::{Batch, IVec, Tree};
use serde::de::DeserializeOwned;

use self::durability::{Durability, ROW};
use self::rows::{ArrivalRow, TurnRows, row};
use self::trees::{LAST_INBOX, LAST_OUTBOX, Trees, cursor_key, seq_key, seq_of};
use super::records::{Arrival, ConversationId, Cursor, Handoff, InboxEntry, OutboxEntry, Swept, Timer, Turn};
use super::{Store, StoreError, values};
use crate::engine::Session;

pub struct SledStore {
    trees: Trees,
    durability: Durability,
    /// Dropped last: until then sled may still be writing.
    _lock: File,
}

impl SledStore {
    /// Opens or creates the store in `dir`.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let opened = opening::open(dir)?;
        let failed = |error: &dyn std::error::Error| StoreError::Failed {
            why: format!("cannot open the database in `{}`: {error}", dir.display()),
        };
        let trees = Trees::open(&opened.db).map_err(|error| failed(&error))?;
        let durability = Durability::of(opened.db, dir).map_err(|error| failed(&error))?;
        Ok(Self { trees, durability, _lock: opened.lock })
    }
}

impl Store for SledStore {
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError> {
        self.durability.check()?;
        if arrivals.is_empty() && cursor.is_none() {
            return Ok(Vec::new());
        }
        let rows = arrivals.iter().map(ArrivalRow::new).collect::<Result<Vec<_>, _>>()?;
        let cursor = match cursor {
            Some(Cursor { name, position }) => Some((cursor_key(&name), row("cursor", &position)?)),
            None => None,
        };
        self.durability.room(rows.iter().map(ArrivalRow::bytes).sum())?;
        let trees = &self.trees;
        let (first, new) = (&trees.inbox, &trees.seen, &trees.meta)
            .transaction(|(inbox, seen, meta)| {
                let mut new = Vec::with_capacity(rows.len());
                for (place, row) in rows.iter().enumerate() {
                    if seen.get(&row.id)?.is_none() {
                        seen.insert(&row.id, &row.at)?;
                        new.push(place);
                    }
                }
                let first = take_seqs(meta, LAST_INBOX, new.len())?;
                for (seq, &place) in (first..).zip(&new) {
                    inbox.insert(seq_key(seq), &rows[place].arrival)?;
                }
                if let Some((key, position)) = &cursor {
                    meta.insert(key, position)?;
                }
                Ok((first, new))
            })
            .map_err(|error| self.refused(error))?;
        // Also when nothing is new: what made it old may be on its way to the disk in another thread.
        self.durability.wait()?;
        let mut arrivals: Vec<_> = arrivals.into_iter().map(Some).collect();
        let entry = |(seq, place): (u64, usize)| Some(InboxEntry { seq, arrival: arrivals[place].take()? });
        Ok((first..).zip(new).filter_map(entry).collect())
    }

    fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError> {
        let value = self.get(&self.trees.meta, &cursor_key(name))?;
        value.map(|bytes| values::decode("cursor", &bytes)).transpose()
    }

    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        let value = self.get(&self.trees.sessions, conversation.as_str().as_bytes())?;
        value.map(|bytes| values::decode_session(&bytes)).transpose()
    }

    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>> {
        let mut results: Vec<_> = turns.into_iter().map(|turn| self.apply(turn)).collect();
        if results.iter().any(Result::is_ok)
            && let Err(error) = self.durability.wait()
        {
            for result in results.iter_mut().filter(|result| result.is_ok()) {
                *result = Err(error.clone());
            }
        }
        results
    }

    fn delivered(&self, outbox: &[u64]) -> Result<(), StoreError> {
        self.durability.check()?;
        if outbox.is_empty() {
            return Ok(());
        }
        let keys: Vec<_> = outbox.iter().map(|seq| seq_key(*seq)).collect();
        self.remove(&self.trees.outbox, &keys)
    }

    fn inbox(&self) -> Result<Vec<InboxEntry>, StoreError> {
        self.rows("inbox", &self.trees.inbox, |key, arrival| Some(InboxEntry { seq: seq_of(key)?, arrival }))
    }

    fn outbox(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        self.rows("outbox", &self.trees.outbox, |key, letter| Some(OutboxEntry::new(seq_of(key)?, letter)))
    }

    fn timers(&self) -> Result<Vec<Timer>, StoreError> {
        let mut timers = self.rows("timers", &self.trees.timers, |_, timer| Some(timer))?;
        Timer::sort_by_due(&mut timers);
        Ok(timers)
    }

    fn handoffs(&self) -> Result<Vec<Handoff>, StoreError> {
        self.rows("handoffs", &self.trees.handoffs, |_, handoff| Some(handoff))
    }

    fn sweep(&self, seen_before: jiff::Timestamp) -> Result<Swept, StoreError> {
        self.durability.check()?;
        let mut old = Vec::new();
        for row in &self.trees.seen {
            let (id, at) = self.sled(row)?;
            // One that cannot be read cannot be kept for the right time either.
            if values::decode::<i64>("time", &at).map_or(true, |at| at < seen_before.as_millisecond()) {
                old.push(id);
            }
        }
        self.remove(&self.trees.seen, &old)?;
        Ok(Swept { seen_ids: old.len() })
    }
}

impl SledStore {
    /// One turn as one transaction. Not durable yet.
    fn apply(&self, turn: Turn) -> Result<Vec<OutboxEntry>, StoreError> {
        self.durability.check()?;
        let (rows, letters) = TurnRows::new(turn)?;
        self.durability.room(rows.bytes())?;
        let trees = &self.trees;
        let first =
            (&trees.inbox, &trees.sessions, &trees.outbox, &trees.timers, &trees.handoffs, &trees.meta)
                .transaction(|(inbox, sessions, outbox, timers, handoffs, meta)| {
                    if inbox.remove(&rows.inbox)?.is_none() {
                        return abort(StoreError::AlreadyDone);
                    }
                    let found = values::revision(sessions.get(&rows.conversation)?.as_deref(), rows.expected);
                    if found != rows.expected {
                        return abort(StoreError::Conflict { expected: rows.expected, found });
                    }
                    sessions.insert(&rows.conversation, &rows.session)?;
                    for (key, timer) in &rows.timers {
                        match timer {
                            Some(timer) => timers.insert(key, timer)?,
                            None => timers.remove(key)?,
                        };
                    }
                    if let Some((key, handoff)) = &rows.handoff {
                        handoffs.insert(key, handoff)?;
                    }
                    let first = take_seqs(meta, LAST_OUTBOX, rows.outbox.len())?;
                    for (seq, letter) in (first..).zip(&rows.outbox) {
                        outbox.insert(seq_key(seq), letter)?;
                    }
                    Ok(first)
                })
                .map_err(|error| self.refused(error))?;
        Ok((first..).zip(letters).map(|(seq, letter)| OutboxEntry::new(seq, letter)).collect())
    }

    fn remove(&self, tree: &Tree, keys: &[IVec]) -> Result<(), StoreError> {
        /// A batch holds up everybody else: many small ones are better neighbours than a large one.
        const BATCH: usize = 100;
        for keys in keys.chunks(BATCH) {
            self.durability.room(keys.len() * ROW)?;
            let mut batch = Batch::default();
            keys.iter().for_each(|key| batch.remove(key));
            self.sled(tree.apply_batch(batch))?;
        }
        self.durability.wait()
    }

    fn get(&self, tree: &Tree, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        self.durability.check()?;
        self.sled(tree.get(key))
    }

    /// What `read` makes of each row, in the order of the keys.
    fn rows<V: DeserializeOwned, T>(
        &self,
        what: &'static str,
        tree: &Tree,
        read: impl Fn(&[u8], V) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.durability.check()?;
        let mut rows = Vec::new();
        for row in tree {
            let (key, value) = self.sled(row)?;
            let why = match values::decode(what, &value).map(|value| read(&key, value)) {
                Ok(Some(row)) => {
                    rows.push(row);
                    continue;
                }
                Ok(None) => "its key is not one of ours".to_owned(),
                Err(error) => error.to_string(),
            };
            tracing::error!(tree = what, key = %key.escape_ascii(), why, "a row was passed over");
        }
        Ok(rows)
    }

    /// What sled refuses leaves its memory and its log in doubt, so it is the end of this store.
    fn sled<T>(&self, result: ::sled::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| self.durability.fail(format!("sled: {error}")))
    }

    fn refused(&self, error: TransactionError<StoreError>) -> StoreError {
        match error {
            TransactionError::Abort(error) => error,
            TransactionError::Storage(error) => self.durability.fail(format!("sled: {error}")),
        }
    }
}

/// Gives out `count` numbers in a row, the first of which is returned.
fn take_seqs(
    meta: &TransactionalTree,
    counter: &str,
    count: usize,
) -> Result<u64, ConflictableTransactionError<StoreError>> {
    let last = meta.get(counter)?.map_or(Ok(0), |bytes| values::decode::<u64>("counter", &bytes));
    let last = last.map_err(ConflictableTransactionError::Abort)?;
    if count > 0 {
        let last = row("counter", &(last + count as u64)).map_err(ConflictableTransactionError::Abort)?;
        meta.insert(counter, last)?;
    }
    Ok(last + 1)
}
