//! Rows as whoever reads them wants them: opened, wherever they are.

use ::sled::IVec;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::changes::{Changes, Value};
use super::keyring;
use super::layer::Found;
use super::trees::Kind;
use super::turns::renewed;
use super::{SledStore, Writer};
use crate::store::StoreError;
use crate::store::seal::Name;
use crate::store::values::{self, Learner};

impl SledStore {
    /// As it was encoded; `None` when there is none, or none that opens.
    pub(super) fn stored_session(
        &self,
        writer: &mut Writer,
        name: Name,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match self.opened(writer, "session", Kind::Sessions, &name.0) {
            Err(StoreError::Unreadable { .. }) => Ok(None),
            opened => opened,
        }
    }

    /// What the row of a learner holds, wherever it is.
    pub(super) fn opened(
        &self,
        writer: &mut Writer,
        what: &'static str,
        kind: Kind,
        key: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let found = self.row(writer, kind, key)?;
        self.opened_as(writer, what, kind, key, found)
    }

    pub(super) fn opened_as(
        &self,
        writer: &mut Writer,
        what: &'static str,
        kind: Kind,
        key: &[u8],
        found: Found,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match found {
            Found::New(Value::Open { encoded, .. }) => Ok(Some(Zeroizing::new(encoded.to_vec()))),
            Found::New(Value::Plain(bytes)) | Found::Sealed(bytes) => {
                self.unsealed(writer, what, kind, key, &bytes).map(Some)
            }
            Found::Removed | Found::Nothing => Ok(None),
        }
    }

    /// A row that is not sealed, wherever it is.
    pub(super) fn bytes(&self, writer: &Writer, kind: Kind, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        Ok(match self.row(writer, kind, key)? {
            Found::New(Value::Plain(bytes)) | Found::Sealed(bytes) => Some(bytes),
            Found::New(Value::Open { .. }) | Found::Removed | Found::Nothing => None,
        })
    }

    /// With their key; a learner who is new gets one, which goes into the changes.
    pub(super) fn learner(
        &self,
        writer: &mut Writer,
        name: Name,
        changes: &mut Changes,
        made: &mut Vec<Learner>,
    ) -> Result<Learner, StoreError> {
        let made_before = made.iter().find(|learner| learner.name == name).cloned();
        if let Some(learner) = made_before {
            return Ok(learner);
        }
        match self.known(writer, name)? {
            Some(learner) => Ok(learner),
            None => Ok(renewed(writer, name, changes, made)),
        }
    }

    /// `None`: there is no key for them, or none that opens.
    pub(super) fn known(&self, writer: &mut Writer, name: Name) -> Result<Option<Learner>, StoreError> {
        if name == keyring::DESK {
            return Ok(Some(writer.keyring.desk()));
        }
        if let Some(learner) = writer.keyring.recent(name) {
            return Ok(Some(learner));
        }
        let Some(wrapped) = self.bytes(writer, Kind::Keys, &name.0)? else { return Ok(None) };
        Ok(writer.keyring.unwrap(name, &wrapped))
    }

    /// What a sealed row holds.
    pub(super) fn unsealed(
        &self,
        writer: &mut Writer,
        what: &'static str,
        kind: Kind,
        key: &[u8],
        bytes: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let unreadable = |why: &str| StoreError::Unreadable { what, why: why.to_owned() };
        let name = values::owner(bytes).ok_or_else(|| unreadable("it is not sealed"))?;
        let learner = self.known(writer, name)?.ok_or_else(|| unreadable("there is no key for it"))?;
        values::unseal(what, &learner.key, kind.at(key), bytes)
    }

    /// What `read` makes of each row, in the order of the keys.
    pub(super) fn rows<V: DeserializeOwned, T>(
        &self,
        what: &'static str,
        kind: Kind,
        read: impl Fn(&[u8], V) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let writer = &mut *self.settled()?;
        let mut rows = Vec::new();
        for row in &self.trees[kind] {
            let (key, value) = self.sled(row)?;
            let plain = self.unsealed(writer, what, kind, &key, &value);
            let why =
                match plain.and_then(|plain| values::decode(what, &plain)).map(|value| read(&key, value)) {
                    Ok(Some(row)) => {
                        rows.push(row);
                        continue;
                    }
                    Ok(None) => "its key is not one of ours".to_owned(),
                    Err(StoreError::Failed { why }) => return Err(StoreError::Failed { why }),
                    Err(error) => error.to_string(),
                };
            tracing::error!(tree = kind.name(), key = %key.escape_ascii(), why, "a row was passed over");
        }
        Ok(rows)
    }
}
