//! The store on disk: sled 0.34 in one directory, used by one process.
//!
//! One writer at a time decides what changes, and changes it in memory (`layer.rs`), where everybody sees it at once. A round makes
//! what was changed durable, many turns at a time, by one write into a journal (`journal.rs`); a checkpoint brings many rounds to sled
//! (`rounds.rs`), which `durability.rs` syncs. `opening.rs` recovers what a crash left. Rounds, checkpoints and sled itself block, so
//! none of this belongs on an async thread, but for the commit of a conversation that was at work lately: it is all in memory.
//! sled never gives space back to the disk: what expired has to be swept, and a directory is made small by copying its rows into a
//! fresh one.
//!
//! # What the disk tells without the key file
//! How many learners there are and how much they wrote, under names that are keyed hashes; on which day each was last here; when
//! each request for a human was made and when each arrival came, with its number (Telegram's number of an update); which clocks run (their names come from the content); how far an
//! intake has read; how many tickets there ever were; how many different texts were kept for the editors on a day. Not who anybody is, what was said, or where a conversation stands. A row that was changed, or moved to another
//! place, does not open and is passed over; one that was put back to what it once was is not noticed.
//!
//! # What the disk tells after an erasure
//! sled's log keeps old rows until it uses their space again, and so does the journal. What is left of a learner who was forgotten was sealed under a key
//! that is gone; the key itself, sealed under the master key, may be left in the log in the same way. A copy into a fresh directory
//! (`helpbot export`, `helpbot import`) has neither.

mod changes;
mod copying;
mod durability;
mod erasure;
mod journal;
mod keyring;
mod layer;
mod opening;
mod reading;
mod rotation;
mod rounds;
mod salvage;
mod sweep;
#[cfg(test)]
mod tests;
mod trees;
mod turns;
mod unsealed;
mod verification;

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use ::sled::Db;

use self::changes::Changes;
use self::durability::Durability;
use self::journal::{Journal, Left};
use self::keyring::{Keyring, Master};
use self::layer::Layers;
use self::rounds::PutError;
use self::trees::{
    HALL, Kind, LAST_INBOX, LAST_OUTBOX, LAST_TICKET, MASTER, Trees, cursor_key, handoff_of, lines_of,
    seen_key, seq_key, seq_of,
};
use super::recent::Recent;
use super::records::{
    Arrival, ConversationId, Cursor, Forgotten, Handoff, InboxEntry, KeepSince, Kept, KeptLine, OutboxEntry,
    Swept, Timer, Turn,
};
use super::seal::{Key, Name, Names};
use super::values;
use super::{MasterKey, Store, StoreError};
use crate::desk::{Contact, Hall, Line, Mention};
use crate::engine::{Session, TicketNumber};

pub use self::copying::{Import, LeftOut};
pub use self::opening::{backup, create_private};
pub use self::rotation::{Rotated, rotate};
pub use self::unsealed::export_unsealed;
pub use self::verification::Verified;

pub struct SledStore {
    trees: Trees,
    writer: Mutex<Writer>,
    journal: Mutex<Journal>,
    /// Held by who brings rows to sled.
    checkpoint: Mutex<()>,
    durability: Durability,
    /// Dropped last: until then sled may still be writing.
    _lock: File,
}

/// Whoever writes holds it, so that what was read before a transaction still holds in it. Readers hold it too, so that a row and its
/// key belong together.
struct Writer {
    layers: Layers,
    keyring: Keyring,
    /// Of sessions that were committed lately.
    stamps: Recent<Name, Stamp>,
    /// The last numbers given out.
    last_inbox: u64,
    last_outbox: u64,
    last_ticket: u64,
}

/// What a commit has to know of the session before it.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    revision: u64,
    touched: i64,
}

/// Sessions that are remembered so far, at least.
const STAMPS: usize = 4_096;

