//! What was used lately is kept, and never too much of it. When as much came as one half holds, the older half goes.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

pub struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    /// Keeps the last `half` at least, and twice as many at most.
    pub fn new(half: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half }
    }

    pub fn get<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            self.put(key, value);
        }
        self.young.get(key)
    }

    pub fn put(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    pub fn forget<Q: Hash + Eq + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.young.remove(key);
        self.old.remove(key);
    }

    pub fn forget_all(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_used_stays_who_is_not_goes_and_there_are_never_many() {
        const HALF: usize = 64;
        let mut recent = Recent::new(HALF);
        for n in 0..10 * HALF {
            recent.put(n, n);
            assert_eq!(recent.get(&0), Some(&0), "{n}");
            assert!(recent.young.len() + recent.old.len() <= 2 * HALF);
        }
        assert_eq!(recent.get(&1), None);
        recent.put(0, 7);
        assert_eq!(recent.get(&0), Some(&7));
        recent.forget(&0);
        assert_eq!(recent.get(&0), None);
        recent.forget_all();
        assert_eq!(recent.get(&(10 * HALF - 1)), None);
    }
}
