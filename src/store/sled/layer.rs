//! Changed rows that sled does not have yet, in memory: whoever reads looks here first.
//!
//! A row goes through [`Layers`] from the newest to the oldest: `pending`, until a round takes it; `under_way`, while the round
//! seals it and writes it into the journal; `written`, when it is durable there; `leaving`, while a checkpoint brings it to sled.
//! Of two changes of a row the later one holds, so that what changes often reaches sled seldom, and what came and went never.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::sled::IVec;

use super::changes::{Changes, Value};
use super::trees::Kind;

/// Rows by their place; `None`: it is removed.
pub type Layer<V> = HashMap<(Kind, IVec), Option<V>>;

#[derive(Default)]
pub struct Layers {
    pub pending: Layer<Value>,
    pub under_way: Arc<Layer<Value>>,
    pub written: Layer<IVec>,
    pub leaving: Arc<Layer<IVec>>,
    /// Rows of queues that came twice: sled may have them as they were first, so that it has to hear of their end.
    again: HashSet<(Kind, IVec)>,
}

/// What the layers know of a row.
#[derive(Debug, Clone)]
pub enum Found {
    /// As it will be sealed.
    New(Value),
    /// As it is on the disk.
    Sealed(IVec),
    Removed,
    /// Sled has to be asked.
    Nothing,
}

impl Layers {
    pub fn change(&mut self, mut changes: Changes) {
        self.again.extend(changes.again());
        for (kind, key, value) in changes.rows() {
            let place = (kind, key);
            if value.is_none() && goes_without_a_trace(&self.pending, &self.again, &place) {
                self.pending.remove(&place);
            } else {
                self.pending.insert(place, value);
            }
        }
    }

    pub fn get(&self, kind: Kind, key: &[u8]) -> Found {
        let place = (kind, IVec::from(key));
        for layer in [&self.pending, &*self.under_way] {
            match layer.get(&place) {
                Some(Some(value)) => return Found::New(value.clone()),
                Some(None) => return Found::Removed,
                None => {}
            }
        }
        for layer in [&self.written, &*self.leaving] {
            match layer.get(&place) {
                Some(Some(value)) => return Found::Sealed(value.clone()),
                Some(None) => return Found::Removed,
                None => {}
            }
        }
        Found::Nothing
    }

    /// What the layers know of rows whose key begins so, the oldest first: of two of a row the later one holds.
    pub fn begun_with(&self, kind: Kind, prefix: &[u8]) -> Vec<(IVec, Found)> {
        let is_asked = |place: &(Kind, IVec)| place.0 == kind && place.1.starts_with(prefix);
        let mut rows = Vec::new();
        for layer in [&*self.leaving, &self.written] {
            let rows_here = layer.iter().filter(|(place, _)| is_asked(place));
            rows.extend(
                rows_here.map(|((_, key), value)| {
                    (key.clone(), value.clone().map_or(Found::Removed, Found::Sealed))
                }),
            );
        }
        for layer in [&*self.under_way, &self.pending] {
            let rows_here = layer.iter().filter(|(place, _)| is_asked(place));
            rows.extend(
                rows_here
                    .map(|((_, key), value)| (key.clone(), value.clone().map_or(Found::Removed, Found::New))),
            );
        }
        rows
    }

    /// A round begins.
    pub fn take(&mut self) -> Arc<Layer<Value>> {
        self.under_way = Arc::new(std::mem::take(&mut self.pending));
        Arc::clone(&self.under_way)
    }

    /// A round is over: its rows are in the journal.
    pub fn wrote(&mut self, rows: Vec<(Kind, IVec, Option<IVec>)>) {
        self.under_way = Arc::default();
        for (kind, key, value) in rows {
            let place = (kind, key);
            if value.is_none() && goes_without_a_trace(&self.written, &self.again, &place) {
                self.written.remove(&place);
            } else {
                self.written.insert(place, value);
            }
        }
    }

    /// A checkpoint begins.
    pub fn leave(&mut self) -> Arc<Layer<IVec>> {
        self.leaving = Arc::new(std::mem::take(&mut self.written));
        let Self { pending, under_way, again, .. } = self;
        again.retain(|place| pending.contains_key(place) || under_way.contains_key(place));
        Arc::clone(&self.leaving)
    }

    /// A checkpoint is over.
    pub fn left(&mut self) {
        self.leaving = Arc::default();
    }

