//! One inbox entry: load, step, render, commit.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::committer::Committer;
use super::desk::{self, FrontDesk};
use super::embedder::Embedding;
use super::figures;
use crate::desk::{Figures, Outcome as DeskOutcome, Tell, Ticket, To, figures_since};
use crate::engine::{
    Agent, Around, Content, Control, DeskEvent, Effect, Event, HandoffRequest, MessageRef, OutboxMessage,
    Outcome, Session, TicketNumber, TimerChange, TopicChange, render, step_around, step_internal_error,
};
use crate::intent::SentenceVector;
use crate::store::{
    Arrival, ConversationId, Handoff, HandoffUpdate, InboxEntry, OutboxEntry, Outgoing, Recent, Store,
    StoreError, Turn,
};

pub(super) struct Processor {
    pub content: RwLock<Arc<Content>>,
    pub store: Arc<dyn Store>,
    pub committer: Arc<Committer>,
    pub embedding: Embedding,
    pub desk: FrontDesk,
    /// As they were committed last. One that is not true any more is refused with its turn, and loaded.
    pub recent: Mutex<Recent<ConversationId, Arc<Session>>>,
}

/// Sessions that are kept in memory, at least.
pub(super) const RECENT: usize = 2_048;

/// What a committed turn leaves to be done.
pub(super) struct Committed {
    pub outbox: Vec<OutboxEntry>,
    pub timers: Vec<TimerChange>,
    /// Whatever there was of the learner before.
    pub erased: bool,
    /// An agent whom the desk has yet to be told of.
    pub newcomer: Option<Agent>,
    /// What other conversations have yet to be told.
    pub tells: Vec<Tell>,
}

/// What a turn has to know beside its session.
struct Known<'a> {
    case: Option<&'a Handoff>,
    earlier: &'a [Handoff],
    vector: Option<&'a SentenceVector>,
    figures: Option<Figures>,
}

/// What the desk keeps of a learner.
struct Files<'a> {
    case: Option<&'a Handoff>,
    earlier: &'a [Handoff],
    /// All of them, with their topics.
    tickets: Vec<(TicketNumber, Option<MessageRef>)>,
}

/// A turn in the making, and what it leaves to be told.
struct Made {
    turn: Turn,
    newcomer: Option<Agent>,
    tells: Vec<Tell>,
}

