//! What has to survive: sessions, inbox, outbox, timers, requests for a human.
//!
//! [`Store`] is the contract; [`MemoryStore`] and [`SledStore`] keep it, and one test suite (`contract.rs`) runs over both.
//! Calls block: the runtime makes them off the async threads, and gathers many turns into one [`Store::commit`].

#[cfg(test)]
mod contract;
mod memory;
mod records;
mod sled;

use std::path::PathBuf;

pub use memory::MemoryStore;
pub use records::{Arrival, ConversationId, Cursor, Handoff, InboxEntry, OutboxEntry, Swept, Timer, Turn};
pub use sled::SledStore;

use crate::engine::Session;

/// Every method that changes something has made it durable when it returns `Ok`.
pub trait Store: Send + Sync + 'static {
    /// Puts arrivals into the inbox and moves the cursor, in one transaction.
    ///
    /// An arrival whose id was seen before is dropped. Returns the entries that were new, in order.
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError>;

    /// Where an intake has got to.
    fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError>;

    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError>;

    /// Commits each turn as one transaction: inbox entry done, session, outbox, timers, request for a human.
    ///
    /// Results stand in the order of the turns. A turn that expected another revision fails with [`StoreError::Conflict`] and
    /// changes nothing; the others are not touched by that.
    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>>;

    /// Takes delivered (or given up) messages out of the outbox.
    fn delivered(&self, outbox: &[u64]) -> Result<(), StoreError>;

    /// Accepted but not yet processed, oldest first.
    fn inbox(&self) -> Result<Vec<InboxEntry>, StoreError>;

    /// Committed but not yet delivered, oldest first.
    fn outbox(&self) -> Result<Vec<OutboxEntry>, StoreError>;

    /// In the order in which they are due.
    fn timers(&self) -> Result<Vec<Timer>, StoreError>;

    /// Oldest first.
    fn handoffs(&self) -> Result<Vec<Handoff>, StoreError>;

    /// Forgets arrival ids seen before `seen_before`.
    fn sweep(&self, seen_before: jiff::Timestamp) -> Result<Swept, StoreError>;
}

/// Each variant says what the caller does next.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Load the session again and take the step anew.
    #[error("the session is at revision {found}, expected {expected}")]
    Conflict { expected: u64, found: u64 },
    /// Drop it: the inbox entry was processed before.
    #[error("the inbox entry was processed before")]
    AlreadyDone,
    /// Begin anew for that conversation: what is stored cannot be read by this version.
    #[error("a stored {what} cannot be read: {why}")]
    Unreadable { what: &'static str, why: String },
    /// Tell the operator: another process holds the data directory.
    #[error("the data directory `{}` is in use by another process", .dir.display())]
    InUse { dir: PathBuf },
    /// Stop: nothing is safe any more.
    #[error("the store failed: {why}")]
    Failed { why: String },
}
