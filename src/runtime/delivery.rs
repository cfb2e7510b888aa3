//! One outbox entry: say it, and let those hear of it whom it concerns.

use std::sync::{Arc, Weak};

use tokio::sync::Semaphore;

use super::channel::{Limits, Receipt};
use super::outbox::{Outbox, Outcome};
use super::work::{Kind, Pieces};
use super::{AT_ONCE, Inner, desk};
use crate::engine::{DeskEvent, Event, OutboxMessage, TicketNumber, TopicChange, Track, Tracked, Trouble};
use crate::store::{Arrival, Letter, OutboxEntry};

/// Messages that are on their way at the same time at least, and as a part of those of a second: a kill says them again.
const FEW_AT_ONCE: usize = 8;
const AT_ONCE_PART: usize = 4;

/// What the outbox's lanes do.
pub(super) async fn deliver(inner: Weak<Inner>, sender: Arc<Outbox>, entry: OutboxEntry) {
    let Some(inner) = inner.upgrade() else { return };
    let is_to_desk = entry.letter.to.is_some();
    let _piece = inner.work.begun(if is_to_desk { Kind::ToDesk } else { Kind::Other });
    let waited = usize::from(is_to_desk);
    if inner.outbox.waits(entry.letter.to(), |later| is_superseded(&entry.letter, &later.letter)) {
        inner.processor.desk.waits(0, waited);
        return sender.discard(&entry);
    }
    let is_tracked = entry.letter.track.is_some();
    let is_gone = matches!(entry.letter.message, OutboxMessage::Topic(TopicChange::Delete { .. }));
    // What an agent has to be told of: anything else is missed by itself.
    let powerless = || {
        if is_gone {
            inner.pass_on(vec![desk::undeletable(entry.seq)]);
        }
    };
    let outcome = sender.deliver(&entry, powerless).await;
    inner.processor.desk.waits(0, waited);
    let undelivered = |trouble| {
        let became = |track| DeskEvent::Undelivered { track, trouble };
        is_tracked.then(|| inner.news_of(&entry, became)).flatten()
    };
    let (news, permit) = match outcome {
        Outcome::Erased | Outcome::Left => return,
        Outcome::Arrived(Receipt { ids, topic }, permit) if is_tracked || topic.is_some() => {
            let news = inner.news_of(&entry, |track| DeskEvent::Delivered { track, ids, topic });
            (Vec::from_iter(news), permit)
        }
        Outcome::Arrived(_, permit) => (Vec::new(), permit),
        Outcome::Dead(permit) => (Vec::from_iter(undelivered(Trouble::Refused)), permit),
        Outcome::Unreachable(permit) => {
            let undelivered = undelivered(Trouble::Unreachable);
            (undelivered.into_iter().chain(inner.unreachable(&entry)).collect(), permit)
        }
    };
    if news.is_empty() {
        return sender.settle(&entry, permit).await;
    }
    inner.settle_telling(&entry, news).await;
    drop(permit);
}

impl Inner {
    pub(super) fn send(&self, messages: Vec<OutboxEntry>) {
        let to_desk = messages.iter().filter(|message| message.letter.to.is_some()).count();
        self.work.add(Pieces { to_desk, others: messages.len() - to_desk });
        self.processor.desk.waits(to_desk, 0);
        for message in messages {
            self.outbox.push(message.letter.to().clone(), message);
        }
    }

    /// Takes a message off the outbox, of which somebody has to hear what became of it: were it off before that, they might never do so,
    /// and the longer after it, the sooner a kill in between would say it again.
    async fn settle_telling(&self, entry: &OutboxEntry, news: Vec<Arrival>) {
        let settled = match self.committer.accept_and_settle(self.let_in(news), entry.seq).await {
            Ok(accepted) => self.take_up(accepted).await,
            Err(error) => Err(error),
        };
        if let Err(error) = settled {
            self.sender.cannot_settle(entry.letter.to(), entry.seq, &error);
        }
    }

    /// What became of a message, for the conversation whose it is.
    fn news_of(&self, entry: &OutboxEntry, became: impl FnOnce(Track) -> DeskEvent) -> Option<Arrival> {
        let letter = &entry.letter;
        let upkeep = |ticket: TicketNumber| Track { ticket, of: Tracked::Upkeep };
        let track = letter.track.or_else(|| letter.to().chat().parse().ok().map(upkeep))?;
        Some(Arrival {
            id: format!("became:{}", entry.seq),
            conversation: letter.conversation.clone(),
            event: Event::Desk(became(track)),
            language: None,
            at: self.clock.now(),
        })
    }

    /// A learner who cannot be reached is recorded as that.
    fn unreachable(&self, entry: &OutboxEntry) -> Option<Arrival> {
        if entry.letter.to.is_some() {
            return None;
        }
        let conversation = entry.letter.conversation.clone();
        let id = format!("unreachable:{conversation}:{}", entry.seq);
        Some(Arrival { id, conversation, event: Event::Unreachable, language: None, at: self.clock.now() })
    }
}

/// Of several looks of a card or a title only the last one is worth a place in the budget.
fn is_superseded(letter: &Letter, later: &Letter) -> bool {
    let is_upkeep = |letter: &Letter| letter.track.is_some_and(|track| track.of == Tracked::Upkeep);
    let same = match (&letter.message, &later.message) {
        (OutboxMessage::Edit { on, .. }, OutboxMessage::Edit { on: other, .. }) => on == other,
        (
            OutboxMessage::Topic(TopicChange::Rename { .. }),
            OutboxMessage::Topic(TopicChange::Rename { .. }),
        ) => true,
        _ => false,
    };
    same && is_upkeep(letter) && is_upkeep(later)
}

/// Messages that may be on their way at the same time.
pub(super) fn on_their_way(limits: &Limits) -> usize {
    limits.overall.map_or(AT_ONCE, |overall| {
        (overall.per_s() / AT_ONCE_PART).clamp(FEW_AT_ONCE, Semaphore::MAX_PERMITS)
    })
}
