//! The trees and their keys.
//!
//! Numbers in keys are big-endian, so that sled's order of bytes is theirs. Values are the business of `values.rs`.

use std::ops::Index;

use ::sled::{Db, IVec, Tree};

use crate::engine::{Heard, TicketNumber, TimerName};
use crate::store::records::Arrival;
use crate::store::seal::{Name, Names, Place};

/// Names a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`seq_key`] → `Arrival`, sealed
    Inbox,
    /// [`seq_key`] → `Letter`, sealed
    Outbox,
    /// name of a conversation → `Kept`, sealed
    Sessions,
    /// [`timer_key`] → `Timer`, sealed
    Timers,
    /// [`handoff_key`] → `Handoff`, sealed
    Handoffs,
    /// [`line_key`] → `Line`, sealed
    Lines,
    /// [`mention_key`] → `Mention`, sealed, and nobody's in particular
    Review,
    /// [`touched_key`] → nothing: which sessions were last touched on a day
    Touched,
    /// [`seen_key`] → its time in ms
    Seen,
    /// [`LAST_INBOX`], [`LAST_OUTBOX`], [`LAST_TICKET`] → u64, [`cursor_key`] → i64, [`MASTER`] → what `keyring.rs` says, [`HALL`] → `Hall`, sealed
    Meta,
    /// name of a conversation → its key, sealed under the master key
    Keys,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Inbox,
        Self::Outbox,
        Self::Sessions,
        Self::Timers,
        Self::Handoffs,
        Self::Lines,
        Self::Review,
        Self::Touched,
        Self::Seen,
        Self::Meta,
        Self::Keys,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
            Self::Sessions => "sessions",
            Self::Timers => "timers",
            Self::Handoffs => "handoffs",
            Self::Lines => "lines",
            Self::Review => "review",
            Self::Touched => "touched",
            Self::Seen => "seen",
            Self::Meta => "meta",
            Self::Keys => "keys",
        }
    }

    /// Whether a row's key is given once and never again.
    pub fn is_queue(self) -> bool {
        matches!(self, Self::Inbox | Self::Outbox)
    }

    /// Whether no row is longer than a few dozen bytes.
    pub const fn is_short(self) -> bool {
        matches!(self, Self::Touched | Self::Seen | Self::Keys)
    }

    /// Where a row is sealed.
    pub fn at(self, key: &[u8]) -> Place<'_> {
        Place { tree: self.name(), key }
    }
}

#[derive(Debug)]
pub struct Trees([Tree; Kind::ALL.len()]);

impl Trees {
    /// The learners' keys of `generation`: each change of the master key begins a new one.
    pub fn open(db: &Db, generation: u32) -> ::sled::Result<Self> {
        let mut trees = Vec::new();
        for kind in Kind::ALL {
            trees.push(match kind {
                Kind::Keys => db.open_tree(keys_tree(generation))?,
                kind => db.open_tree(kind.name())?,
            });
        }
        Ok(Self(trees.try_into().expect("one for each")))
    }
}

impl Index<Kind> for Trees {
    type Output = Tree;

    fn index(&self, kind: Kind) -> &Tree {
        &self.0[kind as usize]
    }
}

const KEYS_TREE: &str = "keys/";

pub fn keys_tree(generation: u32) -> String {
    format!("{KEYS_TREE}{generation}")
}

pub fn is_keys_tree(name: &[u8]) -> bool {
    name.starts_with(KEYS_TREE.as_bytes())
}

/// The last numbers given out. They are rows, since an emptied inbox or outbox does not remember.
pub const LAST_INBOX: &str = "last/inbox";
pub const LAST_OUTBOX: &str = "last/outbox";
/// The greatest number that a ticket ever had.
pub const LAST_TICKET: &str = "last/ticket";
/// Which master key the data is sealed under.
pub const MASTER: &str = "master";

/// What belongs to the desk as a whole.
pub const HALL: &str = "hall";

const CURSOR: &str = "cursor/";

pub fn cursor_key(name: &str) -> IVec {
    IVec::from(format!("{CURSOR}{name}").as_str())
}

pub fn cursor_of(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key).ok()?.strip_prefix(CURSOR)
}

pub fn seq_key(seq: u64) -> IVec {
    IVec::from(&seq.to_be_bytes())
}

pub fn seq_of(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.try_into().ok()?))
}

pub fn name_key(name: Name) -> IVec {
    IVec::from(&name.0)
}

/// An arrival's id as it is, so that those that come one after the other stand side by side and are written together; where it tells
/// whose it is (a clock's does), a name that begins like no text.
pub fn seen_key(names: &Names, arrival: &Arrival) -> IVec {
    if arrival.id.contains(arrival.conversation.as_str()) {
        IVec::from([&[NO_TEXT][..], &names.arrival(&arrival.id).0].concat())
    } else {
        IVec::from(arrival.id.as_str())
    }
}

/// UTF-8 has no such byte.
const NO_TEXT: u8 = 0xFF;

