//! A turn as one transaction: whole in the store's memory, or refused.

use ::sled::IVec;

use super::changes::Changes;
use super::keyring;
use super::trees::{
    HALL, Kind, LAST_OUTBOX, handoff_key, line_key, mention_key, name_key, seq_key, timer_key, touched_key,
};
use super::{SledStore, Stamp, Writer, sweep};
use crate::desk::{Line, Mention};
use crate::engine::{Heard, TicketNumber, TimerChange};
use crate::store::StoreError;
use crate::store::records::{Kept, KeptLine, Letter, OutboxEntry, Timer, Turn, day};
use crate::store::seal::Name;
use crate::store::values::{self, Learner};

impl SledStore {
    /// Not durable yet.
    pub(super) fn apply(&self, turn: Turn) -> Result<Vec<OutboxEntry>, StoreError> {
        let Turn {
            inbox,
            conversation,
            at,
            erase,
            expected,
            session,
            outbox,
            timers,
            handoffs,
            lines,
            hall,
            heard,
        } = turn;
        let is_counted = session.as_ref().is_none_or(|session| session.revision == expected + 1);
        debug_assert!(is_counted, "the caller counts revisions");
        let touched = if session.is_some() { day(at) } else { sweep::NEXT };
        let revision = session.as_ref().map(|session| session.revision);
        let session = session
            .map(|session| {
                let (conversation, session) = (conversation.clone(), &*session);
                values::encode("session", &Kept { conversation, touched, session })
            })
            .transpose()?;
        let letters: Vec<_> =
            outbox.into_iter().map(|outgoing| Letter::new(&conversation, outgoing)).collect();
        let encoded: Vec<_> =
            letters.iter().map(|letter| values::encode("message", letter)).collect::<Result<_, _>>()?;
        let handoffs = handoffs.into_iter().map(|update| update.row(&conversation, inbox));
        let handoffs: Vec<_> = handoffs
            .map(|row| {
                let number = row.ticket.as_ref().map_or(0, |ticket| ticket.number.0);
                Ok((number, row.request.at, row.opened_by, values::encode("handoff", &row)?))
            })
            .collect::<Result<_, _>>()?;
        let encode_line = |(ticket, line): (TicketNumber, Line)| {
            let kept = KeptLine { conversation: conversation.clone(), ticket, line };
            Ok((ticket, values::encode("line", &kept)?))
        };
        let lines: Vec<_> = lines.into_iter().map(encode_line).collect::<Result<_, _>>()?;
        let hall = hall.map(|hall| values::encode("hall", &hall)).transpose()?;

        let writer = &mut *self.writer()?;
        if !self.has(writer, Kind::Inbox, &seq_key(inbox))? {
            return Err(StoreError::AlreadyDone);
        }
        let name = writer.keyring.name(&conversation);
        let (found, before) = match writer.stamps.get(&name) {
            Some(stamp) => (stamp.revision, Some(stamp.touched)),
            None => {
                let stored = self.stored_session(writer, name)?;
                let stored = stored.as_ref().map(|stored| &stored[..]);
                values::revision_and_day(stored, expected)
            }
        };
        if found != expected {
            return Err(StoreError::Conflict { expected, found });
        }

        let (mut changes, mut made) = (Changes::default(), Vec::new());
        changes.remove(Kind::Inbox, seq_key(inbox));
        let learner = if erase {
            let others = self.waiting_of(writer, name, inbox)?;
            self.erasing(writer, name, &mut changes)?;
            let learner = renewed(writer, name, &mut changes, &mut made);
            for (key, arrival) in others {
                changes.seal_again(&learner, Kind::Inbox, key, &arrival[..]);
            }
            learner
        } else {
            self.learner(writer, name, &mut changes, &mut made)?
        };
        match session {
            Some(session) => changes.seal(&learner, Kind::Sessions, name_key(name), session),
            None => changes.remove(Kind::Sessions, name_key(name)),
        }
        if before != Some(touched) || erase {
            if let Some(before) = before {
                changes.remove(Kind::Touched, touched_key(before, name));
            }
            changes.put(Kind::Touched, touched_key(touched, name), IVec::default());
        }
        for change in timers {
            match change {
                TimerChange::Set { timer, visit, due } => {
                    let key = timer_key(name, &timer);
                    let timer = Timer { conversation: conversation.clone(), timer, visit, due };
                    changes.seal(&learner, Kind::Timers, key, values::encode("timer", &timer)?);
                }
                TimerChange::Cancel { timer } => changes.remove(Kind::Timers, timer_key(name, &timer)),
            }
        }
        let last_ticket = handoffs.iter().map(|(number, ..)| *number).max().unwrap_or_default();
        for (_, at, opened_by, handoff) in handoffs {
            changes.seal(&learner, Kind::Handoffs, handoff_key(name, at, opened_by), handoff);
        }
        for (place, (ticket, line)) in (0..).zip(lines) {
            changes.seal(&learner, Kind::Lines, line_key(name, ticket, inbox, place), line);
        }
        if let Some(hall) = hall {
            changes.seal(&writer.keyring.desk(), Kind::Meta, HALL.into(), hall);
        }
        for heard in heard {
            self.mention(writer, day(at), heard, &mut changes)?;
        }
        let first = writer.last_outbox + 1;
        for (seq, letter) in (first..).zip(encoded) {
            changes.seal(&learner, Kind::Outbox, seq_key(seq), letter);
            writer.last_outbox = seq;
        }
        if !letters.is_empty() {
            changes.number(Kind::Meta, LAST_OUTBOX.into(), writer.last_outbox);
        }
        writer.counts(last_ticket, &mut changes);
        writer.change(changes);
        made.iter().for_each(|learner| writer.keyring.stored(learner));
        match revision {
            Some(revision) => writer.stamps.put(name, Stamp { revision, touched }),
            None => writer.stamps.forget(&name),
        }
        Ok((first..).zip(letters).map(|(seq, letter)| OutboxEntry::new(seq, letter)).collect())
    }

    /// Once more on that day. A row that cannot be read any more begins anew.
    fn mention(
        &self,
        writer: &mut Writer,
        day: i64,
        heard: Heard,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let key = mention_key(&writer.keyring.names, day, &heard);
        let before = match self.opened(writer, "mention", Kind::Review, &key) {
            Ok(Some(plain)) => values::decode("mention", &plain).map_or(0, |mention: Mention| mention.count),
            Ok(None) | Err(StoreError::Unreadable { .. }) => 0,
            Err(error) => return Err(error),
        };
        let mention = Mention { day, count: before.saturating_add(1), heard };
        let encoded = values::encode("mention", &mention)?;
        changes.seal(&writer.keyring.desk(), Kind::Review, key, encoded);
        Ok(())
    }
}

/// A new key for a learner, in place of any they had.
pub(super) fn renewed(
    writer: &Writer,
    name: Name,
    changes: &mut Changes,
    made: &mut Vec<Learner>,
) -> Learner {
    let learner = keyring::fresh(name);
    changes.put(Kind::Keys, name_key(name), keyring::wrapped(&writer.keyring.master, &learner));
    made.push(learner.clone());
    learner
}
