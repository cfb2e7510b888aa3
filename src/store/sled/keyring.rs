//! The learners' keys: sealed under the master key in the tree `keys`, opened as they are needed, some of them kept open.
//!
//! The row `master` of the tree `meta` says which master key that is and which generation of the tree `keys` counts. It also holds
//! the directory's secret for [`Names`], sealed under the master key: that it opens is the proof that the key fits.

use ::sled::{IVec, Tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::trees::{Kind, MASTER};
use crate::store::recent::Recent;
use crate::store::records::ConversationId;
use crate::store::seal::{Key, Name, Names};
use crate::store::values::{self, Learner};
use crate::store::{KeyId, MasterKey, StoreError};

/// The row [`MASTER`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Master {
    pub generation: u32,
    pub key: KeyId,
    names: String,
}

impl Master {
    pub fn new(generation: u32, master: &MasterKey, names: &Names) -> Self {
        let sealed = master.key.seal(Kind::Meta.at(MASTER.as_bytes()), &[], names.secret().bytes());
        Self { generation, key: master.id(), names: STANDARD.encode(sealed) }
    }

    pub fn read(meta: &Tree) -> Result<Option<Self>, StoreError> {
        let row = meta.get(MASTER).map_err(|error| StoreError::Failed { why: format!("sled: {error}") })?;
        row.map(|bytes| values::decode("master row", &bytes)).transpose()
    }

    pub fn row(&self) -> IVec {
        IVec::from(values::encode("master row", self).expect("it is short"))
    }

    /// `None`: the row was changed since it was written.
    pub fn names(&self, master: &MasterKey) -> Option<Names> {
        let sealed = STANDARD.decode(&self.names).ok()?;
        let secret = master.key.open(Kind::Meta.at(MASTER.as_bytes()), 0, &sealed)?;
        Key::from_bytes(&secret).map(Names::new)
    }
}

/// A learner's key as it is stored.
pub fn wrapped(master: &MasterKey, learner: &Learner) -> Vec<u8> {
    master.key.seal(Kind::Keys.at(&learner.name.0), &[], learner.key.bytes())
}

/// `None`: it was changed since it was written.
pub fn unwrapped(master: &MasterKey, name: Name, wrapped: &[u8]) -> Option<Learner> {
    let key = Key::from_bytes(&master.key.open(Kind::Keys.at(&name.0), 0, wrapped)?)?;
    Some(Learner { name, key })
}

/// The name that no hash gives: whose what belongs to the desk as a whole is.
pub const DESK: Name = Name([0; Name::BYTES]);

pub struct Keyring {
    pub master: MasterKey,
    pub names: Names,
    recent: Recent<Name, Key>,
}

impl Keyring {
    pub fn new(master: MasterKey, names: Names) -> Self {
        Self { master, names, recent: Recent::new(RECENT) }
    }

    pub fn name(&self, conversation: &ConversationId) -> Name {
        self.names.conversation(conversation.as_str())
    }

    /// What is nobody's in particular, and for nobody's eyes: a key that the directory's secret is taken for.
    pub fn desk(&self) -> Learner {
        Learner { name: DESK, key: self.names.secret().clone() }
    }

    pub fn recent(&mut self, name: Name) -> Option<Learner> {
        self.recent.get(&name).map(|key| Learner { name, key: key.clone() })
    }

    /// A key as it is stored. `None`: it does not open.
    pub fn unwrap(&mut self, name: Name, wrapped: &[u8]) -> Option<Learner> {
        let learner = unwrapped(&self.master, name, wrapped);
        match &learner {
            Some(learner) => self.stored(learner),
            None => tracing::error!(learner = %name, "a learner's key does not open"),
        }
        learner
    }

    /// A learner whose key was stored just now.
    pub fn stored(&mut self, learner: &Learner) {
        self.recent.put(learner.name, learner.key.clone());
    }

    /// Their key is gone.
    pub fn forget(&mut self, name: Name) {
        self.recent.forget(&name);
    }
}

pub fn fresh(name: Name) -> Learner {
    Learner { name, key: Key::random() }
}

/// Keys that are kept open, at least.
const RECENT: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: usize) -> Name {
        Name((n as u128).to_be_bytes())
    }

    #[test]
    fn a_key_opens_for_its_own_learner_only() {
        let master = MasterKey::random();
        let learner = fresh(name(1));
        let row = wrapped(&master, &learner);
        let key = |opened: Option<Learner>| opened.map(|learner| learner.key.bytes().to_vec());
        assert_eq!(key(unwrapped(&master, name(1), &row)), Some(learner.key.bytes().to_vec()));
        assert_eq!(key(unwrapped(&master, name(2), &row)), None);
        assert_eq!(key(unwrapped(&MasterKey::random(), name(1), &row)), None);
    }
}
