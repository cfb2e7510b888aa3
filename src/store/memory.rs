//! A store that forgets everything with the process: for scripts, tests and a chat that leaves no trace.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use super::records::{
    Arrival, ConversationId, Cursor, Forgotten, Handoff, InboxEntry, KeepSince, Kept, Letter, OutboxEntry,
    Swept, Timer, Turn, day,
};
use super::{Store, StoreError, values};
use crate::desk::{Contact, Hall, Line, Mention};
use crate::engine::{Heard, Session, TicketNumber, TimerChange, TimerName};

#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: Mutex<Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    inbox: BTreeMap<u64, Arrival>,
    last_inbox: u64,
    outbox: BTreeMap<u64, Letter>,
    last_outbox: u64,
    sessions: HashMap<ConversationId, Kept>,
    timers: BTreeMap<(ConversationId, TimerName), Timer>,
    /// By the time in ms, then by the inbox entry that led to it.
    handoffs: BTreeMap<(i64, u64), Handoff>,
    /// Arrival id to its time in ms.
    seen: HashMap<String, i64>,
    /// In the order in which they came.
    lines: Vec<(ConversationId, TicketNumber, Line)>,
    last_ticket: u64,
    hall: Option<Hall>,
    /// How often something was heard on a day.
    review: BTreeMap<(i64, Heard), u32>,
    cursors: HashMap<String, i64>,
}

impl Store for MemoryStore {
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError> {
        for arrival in &arrivals {
            values::encode("arrival", arrival)?;
        }
        let mut rows = self.rows();
        let mut accepted = Vec::new();
        for arrival in arrivals {
            if rows.seen.contains_key(&arrival.id) {
                continue;
            }
            rows.seen.insert(arrival.id.clone(), arrival.at.as_millisecond());
            rows.last_inbox += 1;
            let seq = rows.last_inbox;
            rows.inbox.insert(seq, arrival.clone());
            accepted.push(InboxEntry { seq, arrival });
        }
        if let Some(Cursor { name, position }) = cursor {
            rows.cursors.insert(name, position);
        }
        Ok(accepted)
    }

    fn cursor(&self, name: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.rows().cursors.get(name).copied())
    }

    fn session(&self, conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        Ok(self.rows().sessions.get(conversation).map(|kept| kept.session.clone()))
    }

    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>> {
        let mut rows = self.rows();
        turns.into_iter().map(|turn| rows.apply(turn)).collect()
    }

    fn delivered(&self, outbox: &[u64]) -> Result<(), StoreError> {
        let mut rows = self.rows();
        for seq in outbox {
            rows.outbox.remove(seq);
        }
        Ok(())
    }

    fn inbox(&self) -> Result<Vec<InboxEntry>, StoreError> {
        let entry = |(&seq, arrival): (&u64, &Arrival)| InboxEntry { seq, arrival: arrival.clone() };
        Ok(self.rows().inbox.iter().map(entry).collect())
    }

    fn outbox(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        let entry = |(&seq, letter): (&u64, &Letter)| OutboxEntry::new(seq, letter.clone());
        Ok(self.rows().outbox.iter().map(entry).collect())
    }

    fn timers(&self) -> Result<Vec<Timer>, StoreError> {
        let mut timers: Vec<_> = self.rows().timers.values().cloned().collect();
        Timer::sort_by_due(&mut timers);
        Ok(timers)
    }

    fn handoffs(&self) -> Result<Vec<Handoff>, StoreError> {
        Ok(self.rows().handoffs.values().cloned().collect())
    }

    fn last_ticket(&self) -> Result<TicketNumber, StoreError> {
        Ok(TicketNumber(self.rows().last_ticket))
    }

    fn lines(&self, conversation: &ConversationId, ticket: TicketNumber) -> Result<Vec<Line>, StoreError> {
        let rows = self.rows();
        let of = rows.lines.iter().filter(|(whose, number, _)| whose == conversation && *number == ticket);
        Ok(of.map(|(.., line)| line.clone()).collect())
    }

    fn hall(&self) -> Result<Option<Hall>, StoreError> {
        Ok(self.rows().hall.clone())
    }

    fn review(&self) -> Result<Vec<Mention>, StoreError> {
        let mention = |((day, heard), count): (&(i64, Heard), &u32)| Mention {
            day: *day,
            count: *count,
            heard: heard.clone(),
        };
        Ok(self.rows().review.iter().map(mention).collect())
    }

    fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        Ok(self.rows().sessions.values().filter_map(Kept::contact).collect())
    }

    fn handoffs_of(&self, conversation: &ConversationId) -> Result<Vec<Handoff>, StoreError> {
        let rows = self.rows();
        Ok(rows.handoffs.values().filter(|row| row.conversation == *conversation).cloned().collect())
    }

    fn forget(&self, conversation: &ConversationId) -> Result<Forgotten, StoreError> {
        Ok(self.rows().forget(conversation))
    }

    fn sweep(&self, since: &KeepSince) -> Result<Swept, StoreError> {
        let mut rows = self.rows();
        let rows = &mut *rows;
        let first_kept = day(since.sessions);
        let waiting = rows.inbox.values().map(|arrival| &arrival.conversation);
        let waiting = waiting.chain(rows.outbox.values().map(|letter| &letter.conversation));
        let at_work: HashSet<_> = waiting.collect();
        let (sessions, timers) = (rows.sessions.len(), rows.timers.len());
        let (handoffs, seen, review) = (rows.handoffs.len(), rows.seen.len(), rows.review.len());
        let mut old = HashSet::new();
        rows.sessions.retain(|conversation, kept| {
            let keeps = kept.touched >= first_kept || at_work.contains(conversation);
            if !keeps {
                old.insert(conversation.clone());
            }
            keeps
        });
        rows.timers.retain(|(conversation, _), _| !old.contains(conversation));
        let is_old =
            |_: &(i64, u64), row: &mut Handoff| row.over_since().is_some_and(|over| over < since.handoffs);
        for gone in rows.handoffs.extract_if(.., is_old) {
            let Handoff { conversation, ticket: Some(ticket), .. } = gone.1 else { continue };
            rows.lines.retain(|(whose, number, _)| *whose != conversation || *number != ticket.number);
        }
        rows.seen.retain(|_, at| *at >= since.seen.as_millisecond());
        let first_reviewed = day(since.review);
        rows.review.retain(|(day, _), _| *day >= first_reviewed);
        Ok(Swept {
            sessions: sessions - rows.sessions.len(),
            timers: timers - rows.timers.len(),
            handoffs: handoffs - rows.handoffs.len(),
            seen_ids: seen - rows.seen.len(),
            review: review - rows.review.len(),
        })
    }
}

