//! Changing the master key: the learners' keys are sealed anew, what they seal stays as it is.
//!
//! The keys are written into the next generation of their tree, and one row then says that it counts. A crash before that leaves a
//! directory under the old key, a crash after it one under the new key; whichever is needed is what opening says. What is left
//! of the other generation goes at the next opening.

use std::path::Path;

use ::sled::Batch;

use super::durability::{Durability, cost_of};
use super::keyring::{Master, unwrapped, wrapped};
use super::trees::{Kind, MASTER, Trees, keys_tree};
use super::{opening, recover, unlock};
use crate::store::seal::Name;
use crate::store::{MasterKey, StoreError};

/// What a change of the master key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotated {
    /// So many learners' keys were sealed anew.
    Learners(usize),
    /// They were under the new key before.
    Already,
}

/// Keys that are written at once.
const BATCH: usize = 200;

pub fn rotate(dir: &Path, from: &MasterKey, to: &MasterKey) -> Result<Rotated, StoreError> {
    let opened = opening::open(dir)?;
    let failed = |error: ::sled::Error| StoreError::Failed { why: format!("sled: {error}") };
    let meta = opened.db.open_tree(Kind::Meta.name()).map_err(failed)?;
    if Master::read(&meta)?.is_some_and(|master| master.key == to.id()) {
        return unlock(&opened.db, dir, to).map(|_| Rotated::Already);
    }
    let (master, names) = unlock(&opened.db, dir, from)?;
    let durability = Durability::of(opened.db.clone(), dir)
        .map_err(|error| StoreError::Failed { why: format!("cannot sync `{}`: {error}", dir.display()) })?;
    // The journal may hold keys under the old master key.
    recover(dir, &Trees::open(&opened.db, master.generation).map_err(failed)?, &durability)?;
    let next = master.generation + 1;
    let old = opened.db.open_tree(keys_tree(master.generation)).map_err(failed)?;
    let new = opened.db.open_tree(keys_tree(next)).map_err(failed)?;

    let (mut learners, mut rows) = (0, old.iter().peekable());
    while rows.peek().is_some() {
        let (mut batch, mut cost) = (Batch::default(), 0);
        for row in rows.by_ref().take(BATCH) {
            let (name, row) = row.map_err(failed)?;
            let learner = Name::at_front(&name).and_then(|name| unwrapped(from, name, &row));
            let Some(learner) = learner else {
                let why = format!("the key of the learner `{}` does not open", name.escape_ascii());
                return Err(StoreError::Unreadable { what: "key", why });
            };
            let row = wrapped(to, &learner);
            cost += cost_of(Kind::Keys, row.len());
            batch.insert(name, row);
            learners += 1;
        }
        durability.room(cost)?;
        new.apply_batch(batch).map_err(failed)?;
    }
    durability.wait()?;
    meta.insert(MASTER, Master::new(next, to, &names).row()).map_err(failed)?;
    durability.wait()?;
    drop((rows, old));
    opened.db.drop_tree(keys_tree(master.generation)).map_err(failed)?;
    durability.wait()?;
    Ok(Rotated::Learners(learners))
}

#[cfg(test)]
mod tests {
    use super::super::SledStore;
    use super::*;
    use crate::store::contract::fixture::{arrival, conversation, entry, key, session, turn};
    use crate::store::{KeyId, Store as _};

    /// 450 learners, so that it takes several batches.
    const LEARNERS: u64 = 450;