impl SledStore {
    /// Opens or creates the store in `dir`, which is sealed under `key`.
    pub fn open(dir: &Path, key: &MasterKey) -> Result<Self, StoreError> {
        let opened = opening::open(dir)?;
        let failed = |error: &dyn std::error::Error| StoreError::Failed {
            why: format!("cannot open the database in `{}`: {error}", dir.display()),
        };
        let (master, names) = unlock(&opened.db, dir, key)?;
        let trees = Trees::open(&opened.db, master.generation).map_err(|error| failed(&error))?;
        let durability = Durability::of(opened.db, dir).map_err(|error| failed(&error))?;
        recover(dir, &trees, &durability)?;
        let last = |row: &str| match trees[Kind::Meta].get(row).map_err(|error| failed(&error))? {
            Some(bytes) => values::decode("counter", &bytes),
            None => Ok(0),
        };
        let writer = Writer {
            layers: Layers::default(),
            keyring: Keyring::new(key.clone(), names),
            stamps: Recent::new(STAMPS),
            last_inbox: last(LAST_INBOX)?,
            last_outbox: last(LAST_OUTBOX)?,
            last_ticket: last(LAST_TICKET)?,
        };
        // What a fresh directory is sealed under has to be there before anything else.
        durability.wait()?;
        opening::mark_begun(dir).map_err(|error| failed(&error))?;
        let journal = Journal::open(dir).map_err(|error| failed(&error))?;
        let store = Self {
            trees,
            writer: Mutex::new(writer),
            journal: Mutex::new(journal),
            checkpoint: Mutex::default(),
            durability,
            _lock: opened.lock,
        };
        store.count_tickets()?;
        if let Some(copy) = opened.damaged {
            let Verified { rows, faults, .. } = store.verify()?;
            tracing::error!(
                dir = %dir.display(), copy = %copy.display(), rows, faults,
                "this is what could be read of a damaged database; compare it with the last backup"
            );
        }
        Ok(store)
    }
}

/// Brings to sled what an earlier process had only in its journal.
fn recover(dir: &Path, trees: &Trees, durability: &Durability) -> Result<(), StoreError> {
    let unreadable = |error: std::io::Error| {
        opening::damaged(dir, format!("the journal, which holds what came last, cannot be read: {error}"))
    };
    let left = Journal::left(dir).map_err(unreadable)?;
    let mut rounds = 0;
    for rows in left.rounds() {
        let rows = rows.iter().map(|(kind, key, value)| (*kind, key, value.as_ref()));
        trees.put(rows, |bytes| durability.room(bytes)).map_err(|error| match error {
            PutError::Sled(error) => durability.fail(format!("sled: {error}")),
            PutError::NoRoom(error) => error,
        })?;
        rounds += 1;
    }
    if rounds > 0 {
        durability.wait()?;
        tracing::info!(dir = %dir.display(), rounds, "what the last process left in its journal was taken up");
    }
    Left::forget(left).map_err(unreadable)
}

/// Finds out whether the key fits; a directory without anything in it becomes one that it fits.
fn unlock(db: &Db, dir: &Path, key: &MasterKey) -> Result<(Master, Names), StoreError> {
    let failed = |error: ::sled::Error| StoreError::Failed { why: format!("sled: {error}") };
    let meta = db.open_tree(Kind::Meta.name()).map_err(failed)?;
    let (master, names) = match Master::read(&meta)? {
        Some(master) if master.key != key.id() => {
            return Err(StoreError::WrongKey { dir: dir.to_owned(), needed: master.key, found: key.id() });
        }
        Some(master) => {
            let names = master.names(key).ok_or_else(|| StoreError::Failed {
                why: format!("the row `{MASTER}` in `{}` does not open: it was changed", dir.display()),
            })?;
            (master, names)
        }
        None if opening::was_begun(dir) => {
            let why = "what its rows are sealed under is lost; a copy as it was may be beside it".to_owned();
            return Err(opening::damaged(dir, why));
        }
        None if holds_rows(db).map_err(failed)? => return Err(StoreError::Unsealed { dir: dir.to_owned() }),
        None => {
            let names = Names::new(Key::random());
            let master = Master::new(1, key, &names);
            meta.insert(MASTER, master.row()).map_err(failed)?;
            (master, names)
        }
    };
    // A change of the master key that a crash cut off leaves its unfinished work, or the work it had replaced.
    for tree in db.tree_names() {
        if trees::is_keys_tree(&tree) && tree != trees::keys_tree(master.generation) {
            db.drop_tree(tree).map_err(failed)?;
        }
    }
    Ok((master, names))
}