impl MemoryStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().expect("nothing panics while it holds the rows")
    }
}

impl Rows {
    /// Checks everything before it changes anything, so that a refused turn leaves no trace.
    fn apply(&mut self, turn: Turn) -> Result<Vec<OutboxEntry>, StoreError> {
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
        let letters: Vec<_> =
            outbox.into_iter().map(|outgoing| Letter::new(&conversation, outgoing)).collect();
        let handoffs: Vec<_> = handoffs.into_iter().map(|update| update.row(&conversation, inbox)).collect();
        let kept = session.map(Arc::unwrap_or_clone).map(|session| Kept {
            conversation: conversation.clone(),
            touched: day(at),
            session,
        });
        if let Some(kept) = &kept {
            values::encode("session", kept)?;
        }
        for letter in &letters {
            values::encode("message", letter)?;
        }
        for handoff in &handoffs {
            values::encode("handoff", handoff)?;
        }
        if !self.inbox.contains_key(&inbox) {
            return Err(StoreError::AlreadyDone);
        }
        let found = self.sessions.get(&conversation).map_or(0, |kept| kept.session.revision);
        if found != expected {
            return Err(StoreError::Conflict { expected, found });
        }

        self.inbox.remove(&inbox);
        if erase {
            let is_theirs = |_: &u64, arrival: &mut Arrival| arrival.conversation == conversation;
            let came_after: Vec<_> = self.inbox.extract_if(.., is_theirs).collect();
            self.forget(&conversation);
            self.inbox.extend(came_after);
        }
        match kept {
            Some(kept) => _ = self.sessions.insert(conversation.clone(), kept),
            None => _ = self.sessions.remove(&conversation),
        }
        for change in timers {
            match change {
                TimerChange::Set { timer, visit, due } => {
                    let row = Timer { conversation: conversation.clone(), timer: timer.clone(), visit, due };
                    self.timers.insert((conversation.clone(), timer), row);
                }
                TimerChange::Cancel { timer } => {
                    self.timers.remove(&(conversation.clone(), timer));
                }
            }
        }
        for handoff in handoffs {
            let number = handoff.ticket.as_ref().map_or(0, |ticket| ticket.number.0);
            self.last_ticket = self.last_ticket.max(number);
            self.handoffs.insert((handoff.request.at.as_millisecond(), handoff.opened_by), handoff);
        }
        let lines = lines.into_iter().map(|(ticket, line)| (conversation.clone(), ticket, line));
        self.lines.extend(lines);
        if hall.is_some() {
            self.hall = hall;
        }
        for heard in heard {
            *self.review.entry((day(at), heard)).or_default() += 1;
        }
        let entries = letters.into_iter().map(|letter| {
            self.last_outbox += 1;
            self.outbox.insert(self.last_outbox, letter.clone());
            OutboxEntry::new(self.last_outbox, letter)
        });
        Ok(entries.collect())
    }

    fn forget(&mut self, conversation: &ConversationId) -> Forgotten {
        let (timers, handoffs) = (self.timers.len(), self.handoffs.len());
        let (inbox, outbox) = (self.inbox.len(), self.outbox.len());
        let session = self.sessions.remove(conversation);
        self.timers.retain(|(whose, _), _| whose != conversation);
        self.handoffs.retain(|_, handoff| handoff.conversation != *conversation);
        self.lines.retain(|(whose, ..)| whose != conversation);
        self.inbox.retain(|_, arrival| arrival.conversation != *conversation);
        self.outbox.retain(|_, letter| letter.conversation != *conversation);
        Forgotten {
            sessions: usize::from(session.is_some()),
            timers: timers - self.timers.len(),
            handoffs: handoffs - self.handoffs.len(),
            inbox: inbox - self.inbox.len(),
            outbox: outbox - self.outbox.len(),
        }
    }
}
