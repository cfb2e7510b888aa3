//! Finds the inbox entry that takes the process down with it, so that it does not do so at every start.
//!
//! A panic is caught where it happens; this is about what cannot be caught (the stack overflows, memory runs out). An entry that
//! an earlier start did not get done either is tried alone, before anything else is, and after a durable note of that. Who is
//! found under trial for the last time is guilty: the entry is not looked at any more, only answered with an apology.
//!
//! The notes are cursors of the store: one for the newest entry of the last start, one for each try. An entry that is innocent
//! and whose process is killed from outside is only taken for guilty when that happens in the moment of each of its trials.

use std::sync::Arc;

use super::committer::Committer;
use crate::store::{Cursor, InboxEntry, Store, StoreError};

pub(super) struct Trial {
    store: Arc<dyn Store>,
    committer: Arc<Committer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Not known yet: it is to be processed now, and nothing else meanwhile.
    Tried,
    Guilty,
}

/// The newest inbox entry that was there at the last start.
const START: &str = "start";
/// The entry that was tried for the first time, for the second and so on. With the start that left it, it has taken down five. With fewer
/// tries, a process that somebody kills within moments of its start, again and again, costs a learner their words.
const TRIES: [&str; 4] = ["trial-1", "trial-2", "trial-3", "trial-4"];

impl Trial {
    pub fn new(store: Arc<dyn Store>, committer: Arc<Committer>) -> Self {
        Self { store, committer }
    }

    /// Splits what was left in the inbox into those that an earlier start did not get done, and the others.
    pub async fn suspects(
        &self,
        inbox: Vec<InboxEntry>,
    ) -> Result<(Vec<InboxEntry>, Vec<InboxEntry>), StoreError> {
        let Some(newest) = inbox.last().map(|entry| entry.seq) else { return Ok((inbox, Vec::new())) };
        let before = self.noted(START).await?;
        if before < Some(newest) {
            self.note(START, newest).await?;
        }
        Ok(inbox.into_iter().partition(|entry| Some(entry.seq) <= before))
    }

    /// Makes a note that the entry is tried now.
    pub async fn begin(&self, entry: &InboxEntry) -> Result<Verdict, StoreError> {
        for name in TRIES {
            if self.noted(name).await? != Some(entry.seq) {
                self.note(name, entry.seq).await?;
                return Ok(Verdict::Tried);
            }
        }
        Ok(Verdict::Guilty)
    }

    async fn noted(&self, name: &'static str) -> Result<Option<u64>, StoreError> {
        let store = Arc::clone(&self.store);
        let position = super::blocking(move || store.cursor(name)).await?;
        Ok(position.and_then(|position| position.try_into().ok()))
    }

    async fn note(&self, name: &'static str, seq: u64) -> Result<(), StoreError> {
        let position = seq.try_into().unwrap_or(i64::MAX);
        let cursor = Cursor { name: name.to_owned(), position };
        self.committer.accept(Vec::new(), Some(cursor)).await?.durable.wait().await
    }
}
