//! Forgetting a learner: their rows go, and with their key what is left of those rows in sled's log and in older copies that the
//! key is not in.

use ::sled::IVec;
use zeroize::Zeroizing;

use super::changes::Changes;
use super::trees::{Kind, name_key, seq_of, touched_key};
use super::{SledStore, Writer};
use crate::store::records::{ConversationId, Forgotten};
use crate::store::seal::Name;
use crate::store::{StoreError, values};

impl SledStore {
    pub(super) fn erase(&self, conversation: &ConversationId) -> Result<Forgotten, StoreError> {
        let writer = &mut *self.settled()?;
        let name = writer.keyring.name(conversation);
        let mut changes = Changes::default();
        let forgotten = self.erasing(writer, name, &mut changes)?;
        writer.change(changes);
        writer.keyring.forget(name);
        writer.stamps.forget(&name);
        Ok(forgotten)
    }

    /// What a learner has in the inbox beside one entry, as it was encoded: it came after they asked for everything to be erased, and
    /// still has to be answered. All rows have to be in sled.
    pub(super) fn waiting_of(
        &self,
        writer: &mut Writer,
        name: Name,
        but: u64,
    ) -> Result<Vec<(IVec, Zeroizing<Vec<u8>>)>, StoreError> {
        let mut waiting = Vec::new();
        for row in &self.trees[Kind::Inbox] {
            let (key, value) = self.sled(row)?;
            if values::owner(&value) != Some(name) || seq_of(&key) == Some(but) {
                continue;
            }
            match self.unsealed(writer, "arrival", Kind::Inbox, &key, &value) {
                Ok(arrival) => waiting.push((key, arrival)),
                Err(StoreError::Unreadable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(waiting)
    }

    /// Everything of theirs but the ids of their arrivals, which are ids of messages and not of people. All rows have to be in sled.
    pub(super) fn erasing(
        &self,
        writer: &mut Writer,
        name: Name,
        changes: &mut Changes,
    ) -> Result<Forgotten, StoreError> {
        let mut forgotten = Forgotten::default();
        if self.sled(self.trees[Kind::Sessions].contains_key(name.0))? {
            forgotten.sessions = 1;
            let touched = self.stored_session(writer, name)?.and_then(|session| values::touched(&session));
            changes.remove(Kind::Sessions, name_key(name));
            if let Some(day) = touched {
                changes.remove(Kind::Touched, touched_key(day, name));
            }
        }
        for (kind, count) in
            [(Kind::Timers, &mut forgotten.timers), (Kind::Handoffs, &mut forgotten.handoffs)]
        {
            for row in self.trees[kind].scan_prefix(name.0) {
                changes.remove(kind, self.sled(row)?.0);
                *count += 1;
            }
        }
        for (kind, count) in [(Kind::Inbox, &mut forgotten.inbox), (Kind::Outbox, &mut forgotten.outbox)] {
            for row in &self.trees[kind] {
                let (key, value) = self.sled(row)?;
                if values::owner(&value) == Some(name) {
                    changes.remove(kind, key);
                    *count += 1;
                }
            }
        }
        for row in self.trees[Kind::Lines].scan_prefix(name.0) {
            changes.remove(Kind::Lines, self.sled(row)?.0);
        }
        changes.remove(Kind::Keys, name_key(name));
        Ok(forgotten)
    }
}