impl Processor {
    pub fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `Ok(None)`: it was done before.
    pub async fn process(&self, entry: &InboxEntry) -> Result<Option<Committed>, StoreError> {
        let vector = self.embedding.of(&entry.arrival.event).await;
        loop {
            let session = self.session(&entry.arrival).await?;
            let case = self.case(&entry.arrival).await?;
            let earlier = self.earlier(&entry.arrival).await?;
            let figures = self.figures(&entry.arrival).await?;
            let known = Known { case: case.as_ref(), earlier: &earlier, vector: vector.as_ref(), figures };
            let made = self.turn(entry, &session, &known);
            let committed = match self.commit(made).await {
                // Should a turn ever outgrow the store, the learner is told and the conversation begins anew.
                Err(StoreError::TooLarge { what, bytes, most }) => {
                    let conversation = &entry.arrival.conversation;
                    tracing::error!(%conversation, what, bytes, most, "a turn is too large");
                    let committed = self.commit(self.apology(entry, &session, case.as_ref())).await;
                    // It may be the ticket that is.
                    match committed {
                        Err(StoreError::TooLarge { .. }) => {
                            self.commit(self.bare_apology(entry, &session)).await
                        }
                        committed => committed,
                    }
                }
                committed => committed,
            };
            match committed {
                Ok(committed) => return Ok(Some(committed)),
                Err(StoreError::AlreadyDone) => return Ok(None),
                Err(StoreError::Conflict { .. }) => self.recent().forget(&entry.arrival.conversation),
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes an entry that cannot be processed out of the inbox, with an apology in a conversation that begins anew.
    ///
    /// Looks neither at the event nor at the stored session: either may be what cannot be borne. A ticket that is not over is known without
    /// looking for it.
    pub async fn set_aside(&self, entry: &InboxEntry) -> Result<Option<Committed>, StoreError> {
        let mut session = self.begun(&entry.arrival);
        // Whatever clock was running, it is not this conversation's any more.
        session.clock = Some(session.visit);
        let case = self.desk.case(&entry.arrival.conversation);
        loop {
            match self.commit(self.apology(entry, &session, case.as_ref())).await {
                Ok(committed) => {
                    // Whatever could not be borne is looked at anew.
                    self.recent().forget(&entry.arrival.conversation);
                    return Ok(Some(committed));
                }
                Err(StoreError::AlreadyDone) => return Ok(None),
                Err(StoreError::Conflict { found, .. }) => session.revision = found,
                Err(error) => return Err(error),
            }
        }
    }

    async fn commit(&self, Made { turn, newcomer, tells }: Made) -> Result<Committed, StoreError> {
        let (timers, conversation, erased) = (turn.timers.clone(), turn.conversation.clone(), turn.erase);
        let (handoffs, hall) = (turn.handoffs.clone(), turn.hall.clone());
        let (inbox, session) = (turn.inbox, turn.session.clone());
        let outbox = self.committer.commit(turn).await?;
        self.desk.follow(&conversation, inbox, erased, handoffs, hall);
        match session {
            Some(session) => self.recent().put(conversation, session),
            None => self.recent().forget(&conversation),
        }
        Ok(Committed { outbox, timers, erased, newcomer, tells })
    }

    /// The ticket that a conversation has. One that is over is looked for only when something happens to it.
    async fn case(&self, arrival: &Arrival) -> Result<Option<Handoff>, StoreError> {
        let open = self.desk.case(&arrival.conversation);
        let is_desk = arrival.conversation == desk::general();
        if open.is_some() || is_desk || !matches!(arrival.event, Event::Desk(_)) {
            return Ok(open);
        }
        Ok(desk::last(&self.all_of(arrival).await?).cloned())
    }

    /// The tickets that are over, where an agent may want something of them.
    async fn earlier(&self, arrival: &Arrival) -> Result<Vec<Handoff>, StoreError> {
        let is_agents =
            matches!(arrival.event, Event::Desk(DeskEvent::Wrote { .. } | DeskEvent::Pressed { .. }));
        if !is_agents || self.desk.tickets(&arrival.conversation).len() < 2 {
            return Ok(Vec::new());
        }
        let all = self.all_of(arrival).await?;
        Ok(all.into_iter().filter(|row| row.ticket.as_ref().is_some_and(Ticket::is_over)).collect())
    }

    /// Where an agent asks for them.
    async fn figures(&self, arrival: &Arrival) -> Result<Option<Figures>, StoreError> {
        let Event::Desk(event) = &arrival.event else { return Ok(None) };
        if arrival.conversation != desk::general() || !self.desk.asks_for_figures(event) {
            return Ok(None);
        }
        let (store, now) = (Arc::clone(&self.store), arrival.at);
        super::blocking(move || figures::figures(&*store, figures_since(now), now)).await.map(Some)
    }

    async fn all_of(&self, arrival: &Arrival) -> Result<Vec<Handoff>, StoreError> {
        let (store, conversation) = (Arc::clone(&self.store), arrival.conversation.clone());
        super::blocking(move || store.handoffs_of(&conversation)).await
    }

    fn recent(&self) -> MutexGuard<'_, Recent<ConversationId, Arc<Session>>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn session(&self, arrival: &Arrival) -> Result<Arc<Session>, StoreError> {
        if let Some(session) = self.recent().get(&arrival.conversation) {
            return Ok(Arc::clone(session));
        }
        let (store, conversation) = (Arc::clone(&self.store), arrival.conversation.clone());
        let stored = match super::blocking(move || store.session(&conversation)).await {
            Err(StoreError::Unreadable { what, why }) => {
                tracing::error!(conversation = %arrival.conversation, what, why, "begins anew");
                None
            }
            loaded => loaded?,
        };
        Ok(Arc::new(stored.unwrap_or_else(|| self.begun(arrival))))
    }

    fn begun(&self, arrival: &Arrival) -> Session {
        let content = self.content();
        let locale = match &arrival.language {
            Some(language) => content.texts.negotiate(language),
            None => content.texts.default_locale().clone(),
        };
        Session::new(content.fingerprint, locale)
    }

    fn turn(
        &self,
        entry: &InboxEntry,
        session: &Session,
        &Known { case, earlier, vector, ref figures }: &Known<'_>,
    ) -> Made {
        let (content, arrival) = (self.content(), &entry.arrival);
        let attempt = AssertUnwindSafe(|| {
            if let Event::Desk(event) = &arrival.event
                && (arrival.conversation == desk::general() || matches!(event, DeskEvent::Here { .. }))
            {
                return self.assembly(&content, entry, session, (event, figures.as_ref()));
            }
            match self.desk.step(&content, arrival, session, (case, earlier), vector) {
                Some(outcome) => {
                    let tickets = self.desk.tickets(&arrival.conversation);
                    turn_at_desk(&content, entry, session, &Files { case, earlier, tickets }, outcome)
                }
                None => {
                    let around = Around { vector, ..Around::at(arrival.at) };
                    // Nobody is there any more to wait for.
                    let alone = match session.control {
                        Control::ALONE => Cow::Borrowed(session),
                        _ => Cow::Owned(Session { control: Control::ALONE, ..session.clone() }),
                    };
                    let outcome = step_around(&content, &alone, &arrival.event, &around);
                    turn_of(&content, entry, session, outcome)
                }
            }
        });
        std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
            // `step` does not panic; should it ever, the learner is told instead of being left alone.
            tracing::error!(conversation = %arrival.conversation, seq = entry.seq, "the step panicked");
            self.apology(entry, session, case)
        })
    }

