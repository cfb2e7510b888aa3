//! Sweeping away what is too old, in batches: between two of them others get on with their work.
//!
//! Sessions are found by the day on which they were last touched, so that a sweep reads those that go and no others. Requests for a
//! human are found by a walk through their keys; of one that was made long ago its row says whether it is over, and since when. A learner's key goes with the last row that it sealed; of a learner without a
//! session the index of days says [`NEXT`], so that the next sweep finds their key.

use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;

use ::sled::IVec;
use jiff::Timestamp;

use super::changes::Changes;
use super::trees::{Kind, handoff_of, lines_of, mention_of, name_key, touched_key, touched_of};
use super::{SledStore, Writer};
use crate::store::records::{Handoff, KeepSince, Swept, day};
use crate::store::seal::Name;
use crate::store::{StoreError, values};

/// The day before all days: whatever is kept for how long, it is over.
pub const NEXT: i64 = i64::MIN;

/// Rows that are looked at while everybody else waits.
const BATCH: usize = 100;

impl SledStore {
    pub(super) fn sweep_in_batches(&self, since: &KeepSince) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        self.sweep_sessions(day(since.sessions), &mut swept)?;
        self.sweep_handoffs(since.handoffs, &mut swept)?;
        self.sweep_seen(since.seen.as_millisecond(), &mut swept)?;
        self.sweep_review(day(since.review), &mut swept)?;
        Ok(swept)
    }

    fn sweep_sessions(&self, first_kept: i64, swept: &mut Swept) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let writer = &mut *self.settled()?;
            let batch = self.batch(Kind::Touched, after.as_ref())?;
            after = batch.last().map(|(key, _)| key.clone());
            let expired = batch.iter().map_while(|(key, _)| match touched_of(key) {
                Some((day, name)) => (day < first_kept).then_some((day, name)),
                None => None,
            });
            let expired: Vec<_> = expired.collect();
            if expired.is_empty() {
                return Ok(());
            }
            let at_work = self.at_work()?;
            let mut changes = Changes::default();
            let mut gone = Vec::new();
            for (touched, name) in expired {
                if at_work.contains(&name) {
                    continue;
                }
                changes.remove(Kind::Touched, touched_key(touched, name));
                let session = self.stored_session(writer, name)?;
                // A row of the index that is not true any more leads to no session, or to one that was touched later.
                let later = session.is_some_and(|session| values::touched(&session) != Some(touched));
                if later {
                    continue;
                }
                if self.sled(self.trees[Kind::Sessions].contains_key(name.0))? {
                    changes.remove(Kind::Sessions, name_key(name));
                    swept.sessions += 1;
                }
                for row in self.trees[Kind::Timers].scan_prefix(name.0) {
                    changes.remove(Kind::Timers, self.sled(row)?.0);
                    swept.timers += 1;
                }
                writer.stamps.forget(&name);
                gone.push(name);
            }
            self.without_keys(writer, changes, &gone)?;
        }
    }

    fn sweep_handoffs(&self, first_kept: Timestamp, swept: &mut Swept) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let writer = &mut *self.settled()?;
            let batch = self.batch(Kind::Handoffs, after.as_ref())?;
            after = batch.last().map(|(key, _)| key.clone());
            if batch.is_empty() {
                return Ok(());
            }
            let mut changes = Changes::default();
            let mut whose = BTreeSet::new();
            for (key, value) in batch {
                let is_old = handoff_of(&key).is_some_and(|(at, _)| at < first_kept.as_millisecond());
                if !is_old {
                    continue;
                }
                // One that cannot be read is over.
                let row = self.looked_into::<Handoff>(writer, Kind::Handoffs, &key, &value).ok();
                if row.as_ref().is_some_and(|row| row.over_since().is_none_or(|over| over >= first_kept)) {
                    continue;
                }
                let ticket = row.and_then(|row| row.ticket).map(|ticket| ticket.number);
                let name = Name::at_front(&key);
                if let (Some(ticket), Some(name)) = (ticket, name) {
                    self.without_lines(lines_of(name, ticket), &mut changes)?;
                }
                whose.extend(name);
                changes.remove(Kind::Handoffs, key);
                swept.handoffs += 1;
            }
            let gone: Vec<_> = whose.into_iter().collect();
            self.without_keys(writer, changes, &gone)?;
        }
    }

    /// What was said about a ticket goes with it.
    fn without_lines(&self, of: IVec, changes: &mut Changes) -> Result<(), StoreError> {
        for row in self.trees[Kind::Lines].scan_prefix(of) {
            changes.remove(Kind::Lines, self.sled(row)?.0);
        }
        Ok(())
    }

    /// There are far more of these than of anything else. They never change, so that nobody has to wait while they are looked at.
    fn sweep_seen(&self, first_kept: i64, swept: &mut Swept) -> Result<(), StoreError> {
        drop(self.settled()?);
        let mut after = None;
        loop {
            let batch = self.batch(Kind::Seen, after.as_ref())?;
            after = batch.last().map(|(key, _)| key.clone());
            if batch.is_empty() {
                return Ok(());
            }
            let mut changes = Changes::default();
            for (key, at) in batch {
                // One that cannot be read cannot be kept for the right time either.
                if values::decode::<i64>("time", &at).map_or(true, |at| at < first_kept) {
                    changes.remove(Kind::Seen, key);
                }
            }
            swept.seen_ids += changes.len();
            self.writer()?.change(changes);
        }
    }

    /// Days stand in their order, so that the first one that is kept is the end.
    fn sweep_review(&self, first_kept: i64, swept: &mut Swept) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let mut writer = self.settled()?;
            let batch = self.batch(Kind::Review, after.as_ref())?;
            after = batch.last().map(|(key, _)| key.clone());
            let is_old = |key: &IVec| mention_of(key).is_some_and(|day| day < first_kept);
            let old: Vec<IVec> = batch.into_iter().map(|(key, _)| key).take_while(is_old).collect();
            if old.is_empty() {
                return Ok(());
            }
            swept.review += old.len();
            let mut changes = Changes::default();
            old.into_iter().for_each(|key| changes.remove(Kind::Review, key));
            writer.change(changes);
        }
    }

    /// Writes the changes, and takes away the keys of those of whom nothing is left after them.
    fn without_keys(
        &self,
        writer: &mut Writer,
        mut changes: Changes,
        names: &[Name],
    ) -> Result<(), StoreError> {
        let at_work = self.at_work()?;
        let mut gone = Vec::new();
        for &name in names {
            let session = self.sled(self.trees[Kind::Sessions].contains_key(name.0))?;
            let mut stays = at_work.contains(&name) || (session && !changes.takes(Kind::Sessions, &name.0));
            for row in self.trees[Kind::Handoffs].scan_prefix(name.0) {
                stays |= !changes.takes(Kind::Handoffs, &self.sled(row)?.0);
            }
            if !stays {
                changes.remove(Kind::Keys, name_key(name));
                gone.push(name);
            }
        }
        writer.change(changes);
        for name in gone {
            writer.keyring.forget(name);
            writer.stamps.forget(&name);
        }
        Ok(())
    }

    /// Who has something waiting, and therefore needs their key.
    fn at_work(&self) -> Result<HashSet<Name>, StoreError> {
        let mut names = HashSet::new();
        for kind in [Kind::Inbox, Kind::Outbox] {
            for row in &self.trees[kind] {
                names.extend(values::owner(&self.sled(row)?.1));
            }
        }
        Ok(names)
    }

    fn batch(&self, kind: Kind, after: Option<&IVec>) -> Result<Vec<(IVec, IVec)>, StoreError> {
        let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.clone()));
        let rows = self.trees[kind].range::<IVec, _>((from, Bound::Unbounded));
        rows.take(BATCH).map(|row| self.sled(row)).collect()
    }
}
