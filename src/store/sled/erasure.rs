//! Forgetting a learner: their rows go, and with their key what is left of those rows in sled's log and in older copies that the
//! key is not in.

use ::sled::IVec;
use zeroize::Zeroizing;

use super::changes::{Changes, Value};
use super::layer::Found;
use super::trees::{Kind, name_key, seq_of, touched_key};
use super::{SledStore, Writer};
use crate::store::records::{ConversationId, Forgotten};
use crate::store::seal::Name;
use crate::store::{StoreError, values};

/// A key, and what was encoded before it was sealed.
type EncodedRow = (IVec, Zeroizing<Vec<u8>>);

impl SledStore {
    pub(super) fn erase(&self, conversation: &ConversationId) -> Result<Forgotten, StoreError> {
        let writer = &mut *self.writer()?;
        let name = writer.keyring.name(conversation);
        let mut changes = Changes::default();
        let forgotten = self.erasing(writer, name, &mut changes)?;
        writer.change(changes);
        writer.keyring.forget(name);
        writer.stamps.forget(&name);
        Ok(forgotten)
    }

    /// What a learner has in the inbox beside one entry, as it was encoded: it came after they asked for everything to be erased, and
    /// still has to be answered.
    pub(super) fn waiting_of(
        &self,
        writer: &mut Writer,
        name: Name,
        but: u64,
    ) -> Result<Vec<EncodedRow>, StoreError> {
        let mut waiting = Vec::new();
        for (key, row) in self.rows_with(writer, Kind::Inbox, &[])? {
            if owner(&row) != Some(name) || seq_of(&key) == Some(but) {
                continue;
            }
            match self.opened_as(writer, "arrival", Kind::Inbox, &key, row) {
                Ok(arrival) => waiting.extend(arrival.map(|arrival| (key, arrival))),
                Err(StoreError::Unreadable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(waiting)
    }

    /// Everything of theirs but the ids of their arrivals, which are ids of messages and not of people.
    pub(super) fn erasing(
        &self,
        writer: &mut Writer,
        name: Name,
        changes: &mut Changes,
    ) -> Result<Forgotten, StoreError> {
        let mut forgotten = Forgotten::default();
        if self.has(writer, Kind::Sessions, &name.0)? {
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
            for key in self.rows_with(writer, kind, &name.0)?.into_keys() {
                changes.remove(kind, key);
                *count += 1;
            }
        }
        for (kind, count) in [(Kind::Inbox, &mut forgotten.inbox), (Kind::Outbox, &mut forgotten.outbox)] {
            for (key, row) in self.rows_with(writer, kind, &[])? {
                if owner(&row) == Some(name) {
                    changes.remove(kind, key);
                    *count += 1;
                }
            }
        }
        for key in self.rows_with(writer, Kind::Lines, &name.0)?.into_keys() {
            changes.remove(Kind::Lines, key);
        }
        changes.remove(Kind::Keys, name_key(name));
        Ok(forgotten)
    }
}

/// Whose a row is.
fn owner(row: &Found) -> Option<Name> {
    match row {
        Found::New(Value::Open { learner, .. }) => Some(learner.name),
        Found::New(Value::Plain(bytes)) | Found::Sealed(bytes) => values::owner(bytes),
        Found::Removed | Found::Nothing => None,
    }
}