    fn under(key: &MasterKey) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store = SledStore::open(dir.path(), key).expect("it opens");
        let arrivals = (1..=LEARNERS).map(|n| arrival(&n.to_string(), &n.to_string()));
        store.accept(arrivals.collect(), None).expect("it works");
        let turns = (1..LEARNERS).map(|n| turn(n, &n.to_string(), 0));
        assert!(store.commit(turns.collect()).iter().all(Result::is_ok));
        dir
    }

    fn everything_opens_with(dir: &Path, key: &MasterKey) {
        let store = SledStore::open(dir, key).expect("it opens");
        for n in 1..LEARNERS {
            assert_eq!(store.session(&conversation(&n.to_string())), Ok(Some(session(1))), "{n}");
        }
        let last = LEARNERS.to_string();
        assert_eq!(store.inbox(), Ok(vec![entry(LEARNERS, &arrival(&last, &last))]));
    }

    fn needed(dir: &Path, key: &MasterKey) -> Option<KeyId> {
        match SledStore::open(dir, key) {
            Err(StoreError::WrongKey { needed, .. }) => Some(needed),
            other => other.map(|_| None).expect("it opens or says what it needs"),
        }
    }

    #[test]
    fn the_new_key_opens_everything_and_the_old_one_nothing() {
        let dir = under(key());
        let new = MasterKey::random();
        assert_eq!(rotate(dir.path(), key(), &new), Ok(Rotated::Learners(450)));
        everything_opens_with(dir.path(), &new);
        assert_eq!(needed(dir.path(), key()), Some(new.id()));
        // Said twice it is done once, and so it can go on where it was cut off between two directories.
        assert_eq!(rotate(dir.path(), key(), &new), Ok(Rotated::Already));
        assert_eq!(rotate(dir.path(), &new, key()), Ok(Rotated::Learners(450)));
        everything_opens_with(dir.path(), key());
    }

    #[test]
    fn what_is_only_in_the_journal_comes_along() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store = SledStore::open(dir.path(), key()).expect("it opens");
        let purpose = store.key_for("buttons").expect("it works");
        store.accept(vec![arrival("1", "1")], None).expect("it works");
        assert!(store.commit(vec![turn(1, "1", 0)])[0].is_ok());
        store.sync().expect("it works");
        let _ = store.durability.fail("the process was killed".to_owned());
        drop(store);
        let new = MasterKey::random();
        assert_eq!(rotate(dir.path(), key(), &new), Ok(Rotated::Learners(1)));
        let store = SledStore::open(dir.path(), &new).expect("it opens");
        assert_eq!(store.session(&conversation("1")), Ok(Some(session(1))));
        assert_eq!(store.key_for("buttons"), Ok(purpose));
    }

    #[test]
    fn a_third_key_changes_nothing() {
        let dir = under(key());
        let (other, new) = (MasterKey::random(), MasterKey::random());
        let refused = rotate(dir.path(), &other, &new);
        assert!(matches!(refused, Err(StoreError::WrongKey { .. })), "{refused:?}");
        everything_opens_with(dir.path(), key());
    }

    #[test]
    fn a_crash_leaves_it_under_one_of_both_keys_and_no_half_work() {
        let trees = |dir: &Path| -> Vec<String> {
            let names = opening::open(dir).expect("it opens").db.tree_names();
            let names = names.iter().map(|name| String::from_utf8_lossy(name).into_owned());
            names.filter(|name| name.starts_with("keys/")).collect()
        };
        let meddle = |dir: &Path, tree: &str| {
            let opened = opening::open(dir).expect("it opens");
            opened.db.open_tree(tree).and_then(|tree| tree.insert("half", "work")).expect("writable");
            opened.db.flush().expect("writable");
        };
        let dir = under(key());
        let new = MasterKey::random();
        // As a crash leaves it that came before the row was written …
        meddle(dir.path(), "keys/2");
        assert_eq!(needed(dir.path(), &new), Some(key().id()));
        everything_opens_with(dir.path(), key());
        assert_eq!(trees(dir.path()), ["keys/1"]);
        meddle(dir.path(), "keys/2");
        assert_eq!(rotate(dir.path(), key(), &new), Ok(Rotated::Learners(450)));
        // … and one that came after it.
        meddle(dir.path(), "keys/1");
        assert_eq!(needed(dir.path(), key()), Some(new.id()));
        everything_opens_with(dir.path(), &new);
        assert_eq!(trees(dir.path()), ["keys/2"]);
    }
}
