//! Rows on their way out of a store and into a fresh one, as `helpbot export` writes them.

use serde::{Deserialize, Serialize};

use super::records::{Arrival, Handoff, Kept, KeptLine, OutboxEntry, Timer};
use crate::desk::{Hall, Mention};

/// A row as the store has it, or as everybody can read it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Row {
    Sealed(SealedRow),
    Plain(PlainRow),
}

/// Opens where it came from, and in a copy under the same key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedRow {
    pub tree: String,
    /// In base64, as is the value.
    pub key: String,
    pub value: String,
}

/// What it says, and all that is needed to seal it anew. Of the ids of arrivals those that tell whose they are are in none, since only
/// their hashes are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlainRow {
    Numbers {
        last_inbox: u64,
        last_outbox: u64,
        #[serde(default)]
        last_ticket: u64,
    },
    Cursor {
        name: String,
        position: i64,
    },
    Seen {
        id: String,
        at_ms: i64,
    },
    Inbox {
        seq: u64,
        arrival: Arrival,
    },
    Outbox(OutboxEntry),
    Session(Box<Kept>),
    Timer(Timer),
    Handoff {
        inbox: u64,
        handoff: Box<Handoff>,
    },
    Line {
        inbox: u64,
        place: u16,
        line: KeptLine,
    },
    Hall(Hall),
    Mention(Mention),
}
