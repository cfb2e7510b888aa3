//! Groups that became supergroups, which have another id.
//!
//! Both a service message and the refusal of a message to the old id tell where a group went. It is not kept over a restart: the
//! next refusal tells it again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone, Default)]
pub(super) struct Moves(Arc<Mutex<HashMap<i64, i64>>>);

/// More than any bot's groups move while it runs.
const MOST: usize = 1_000;

impl Moves {
    pub fn note(&self, old: i64, new: i64) {
        let mut moves = self.moves();
        if moves.len() >= MOST {
            moves.clear();
        }
        moves.insert(old, new);
    }

    /// Where a chat is now.
    pub fn follow(&self, chat: i64) -> i64 {
        self.moves().get(&chat).copied().unwrap_or(chat)
    }

    fn moves(&self) -> MutexGuard<'_, HashMap<i64, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_followed_and_memory_is_bounded() {
        let moves = Moves::default();
        moves.note(-5, -1005);
        assert_eq!((moves.follow(-5), moves.follow(-6)), (-1005, -6));
        for old in 0..5_000 {
            moves.note(old, -1);
        }
        assert!(moves.moves().len() <= MOST);
        assert_eq!(moves.follow(4_999), -1);
    }
}