fn holds_rows(db: &Db) -> ::sled::Result<bool> {
    for tree in db.tree_names() {
        if !db.open_tree(tree)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl SledStore {
    /// An earlier version did not keep the last number.
    fn count_tickets(&self) -> Result<(), StoreError> {
        if self.writer()?.last_ticket > 0 {
            return Ok(());
        }
        let tickets = self.handoffs()?.into_iter().filter_map(|row| Some(row.ticket?.number.0));
        let Some(last) = tickets.max() else { return Ok(()) };
        let writer = &mut *self.writer()?;
        let mut changes = Changes::default();
        writer.counts(last, &mut changes);
        writer.change(changes);
        Ok(())
    }
}

impl Store for SledStore {
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError> {
        self.durability.check()?;
        if arrivals.is_empty() && cursor.is_none() {
            return Ok(Vec::new());
        }
        let encoded: Vec<_> =
            arrivals.iter().map(|arrival| values::encode("arrival", arrival)).collect::<Result<_, _>>()?;
        let mut accepted = Vec::with_capacity(arrivals.len());
        let writer = &mut *self.writer()?;
        let (mut changes, mut made, mut seen) = (Changes::default(), Vec::new(), HashSet::new());
        for (arrival, encoded) in arrivals.into_iter().zip(encoded) {
            let id = seen_key(&writer.keyring.names, &arrival);
            if !seen.insert(id.clone()) || self.has(writer, Kind::Seen, &id)? {
                continue;
            }
            let name = writer.keyring.name(&arrival.conversation);
            let learner = self.learner(writer, name, &mut changes, &mut made)?;
            writer.last_inbox += 1;
            let seq = writer.last_inbox;
            changes.seal(&learner, Kind::Inbox, seq_key(seq), encoded);
            changes.number(Kind::Seen, id, arrival.at.as_millisecond());
            accepted.push(InboxEntry { seq, arrival });
        }
        if !accepted.is_empty() {
            changes.number(Kind::Meta, LAST_INBOX.into(), writer.last_inbox);
        }
        if let Some(Cursor { name, position }) = cursor {
            changes.number(Kind::Meta, cursor_key(&name), position);
        }
        writer.change(changes);
        made.iter().for_each(|learner| writer.keyring.stored(learner));
        Ok(accepted)
    }

    fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError> {
        let writer = &*self.writer()?;
        let value = self.bytes(writer, Kind::Meta, &cursor_key(name))?;
        value.map(|bytes| values::decode("cursor", &bytes)).transpose()
    }

    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        let writer = &mut *self.writer()?;
        let name = writer.keyring.name(conversation);
        let Some(plain) = self.opened(writer, "session", Kind::Sessions, &name.0)? else { return Ok(None) };
        let Kept { session, touched, .. } = values::decode_session(&plain)?;
        writer.stamps.put(name, Stamp { revision: session.revision, touched });
        Ok(Some(session))
    }

    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>> {
        turns.into_iter().map(|turn| self.apply(turn)).collect()
    }

    fn delivered(&self, outbox: &[u64]) -> Result<(), StoreError> {
        let mut changes = Changes::default();
        outbox.iter().for_each(|seq| changes.remove(Kind::Outbox, seq_key(*seq)));
        self.writer()?.change(changes);
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.durability.check()?;
        self.round()
    }

    fn is_synced(&self) -> bool {
        self.writer().is_ok_and(|writer| writer.layers.is_written())
    }

    fn tidy(&self) -> Result<(), StoreError> {
        if self.is_full() { self.checkpoint() } else { Ok(()) }
    }

    fn inbox(&self) -> Result<Vec<InboxEntry>, StoreError> {
        self.rows("arrival", Kind::Inbox, |key, arrival| Some(InboxEntry { seq: seq_of(key)?, arrival }))
    }

    fn outbox(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        self.rows("message", Kind::Outbox, |key, letter| Some(OutboxEntry::new(seq_of(key)?, letter)))
    }

    fn timers(&self) -> Result<Vec<Timer>, StoreError> {
        let mut timers = self.rows("timer", Kind::Timers, |_, timer| Some(timer))?;
        Timer::sort_by_due(&mut timers);
        Ok(timers)
    }

    fn handoffs(&self) -> Result<Vec<Handoff>, StoreError> {
        let read = |key: &[u8], handoff: Handoff| Some((handoff_of(key)?, handoff));
        let mut handoffs = self.rows("handoff", Kind::Handoffs, read)?;
        handoffs.sort_by_key(|(time, _)| *time);
        Ok(handoffs.into_iter().map(|(_, handoff)| handoff).collect())
    }

    fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        drop(self.settled()?);
        let mut contacts = Vec::new();
        for row in &self.trees[Kind::Sessions] {
            let (key, value) = self.sled(row)?;
            // Whoever commits meanwhile waits for one row. What cannot be read was told of when it was needed.
            match self.looked_into::<Kept>(&mut *self.writer()?, Kind::Sessions, &key, &value) {
                Ok(kept) => contacts.extend(kept.contact()),
                Err(StoreError::Failed { why }) => return Err(StoreError::Failed { why }),
                Err(_) => {}
            }
        }
        Ok(contacts)
    }

    fn last_ticket(&self) -> Result<TicketNumber, StoreError> {
        Ok(TicketNumber(self.writer()?.last_ticket))
    }

    fn handoffs_of(&self, conversation: &ConversationId) -> Result<Vec<Handoff>, StoreError> {
        let writer = &mut *self.settled()?;
        let name = writer.keyring.name(conversation);
        let mut handoffs = Vec::new();
        for row in self.trees[Kind::Handoffs].scan_prefix(name.0) {
            let (key, value) = self.sled(row)?;
            handoffs.push(self.looked_into(writer, Kind::Handoffs, &key, &value)?);
        }
        Ok(handoffs)
    }

    fn lines(&self, conversation: &ConversationId, ticket: TicketNumber) -> Result<Vec<Line>, StoreError> {
        let writer = &mut *self.settled()?;
        let name = writer.keyring.name(conversation);
        let mut lines = Vec::new();
        for row in self.trees[Kind::Lines].scan_prefix(lines_of(name, ticket)) {
            let (key, value) = self.sled(row)?;
            let plain = self.unsealed(writer, "line", Kind::Lines, &key, &value)?;
            lines.push(values::decode::<KeptLine>("line", &plain)?.line);
        }
        Ok(lines)
    }

    fn hall(&self) -> Result<Option<Hall>, StoreError> {
        let writer = &mut *self.writer()?;
        let plain = self.opened(writer, "hall", Kind::Meta, HALL.as_bytes())?;
        plain.map(|plain| values::decode("hall", &plain)).transpose()
    }

    fn review(&self) -> Result<Vec<Mention>, StoreError> {
        let mut review = self.rows("mention", Kind::Review, |_, mention: Mention| Some(mention))?;
        review.sort_by(|a, b| (a.day, &a.heard).cmp(&(b.day, &b.heard)));
        Ok(review)
    }

    fn forget(&self, conversation: &ConversationId) -> Result<Forgotten, StoreError> {
        self.erase(conversation)
    }

    fn sweep(&self, since: &KeepSince) -> Result<Swept, StoreError> {
        self.sweep_in_batches(since)
    }
}