    /// With a ticket, where there is a desk.
    fn apology(&self, entry: &InboxEntry, session: &Session, case: Option<&Handoff>) -> Made {
        let (content, arrival) = (self.content(), &entry.arrival);
        // What failed may have been the ticket's own doing.
        let attempt = AssertUnwindSafe(|| {
            let outcome = self.desk.step_internal_error(&content, arrival, session, case)?;
            let tickets = self.desk.tickets(&arrival.conversation);
            Some(turn_at_desk(&content, entry, session, &Files { case, earlier: &[], tickets }, outcome))
        });
        let made = std::panic::catch_unwind(attempt).ok().flatten();
        made.unwrap_or_else(|| self.bare_apology(entry, session))
    }

    /// A request for a human is recorded, and no more.
    fn bare_apology(&self, entry: &InboxEntry, session: &Session) -> Made {
        let content = self.content();
        let around = Around::at(entry.arrival.at);
        let outcome = step_internal_error(&content, session, &entry.arrival.event, &around);
        turn_of(&content, entry, session, outcome)
    }

    /// The desk's own conversation has no dialog: what was said at large, and what is kept of the desk.
    fn assembly(
        &self,
        content: &Content,
        entry: &InboxEntry,
        session: &Session,
        (event, figures): (&DeskEvent, Option<&Figures>),
    ) -> Made {
        let arrival = &entry.arrival;
        let before = self.desk.hall();
        let assembly = self.desk.assemble(content, &arrival.conversation, (event, figures), arrival.at);
        let mut session = session.clone();
        let expected = session.revision;
        session.revision += 1;
        // It answers where it was asked.
        let to = |to: To| match to {
            To::TopicOf(ticket) => Some(desk::topic(ticket)),
            To::Learner | To::Topic | To::General => None,
        };
        let outbox = assembly.dispatches.into_iter().map(|dispatch| Outgoing {
            to: to(dispatch.to),
            message: dispatch.message,
            track: dispatch.track,
        });
        Made {
            turn: Turn {
                inbox: entry.seq,
                conversation: arrival.conversation.clone(),
                at: arrival.at,
                erase: false,
                expected,
                session: Some(Arc::new(session)),
                outbox: outbox.collect(),
                timers: Vec::new(),
                handoffs: Vec::new(),
                lines: Vec::new(),
                hall: (assembly.hall != before).then_some(assembly.hall),
                heard: Vec::new(),
            },
            newcomer: None,
            tells: assembly.tells,
        }
    }
}