/// Names are of one length, so that none reaches into another's timers.
pub fn timer_key(conversation: Name, timer: &TimerName) -> IVec {
    IVec::from([&conversation.0, timer.as_str().as_bytes()].concat())
}

/// A conversation's requests in the order of time, unique by the inbox entry that led to each.
pub fn handoff_key(conversation: Name, at: jiff::Timestamp, inbox: u64) -> IVec {
    let at_ms = sortable(at.as_millisecond());
    IVec::from([&conversation.0[..], &at_ms, &inbox.to_be_bytes()].concat())
}

/// All of a ticket's.
pub fn lines_of(conversation: Name, ticket: TicketNumber) -> IVec {
    IVec::from([&conversation.0[..], &ticket.0.to_be_bytes()].concat())
}

/// In the order of the inbox entries that led to them, those of one entry in their own.
pub fn line_key(conversation: Name, ticket: TicketNumber, inbox: u64, place: u16) -> IVec {
    IVec::from([&lines_of(conversation, ticket)[..], &inbox.to_be_bytes(), &place.to_be_bytes()].concat())
}

/// The inbox entry, and the place among its lines.
pub fn line_of(key: &[u8]) -> Option<(u64, u16)> {
    let (inbox, place) = key.get(Name::BYTES + 8..)?.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*inbox), u16::from_be_bytes(place.try_into().ok()?)))
}

/// By the day, so that old ones stand together. What was heard is hashed under the directory's secret: the same again on that day is the
/// same row, and no row says when it was written, by whom or from which inbox entry.
pub fn mention_key(names: &Names, day: i64, heard: &Heard) -> IVec {
    let words = serde_json::to_string(heard).expect("it is made of strings");
    IVec::from([&sortable(day)[..], &names.heard(&words).0].concat())
}

/// The day.
pub fn mention_of(key: &[u8]) -> Option<i64> {
    let (day, name) = key.split_first_chunk()?;
    (name.len() == Name::BYTES).then(|| unsorted(*day))
}

/// Its time in ms, and the inbox entry.
pub fn handoff_of(key: &[u8]) -> Option<(i64, u64)> {
    let (at_ms, inbox) = key.get(Name::BYTES..)?.split_first_chunk()?;
    Some((unsorted(*at_ms), seq_of(inbox)?))
}

pub fn touched_key(day: i64, conversation: Name) -> IVec {
    IVec::from([&sortable(day)[..], &conversation.0].concat())
}

pub fn touched_of(key: &[u8]) -> Option<(i64, Name)> {
    let (day, name) = key.split_first_chunk()?;
    Some((unsorted(*day), Name(name.try_into().ok()?)))
}

/// With the sign bit turned over, years before 1970 sort before those after it.
fn sortable(number: i64) -> [u8; 8] {
    (number.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

fn unsorted(bytes: [u8; 8]) -> i64 {
    (u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract::fixture::arrival;
    use crate::store::seal::Key;

    const ANN: Name = Name([1; Name::BYTES]);
    const BOB: Name = Name([2; Name::BYTES]);

    #[test]
    fn keys_sort_like_what_they_stand_for() {
        assert!(seq_key(255) < seq_key(256));
        assert_eq!(seq_of(&seq_key(256)), Some(256));
        let at = |ms| jiff::Timestamp::from_millisecond(ms).expect("in range");
        assert!(handoff_key(ANN, at(-1), 9) < handoff_key(ANN, at(0), 1));
        assert!(handoff_key(ANN, at(0), 9) < handoff_key(ANN, at(1), 1));
        assert!(handoff_key(ANN, at(1), 1) < handoff_key(ANN, at(1), 2));
        assert_eq!(handoff_of(&handoff_key(ANN, at(-7), 256)), Some((-7, 256)));
        assert!(touched_key(-1, BOB) < touched_key(0, ANN));
        assert_eq!(touched_of(&touched_key(-3, BOB)), Some((-3, BOB)));
        assert_eq!(cursor_of(&cursor_key("telegram")), Some("telegram"));
        assert_eq!((touched_of(b"short"), handoff_of(b"short")), (None, None));
    }

    #[test]
    fn an_arrival_is_seen_by_its_id_unless_that_tells_whose_it_is() {
        let names = Names::new(Key::random());
        let update = arrival("1", "ann");
        assert_eq!(seen_key(&names, &update), update.id.as_bytes());
        let clock = Arrival { id: format!("timer:{}:idle:1:0", update.conversation), ..update };
        let key = seen_key(&names, &clock);
        assert_eq!((key.len(), key[0]), (1 + Name::BYTES, NO_TEXT));
        assert_eq!(key, seen_key(&names, &clock));
    }

    #[test]
    fn a_tree_stands_where_its_name_says() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let trees = Trees::open(&::sled::open(dir.path()).expect("it opens"), 3).expect("it opens");
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place);
            let name = if kind == Kind::Keys { keys_tree(3) } else { kind.name().to_owned() };
            assert_eq!(trees[kind].name(), name.as_bytes());
        }
        assert!(is_keys_tree(keys_tree(3).as_bytes()) && !is_keys_tree(b"meta"));
    }
}
