//! What has to survive: sessions, inbox, outbox, timers, requests for a human.
//!
//! [`Store`] is the contract; [`MemoryStore`] and [`SledStore`] keep it, and one test suite (`contract.rs`) runs over both.
//! What is kept on disk is sealed (`seal.rs`) under a key per learner, and those under the operator's [`MasterKey`].
//! What a call changes everybody sees at once; durable it is with the next [`Store::sync`], which the runtime makes for many turns
//! together. Calls may block on the disk, so that the runtime makes them off the async threads, but for the commit of a
//! conversation whose session was read or committed a moment ago.

mod archive;
#[cfg(test)]
mod contract;
mod master_key;
mod memory;
mod recent;
mod records;
mod seal;
mod sled;
mod values;

use std::path::PathBuf;

pub use archive::{PlainRow, Row};
pub use master_key::{KeyFileError, KeyId, MasterKey};
pub use memory::MemoryStore;
pub use recent::Recent;
pub use records::{
    Arrival, ConversationId, Cursor, Forgotten, Handoff, HandoffUpdate, InboxEntry, KeepSince, Letter,
    OutboxEntry, Outgoing, Swept, Timer, Turn,
};
pub use sled::{
    Import, LeftOut, Rotated, SledStore, Verified, backup, create_private, export_unsealed, rotate,
};

use crate::desk::{Contact, Hall, Line, Mention};
use crate::engine::{Session, TicketNumber};

/// What a method changes is seen by every call after it, and durable when a [`Store::sync`] that began after it has returned `Ok`.
/// What was changed first is durable first, and a turn is so as a whole or not at all.
///
/// A list (inbox, outbox, timers, requests for a human) goes on past a row that cannot be read: the row is logged and left where
/// it is, so that one of them does not keep all others from being worked on.
pub trait Store: Send + Sync + 'static {
    /// Puts arrivals into the inbox and moves the cursor, in one transaction.
    ///
    /// An arrival whose id was seen before is dropped. Returns the entries that were new, in order.
    /// One that is too large refuses them all: the gate has to shorten it before.
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError>;

    /// Where an intake has got to.
    fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError>;

    /// One that cannot be read is an error here, and no session to [`Store::commit`]: a turn that expects 0 replaces it.
    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError>;

    /// Commits each turn as a whole: inbox entry done, session, outbox, timers, request for a human.
    ///
    /// Turns are applied, and their results stand, in the order given. A turn that is refused ([`StoreError::Conflict`],
    /// [`StoreError::AlreadyDone`], [`StoreError::TooLarge`]) changes nothing; the others are not touched by that.
    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>>;

    /// Takes delivered (or given up) messages out of the outbox. One that is gone already is fine.
    fn delivered(&self, outbox: &[u64]) -> Result<(), StoreError>;

    /// Accepted but not yet processed, oldest first.
    fn inbox(&self) -> Result<Vec<InboxEntry>, StoreError>;

    /// Committed but not yet delivered, oldest first.
    fn outbox(&self) -> Result<Vec<OutboxEntry>, StoreError>;

    /// In the order in which they are due.
    fn timers(&self) -> Result<Vec<Timer>, StoreError>;

    /// What was said and done about a ticket, in its order.
    fn lines(&self, conversation: &ConversationId, ticket: TicketNumber) -> Result<Vec<Line>, StoreError>;

    /// What belongs to the desk as a whole. `None`: nothing was ever set.
    fn hall(&self) -> Result<Option<Hall>, StoreError>;

    /// What is kept for the editors, oldest day first. Nobody's in particular: a learner who is forgotten is not found in it.
    fn review(&self) -> Result<Vec<Mention>, StoreError>;

    /// How conversations went, as far as their sessions tell. Takes its time, and holds nobody up.
    fn contacts(&self) -> Result<Vec<Contact>, StoreError>;

    /// Those of one conversation, oldest first.
    fn handoffs_of(&self, conversation: &ConversationId) -> Result<Vec<Handoff>, StoreError>;

    /// Oldest first.
    fn handoffs(&self) -> Result<Vec<Handoff>, StoreError>;

    /// The greatest number that a ticket ever had, also one that is kept no longer; 0 when there was none.
    fn last_ticket(&self) -> Result<TicketNumber, StoreError>;

    /// Erases everything of a conversation in one transaction, but for the ids of its arrivals: session, timers, requests for a
    /// human, what waits in inbox and outbox, and the key under which all of it was sealed.
    ///
    /// A turn with [`Turn::erase`] does the same and says goodbye; without a session of its own it leaves nothing else but what came
    /// after it and waits in the inbox, sealed under the new key, since that has to be answered.
    fn forget(&self, conversation: &ConversationId) -> Result<Forgotten, StoreError>;

    /// Forgets what is older than that, a little at a time. Tickets that are not over stay. Conversations that have something waiting in inbox or outbox are
    /// left for another day.
    fn sweep(&self, since: &KeepSince) -> Result<Swept, StoreError>;

    /// Makes durable what was changed before.
    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Whether a [`Store::sync`] would have nothing to do.
    fn is_synced(&self) -> bool {
        true
    }

    /// Does what a store puts off until somebody has time: to be called now and then, beside everything else.
    fn tidy(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Each variant says what the caller does next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Load the session again and take the step anew.
    #[error("the session is at revision {found}, expected {expected}")]
    Conflict { expected: u64, found: u64 },
    /// Drop the turn: its inbox entry is gone, so an earlier turn for it was committed.
    #[error("the inbox entry has been processed already")]
    AlreadyDone,
    /// Answer with something shorter: nothing of it was stored, and trying again will not help.
    #[error("a {what} of {bytes} bytes is too large to be stored, at most {most} fit")]
    TooLarge { what: &'static str, bytes: usize, most: usize },
    /// Begin anew for that conversation: what is stored cannot be read by this version.
    #[error("a stored {what} cannot be read: {why}")]
    Unreadable { what: &'static str, why: String },
    /// Tell the operator: another process holds the data directory.
    #[error("the data directory `{}` is in use by another process", .dir.display())]
    InUse { dir: PathBuf },
    /// Tell the operator: the data is sealed under another key than the one given.
    #[error("the key file does not fit the data directory `{}`: it holds key {found}, the data is sealed under key {needed}", .dir.display())]
    WrongKey { dir: PathBuf, needed: KeyId, found: KeyId },
    /// Tell the operator: the data has to be copied into a fresh directory, which seals it.
    #[error("the data in `{}` is not sealed: an earlier version wrote it", .dir.display())]
    Unsealed { dir: PathBuf },
    /// Tell the operator: a backup has to take its place.
    #[error("the database in `{}` is damaged: {why}", .dir.display())]
    Damaged { dir: PathBuf, why: String },
    /// Stop: nothing is safe any more. A store that failed once refuses everything.
    #[error("the store failed: {why}")]
    Failed { why: String },
}