/// What a step comes to where a desk is.
fn turn_at_desk(
    content: &Content,
    entry: &InboxEntry,
    session: &Session,
    &Files { case, earlier, ref tickets }: &Files<'_>,
    outcome: DeskOutcome,
) -> Made {
    let DeskOutcome { session: after, effects, case: kept, merged, dispatches, lines, newcomer } = outcome;
    let before = case.and_then(|row| row.ticket.as_ref());
    let mut made = turn_of(content, entry, session, Outcome { session: after, effects });
    let turn = &mut made.turn;
    made.newcomer = newcomer;
    if turn.erase {
        // What agents see of the learner goes with everything else.
        let gone = |(ticket, topic): &(TicketNumber, Option<MessageRef>)| Outgoing {
            to: Some(desk::topic(*ticket)),
            message: OutboxMessage::Topic(TopicChange::Delete { topic: *topic }),
            track: None,
        };
        turn.outbox.extend(tickets.iter().map(gone));
        return made;
    }
    turn.outbox.extend(desk::outgoing(kept.as_ref(), dispatches));
    let Some(kept) = kept else { return made };
    let number = kept.ticket.number;
    let rows = || case.into_iter().chain(earlier);
    let row_of =
        |number| rows().find(|row| row.ticket.as_ref().is_some_and(|ticket| ticket.number == number));
    if row_of(number).is_none() {
        made.tells.extend(kept.request.path.last().map(|at| desk::gathered(number, at.clone())));
    }
    let turn = &mut made.turn;
    turn.lines = lines;
    let changed = Some(kept).filter(|kept| before != Some(&kept.ticket));
    // Whoever has an open ticket has it last.
    turn.handoffs.extend(merged.into_iter().chain(changed).map(|case| HandoffUpdate {
        opened_by: row_of(case.ticket.number).map(|row| row.opened_by),
        request: case.request,
        ticket: Some(case.ticket),
    }));
    made
}

fn turn_of(content: &Content, entry: &InboxEntry, session: &Session, outcome: Outcome) -> Made {
    let outbox = render(content, &outcome.session, &outcome.effects);
    let mut timers = Vec::new();
    let mut handoff = None;
    let mut heard = Vec::new();
    let mut erase = false;
    for effect in outcome.effects {
        match effect {
            Effect::Timer(change) => timers.push(change),
            Effect::OpenHandoff(request) => handoff = Some(request),
            Effect::Heard(text) => heard.push(text),
            Effect::Erase => erase = true,
            Effect::Say(_)
            | Effect::Settle { .. }
            | Effect::Delete { .. }
            | Effect::Acknowledge { .. }
            | Effect::Desk(..) => {}
        }
    }
    // Nobody's conversation begins with what they did not do.
    let begins = session.revision > 0 || entry.arrival.event.is_learners();
    log_turn(entry, &outbox, handoff.as_ref());
    if erase {
        // Without their name, which is not to be found in what was written since.
        tracing::info!("a learner is forgotten as they wished");
    }
    let turn = Turn {
        inbox: entry.seq,
        conversation: entry.arrival.conversation.clone(),
        at: entry.arrival.at,
        erase,
        expected: session.revision,
        session: (begins && !erase).then(|| Arc::new(outcome.session)),
        outbox: outbox.into_iter().map(Outgoing::from).collect(),
        timers,
        handoffs: handoff.map(HandoffUpdate::from).into_iter().collect(),
        lines: Vec::new(),
        hall: None,
        heard,
    };
    Made { turn, newcomer: None, tells: Vec::new() }
}

/// Ids and counts only: never what was said.
fn log_turn(entry: &InboxEntry, messages: &[OutboxMessage], handoff: Option<&HandoffRequest>) {
    let conversation = &entry.arrival.conversation;
    tracing::debug!(%conversation, seq = entry.seq, messages = messages.len(), "step taken");
    if let Some(handoff) = handoff {
        tracing::info!(%conversation, reason = handoff.reason.name(), "a human is asked for");
    }
}
