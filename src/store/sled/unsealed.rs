//! Reading a directory that was written before conversations were sealed, so that it can be copied into one where they are.
//!
//! Its keys were not hashed: a session stood under the conversation's id, and no session knew when it was last used.

use std::path::Path;

use super::opening;
use super::trees::{LAST_INBOX, LAST_OUTBOX, cursor_of, seq_of};
use crate::engine::Session;
use crate::store::archive::PlainRow;
use crate::store::records::{Arrival, ConversationId, Handoff, Kept, Letter, OutboxEntry, Timer, day};
use crate::store::{StoreError, values};

/// Hands out every row of a directory that [`StoreError::Unsealed`] was said of. Sessions count as touched at `now`.
pub fn export_unsealed<E: From<StoreError>>(
    dir: &Path,
    now: jiff::Timestamp,
    mut each: impl FnMut(PlainRow) -> Result<(), E>,
) -> Result<(), E> {
    let opened = opening::open(dir)?;
    let failed = |error: ::sled::Error| StoreError::Failed { why: format!("sled: {error}") };
    let meta = opened.db.open_tree("meta").map_err(failed)?;
    let number = |row: &str| match meta.get(row).map_err(failed)? {
        Some(bytes) => values::decode::<u64>("counter", &bytes),
        None => Ok(0),
    };
    let (last_inbox, last_outbox) = (number(LAST_INBOX)?, number(LAST_OUTBOX)?);
    // Tickets came with the seal.
    each(PlainRow::Numbers { last_inbox, last_outbox, last_ticket: 0 })?;
    for tree in ["meta", "seen", "inbox", "outbox", "sessions", "timers", "handoffs"] {
        for row in &opened.db.open_tree(tree).map_err(failed)? {
            let (key, value) = row.map_err(failed)?;
            let not_ours = || StoreError::Unreadable {
                what: "row",
                why: format!("its key in `{tree}` is not one of ours"),
            };
            let row = match tree {
                "seen" => match std::str::from_utf8(&key) {
                    // A clock's tells whose it was. It does not come again, since the session has gone on.
                    Ok(id) if !id.starts_with("timer:") => {
                        PlainRow::Seen { id: id.to_owned(), at_ms: values::decode(tree, &value)? }
                    }
                    _ => continue,
                },
                "inbox" => PlainRow::Inbox {
                    seq: seq_of(&key).ok_or_else(not_ours)?,
                    arrival: values::decode::<Arrival>(tree, &value)?,
                },
                "outbox" => {
                    let letter = values::decode::<Letter>(tree, &value)?;
                    PlainRow::Outbox(OutboxEntry::new(seq_of(&key).ok_or_else(not_ours)?, letter))
                }
                "sessions" => {
                    let id = std::str::from_utf8(&key).ok().and_then(|id| id.split_once(':'));
                    let (channel, chat) = id.ok_or_else(not_ours)?;
                    let conversation = ConversationId::new(channel, chat);
                    let session = values::decode::<Session>(tree, &value)?;
                    PlainRow::Session(Box::new(Kept { conversation, touched: day(now), session }))
                }
                "timers" => PlainRow::Timer(values::decode::<Timer>(tree, &value)?),
                "handoffs" => PlainRow::Handoff {
                    inbox: key.get(8..).and_then(seq_of).ok_or_else(not_ours)?,
                    handoff: Box::new(values::decode::<Handoff>(tree, &value)?),
                },
                _ => match cursor_of(&key) {
                    Some(name) => {
                        PlainRow::Cursor { name: name.to_owned(), position: values::decode(tree, &value)? }
                    }
                    None => continue,
                },
            };
            each(row)?;
        }
    }
    Ok(())
}
