//! The trees and their keys.
//!
//! Numbers in keys are big-endian, so that sled's order of bytes is theirs. Values are the business of `values.rs`.

use ::sled::{Db, IVec, Tree};

use crate::engine::TimerName;
use crate::store::records::ConversationId;

#[derive(Debug)]
pub struct Trees {
    /// [`seq_key`] → `Arrival`
    pub inbox: Tree,
    /// [`seq_key`] → `Letter`
    pub outbox: Tree,
    /// conversation → `Session`
    pub sessions: Tree,
    /// [`timer_key`] → `Timer`
    pub timers: Tree,
    /// [`handoff_key`] → `Handoff`
    pub handoffs: Tree,
    /// arrival id → its time in ms
    pub seen: Tree,
    /// [`LAST_INBOX`], [`LAST_OUTBOX`] → u64, [`cursor_key`] → i64
    pub meta: Tree,
}

impl Trees {
    pub fn open(db: &Db) -> ::sled::Result<Self> {
        Ok(Self {
            inbox: db.open_tree("inbox")?,
            outbox: db.open_tree("outbox")?,
            sessions: db.open_tree("sessions")?,
            timers: db.open_tree("timers")?,
            handoffs: db.open_tree("handoffs")?,
            seen: db.open_tree("seen")?,
            meta: db.open_tree("meta")?,
        })
    }
}

/// The last numbers given out. They are rows, since an emptied inbox or outbox does not remember.
pub const LAST_INBOX: &str = "last/inbox";
pub const LAST_OUTBOX: &str = "last/outbox";

pub fn cursor_key(name: &str) -> IVec {
    IVec::from(format!("cursor/{name}").as_str())
}

pub fn seq_key(seq: u64) -> IVec {
    IVec::from(&seq.to_be_bytes())
}

pub fn seq_of(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.try_into().ok()?))
}

/// The length comes first: no conversation's id, whatever a channel puts into it, can reach into another's timers.
pub fn timer_key(conversation: &ConversationId, timer: &TimerName) -> IVec {
    let conversation = conversation.as_str().as_bytes();
    let mut key = Vec::with_capacity(8 + conversation.len() + timer.as_str().len());
    key.extend_from_slice(&(conversation.len() as u64).to_be_bytes());
    key.extend_from_slice(conversation);
    key.extend_from_slice(timer.as_str().as_bytes());
    IVec::from(key)
}

/// By time, and unique by the inbox entry that led to the handoff.
pub fn handoff_key(at: jiff::Timestamp, inbox: u64) -> IVec {
    // With the sign bit turned over, years before 1970 sort before those after it.
    let at_ms = at.as_millisecond().cast_unsigned() ^ (1 << 63);
    let mut key = [0; 16];
    key[..8].copy_from_slice(&at_ms.to_be_bytes());
    key[8..].copy_from_slice(&inbox.to_be_bytes());
    IVec::from(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_like_what_they_stand_for() {
        assert!(seq_key(255) < seq_key(256));
        assert_eq!(seq_of(&seq_key(256)), Some(256));
        let at = |ms| jiff::Timestamp::from_millisecond(ms).expect("in range");
        assert!(handoff_key(at(-1), 9) < handoff_key(at(0), 1));
        assert!(handoff_key(at(0), 9) < handoff_key(at(1), 1));
        assert!(handoff_key(at(1), 1) < handoff_key(at(1), 2));
    }

    #[test]
    fn two_conversations_do_not_share_a_timer() {
        let long = timer_key(&ConversationId::new("web", "a"), &"b".into());
        let short = timer_key(&ConversationId::new("web", ""), &"ab".into());
        assert_ne!(long, short);
    }
}