impl SledStore {
    fn writer(&self) -> Result<MutexGuard<'_, Writer>, StoreError> {
        self.durability.check()?;
        self.writer.lock().map_err(|_| self.durability.fail("a writer panicked".to_owned()))
    }

    /// What sled refuses leaves its memory and its log in doubt, so it is the end of this store.
    fn sled<T>(&self, result: ::sled::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| self.durability.fail(format!("sled: {error}")))
    }
}

impl Writer {
    /// A ticket has that number, and no other will.
    fn counts(&mut self, ticket: u64, changes: &mut Changes) {
        if ticket > self.last_ticket {
            self.last_ticket = ticket;
            changes.number(Kind::Meta, LAST_TICKET.into(), ticket);
        }
    }

    /// All of it at once. Everybody sees it; it is durable with the next round.
    fn change(&mut self, changes: Changes) {
        self.layers.change(changes);
    }
}

impl SledStore {
    /// A key for one purpose of whoever serves from this directory. It stays the same when the master key changes, and in a copy of
    /// the directory or of its sealed rows; a fresh directory has another.
    pub fn key_for(&self, purpose: &str) -> Result<[u8; 32], StoreError> {
        Ok(self.writer()?.keyring.names.key_for(purpose))
    }

    /// An orderly end leaves an empty journal, so that the next start has nothing to take up. Happens when it is dropped, too.
    pub fn close(&self) -> Result<(), StoreError> {
        drop(self.settled()?);
        if self.journal().is_clear() {
            return Ok(());
        }
        loop {
            self.checkpoint()?;
            let mut journal = self.journal();
            // A round that came in between is not in sled.
            if journal.len() == 0 {
                let failed = |error| self.durability.fail(format!("the journal cannot be emptied: {error}"));
                return journal.clear().map_err(failed);
            }
        }
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(%error, "the store did not end in order; what is in its journal is taken up at the next start");
        }
    }
}