    /// Whether everything that was changed is in the journal.
    pub fn is_written(&self) -> bool {
        self.pending.is_empty() && self.under_way.is_empty()
    }
}

/// A queue's numbers are given once, so that nobody knows yet of a row that has come no further than `layer`.
fn goes_without_a_trace<V>(layer: &Layer<V>, again: &HashSet<(Kind, IVec)>, place: &(Kind, IVec)) -> bool {
    place.0.is_queue() && !again.contains(place) && matches!(layer.get(place), Some(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(layers: &mut Layers, kind: Kind, key: &str, value: &str) {
        let mut changes = Changes::default();
        changes.put(kind, key.into(), value);
        layers.change(changes);
    }

    fn remove(layers: &mut Layers, kind: Kind, key: &str) {
        let mut changes = Changes::default();
        changes.remove(kind, key.into());
        layers.change(changes);
    }

    fn round(layers: &mut Layers) {
        let rows = layers.take();
        let plain = |value: &Value| match value {
            Value::Plain(bytes) => bytes.clone(),
            Value::Open { encoded, .. } => IVec::from(&encoded[..]),
        };
        let rows = rows.iter().map(|((kind, key), value)| (*kind, key.clone(), value.as_ref().map(plain)));
        layers.wrote(rows.collect());
    }

    fn seen(layers: &Layers, kind: Kind, key: &str) -> String {
        match layers.get(kind, key.as_bytes()) {
            Found::New(Value::Plain(bytes)) => format!("new {}", bytes.escape_ascii()),
            Found::New(Value::Open { .. }) => "open".to_owned(),
            Found::Sealed(bytes) => format!("sealed {}", bytes.escape_ascii()),
            Found::Removed => "removed".to_owned(),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn the_newest_change_of_a_row_is_seen_on_its_whole_way() {
        let mut layers = Layers::default();
        assert_eq!(seen(&layers, Kind::Meta, "a"), "nothing");
        put(&mut layers, Kind::Meta, "a", "1");
        put(&mut layers, Kind::Meta, "a", "2");
        assert_eq!(seen(&layers, Kind::Meta, "a"), "new 2");
        round(&mut layers);
        assert_eq!(seen(&layers, Kind::Meta, "a"), "sealed 2");
        let leaving = layers.leave();
        assert_eq!((seen(&layers, Kind::Meta, "a"), leaving.len()), ("sealed 2".to_owned(), 1));
        remove(&mut layers, Kind::Meta, "a");
        assert_eq!(seen(&layers, Kind::Meta, "a"), "removed");
        round(&mut layers);
        layers.left();
        assert_eq!(seen(&layers, Kind::Meta, "a"), "removed", "sled still has it");
    }

    #[test]
    fn what_came_and_went_leaves_nothing_to_write() {
        let mut layers = Layers::default();
        put(&mut layers, Kind::Inbox, "1", "a");
        remove(&mut layers, Kind::Inbox, "1");
        assert!(layers.is_written(), "within a round");
        put(&mut layers, Kind::Outbox, "2", "a");
        round(&mut layers);
        remove(&mut layers, Kind::Outbox, "2");
        assert!(!layers.is_written(), "the journal has it");
        round(&mut layers);
        assert!(layers.leave().is_empty(), "sled never hears of it");
        layers.left();
        // A row whose key can come again leaves a trace: sled may have an older one.
        put(&mut layers, Kind::Timers, "3", "a");
        remove(&mut layers, Kind::Timers, "3");
        assert_eq!(seen(&layers, Kind::Timers, "3"), "removed");
        round(&mut layers);
        assert_eq!(layers.leave().len(), 1);
    }

    #[test]
    fn the_end_of_what_came_twice_reaches_sled() {
        let mut layers = Layers::default();
        let again = |layers: &mut Layers| {
            let mut changes = Changes::default();
            let learner = crate::store::values::Learner {
                name: crate::store::seal::Name([1; 16]),
                key: crate::store::seal::Key::random(),
            };
            changes.seal_again(&learner, Kind::Inbox, "1".into(), "a");
            layers.change(changes);
        };
        again(&mut layers);
        remove(&mut layers, Kind::Inbox, "1");
        assert_eq!(seen(&layers, Kind::Inbox, "1"), "removed", "within a round");
        again(&mut layers);
        round(&mut layers);
        remove(&mut layers, Kind::Inbox, "1");
        round(&mut layers);
        assert_eq!(layers.leave().len(), 1);
        assert!(layers.again.is_empty(), "sled has heard of it");
    }
}
