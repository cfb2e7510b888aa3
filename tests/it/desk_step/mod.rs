//! Whatever learners, agents and clocks do in whatever order: the bot never talks over an agent, nobody is left without an answer, no note
//! gets out, and who is in control agrees with the ticket.

mod moves;

use std::collections::BTreeMap;

use helpbot::desk::{
    Board, Calendar, Case, Crowd, Desk, Dispatch, Hall, Office, Outcome, Summary, Targets, Ticket,
    TicketState, To, step, step_internal_error,
};
use helpbot::engine::{
    AgentMessage, Around, AttachmentKind, Content, Control, ConversationId, DeskEvent, Effect, Event,
    HandoffReason, MessageRef, Original, OutboxMessage, Reserved, Session, ShownMessage, TicketNumber,
    TimerChange, TimerName, TopicState, Track, answers, render,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::moves::{Move, agent, moves};
use crate::content::content;

/// Stands in everything that no learner may read.
const SECRET: &str = "只給客服看";

/// A learner's conversation with a desk, as the runtime would lead it.
struct World {
    content: std::sync::Arc<Content>,
    office: Office,
    hall: Hall,
    board: Board,
    conversation: ConversationId,
    session: Session,
    cases: BTreeMap<TicketNumber, Case>,
    now: Timestamp,
    timers: BTreeMap<TimerName, (Timestamp, u64)>,
    /// On its way, and to be told about.
    tracked: Vec<Track>,
    /// Buttons that the learner can see, newest last.
    shown: Vec<(String, ShownMessage)>,
    last_message: i64,
}

impl World {
    fn new() -> Self {
        let content = content();
        let office = Office {
            calendar: Calendar::default(),
            targets: Targets::default(),
            crowd: Crowd::default(),
            locale: content.texts.default_locale().clone(),
            bot_username: "helpbot".into(),
        };
        let mut hall = Hall::default();
        (0..3).for_each(|index| hall.note(&agent(index)));
        let session = Session::new(content.fingerprint, content.texts.default_locale().clone());
        Self {
            content,
            office,
            hall,
            board: Board::default(),
            conversation: ConversationId::new("test", 1),
            session,
            cases: BTreeMap::new(),
            now: "2026-12-01T02:00:00Z".parse().expect("a time"),
            timers: BTreeMap::new(),
            tracked: Vec::new(),
            shown: Vec::new(),
            last_message: 0,
        }
    }

    fn message(&mut self) -> MessageRef {
        self.last_message += 1;
        MessageRef(self.last_message)
    }

    fn happens(&mut self, does: &Move) {
        // Nothing is pressed twice in a hurry.
        self.now += SignedDuration::from_secs(11);
        match does {
            Move::Writes { text, edited, masked } => {
                let message = Some(self.message());
                let original = Original { message, edited: *edited, masked: *masked, reply_to: None };
                self.steps(&Event::Text { text: (*text).to_owned(), original });
            }
            Move::Commands(command) => {
                let message = self.message();
                self.steps(&Event::command(*command).in_message(Some(message)));
            }
            Move::Sends { kind, caption } => {
                let message = self.message();
                self.steps(&Event::attachment(*kind, *caption).in_message(Some(message)));
            }
            Move::Presses(back) => {
                let Some(index) = self.shown.len().checked_sub(back + 1) else { return };
                let (press, on) = self.shown[index].clone();
                self.steps(&Event::Choice { press, on: Some(on), query: Some("q".into()) });
            }
            Move::AgentWrites { by, text, edited, to_card, older } => {
                let card = self.at_desk(*older).and_then(|case| case.ticket.shown.card);
                let (text, reply_to) = (Some((*text).to_owned()), card.filter(|_| *to_card));
                let message = AgentMessage { text, edited: *edited, reply_to, ..self.blank() };
                self.agent_writes(*by, *older, message);
            }
            Move::AgentTeaches { by } => {
                let links = self.at_desk(false).map(|case| case.ticket.links.clone()).unwrap_or_default();
                let text = Some("/learn popup-blocked".to_owned());
                let reply_to = links.last().map(|link| link.desk);
                let message = AgentMessage { text, reply_to, ..self.blank() };
                self.agent_writes(*by, false, message);
            }
            Move::AgentSends { by, caption } => {
                let (text, kind) = (caption.map(str::to_owned), Some(AttachmentKind::Picture));
                let message = AgentMessage { text, kind, ..self.blank() };
                self.agent_writes(*by, false, message);
            }
            Move::AgentPresses { by, act, older } => {
                let Some(case) = self.at_desk(*older) else { return };
                let (ticket, on, by) = (Some(case.ticket.number), case.ticket.shown.card, agent(*by));
                let press = format!("d/{}/{act}", case.ticket.number);
                self.steps(&Event::Desk(DeskEvent::Pressed { by, ticket, press, query: "q".into(), on }));
            }
            Move::Topic { by, closes } => {
                let Some(case) = self.at_desk(false) else { return };
                let ticket = Some(case.ticket.number);
                let change = if *closes { TopicState::Closed } else { TopicState::Open };
                self.steps(&Event::Desk(DeskEvent::Topic { by: agent(*by), ticket, change }));
            }
            Move::Waits { minutes } => self.waits(self.now + SignedDuration::from_mins(*minutes)),
            Move::Arrives { trouble } => {
                for track in std::mem::take(&mut self.tracked) {
                    let event = match trouble {
                        Some(trouble) => DeskEvent::Undelivered { track, trouble: *trouble },
                        None => DeskEvent::Delivered { track, ids: vec![self.message()], topic: None },
                    };
                    self.steps(&Event::Desk(event));
                }
            }
            Move::Unreachable => self.steps(&Event::Unreachable),
            Move::Fails { text } => self.fails(&Event::typed(text)),
        }
    }

    /// There is an apology and a ticket, and never a second one.
    fn fails(&mut self, event: &Event) {
        let open = self.at_desk(false).filter(|case| !case.ticket.is_over()).cloned();
        let (before, was_open) = (self.session.clone(), open.clone());
        let outcome =
            self.at_the_desk(open.as_ref(), |desk| step_internal_error(desk, &before, open.clone(), event));
        let seen = Seen { before: &before, event, outcome: &outcome };
        assert!(seen.speakers().any(|speaker| speaker == Reserved::InternalError), "no apology");
        seen.nothing_secret_gets_out(&self.content);
        let case = outcome.case.as_ref().expect("there is a desk");
        let waits = was_open.filter(|case| !case.ticket.is_resolved());
        match waits {
            Some(had) => assert_eq!(case.request, had.request, "it is the same request"),
            None => assert_eq!(case.request.reason, HandoffReason::Error),
        }
        self.follow(outcome);
        assert!(!self.session.control.is_bot(), "the learner is with the desk");
        self.control_and_ticket_agree(before.control, event);
    }

    fn at_the_desk(&self, case: Option<&Case>, step: impl Fn(&Desk<'_>) -> Outcome) -> Outcome {
        let next = self.board.next_number();
        let reception = self.office.reception(&self.hall, &self.board, case, next, self.now);
        let around = Around { reception: reception.as_ref(), ..Around::at(self.now) };
        let desk = Desk {
            content: &self.content,
            conversation: &self.conversation,
            around: &around,
            office: &self.office,
            hall: &self.hall,
            board: &self.board,
            earlier: &self.cases.values().filter(|case| case.ticket.is_over()).cloned().collect::<Vec<_>>(),
        };
        let outcome = step(&desk);
        assert_eq!(outcome, step(&desk), "the same again is the same");
        outcome
    }

    fn blank(&mut self) -> AgentMessage {
        let message = self.message();
        AgentMessage {
            message,
            text: None,
            kind: None,
            reply_to: None,
            edited: false,
            album: None,
            others: Vec::new(),
        }
    }

    /// The ticket in whose topic something happens: the learner's last one, or their first.
    fn at_desk(&self, older: bool) -> Option<&Case> {
        let is_merged = |case: &&Case| case.ticket.merged_into().is_some();
        let last = || self.cases.values().rfind(|case| !is_merged(case)).or(self.cases.values().next_back());
        let open = || self.cases.values().find(|case| !case.ticket.is_over());
        if older { self.cases.values().next() } else { open().or_else(last) }
    }

    fn agent_writes(&mut self, by: usize, older: bool, message: AgentMessage) {
        let Some(case) = self.at_desk(older) else { return };
        let ticket = Some(case.ticket.number);
        self.steps(&Event::Desk(DeskEvent::Wrote { by: agent(by), ticket, message }));
    }

    fn waits(&mut self, end: Timestamp) {
        while let Some((timer, (due, visit))) = self
            .timers
            .clone()
            .into_iter()
            .min_by_key(|(_, (due, _))| *due)
            .filter(|(_, (due, _))| *due <= end)
        {
            self.timers.remove(&timer);
            self.now = self.now.max(due);
            self.steps(&Event::TimerDue { timer, visit });
        }
        self.now = self.now.max(end);
    }

    /// One step, and everything that has to hold of it.
    fn steps(&mut self, event: &Event) {
        // A ticket that is over is looked for only when something happens to it at the desk.
        let case = match event {
            Event::Desk(_) => self.at_desk(false),
            _ => self.at_desk(false).filter(|case| !case.ticket.is_over()),
        };
        let case = case.cloned();
        let before = self.session.clone();
        let outcome = self.at_the_desk(case.as_ref(), |desk| step(desk, &before, case.clone(), event));
        assert_eq!(read_back(&outcome.session), outcome.session);
        if let Some(case) = &outcome.case {
            assert_eq!(read_back(&case.ticket), case.ticket);
            assert_eq!(read_back(&case.request), case.request);
        }
        let seen = Seen { before: &before, event, outcome: &outcome };
        seen.bot_does_not_talk_over_an_agent(&self.content);
        seen.learner_is_answered(&self.content);
        seen.nothing_secret_gets_out(&self.content);
        self.follow(outcome);
        self.control_and_ticket_agree(before.control, event);
    }

    fn follow(&mut self, outcome: Outcome) {
        let erases = outcome.effects.contains(&Effect::Erase);
        for message in render(&self.content, &outcome.session, &outcome.effects) {
            let OutboxMessage::Send { text, buttons, .. } = message else { continue };
            let on = ShownMessage { message: self.message(), text };
            self.shown.extend(buttons.into_iter().map(|button| (button.press, on.clone())));
        }
        for effect in &outcome.effects {
            match effect {
                Effect::Timer(TimerChange::Set { timer, visit, due }) => {
                    self.timers.insert(timer.clone(), (*due, *visit));
                }
                Effect::Timer(TimerChange::Cancel { timer }) => {
                    self.timers.remove(timer);
                }
                _ => {}
            }
        }
        if erases {
            self.board.forget(&self.conversation);
            self.cases.clear();
            self.timers.clear();
            self.tracked.clear();
            let locale = self.content.texts.default_locale().clone();
            self.session = Session::new(self.content.fingerprint, locale);
            return;
        }
        self.tracked.extend(outcome.dispatches.iter().filter_map(|dispatch| dispatch.track));
        self.session = outcome.session;
        for case in outcome.merged.iter().chain(&outcome.case) {
            self.board.take(case.ticket.number);
            self.board.put(Summary::of(&self.conversation, &case.request, &case.ticket));
        }
        let changed = outcome.merged.into_iter().chain(outcome.case);
        self.cases.extend(changed.map(|case| (case.ticket.number, case)));
        let due = self.timers.get(&TimerName::from("ticket")).map(|(due, _)| *due);
        let alarm = self.at_desk(false).and_then(|case| case.ticket.alarm_at);
        assert_eq!(due, alarm, "the ticket's clock is the one that runs");
    }

    fn control_and_ticket_agree(&self, was: Control, event: &Event) {
        use TicketState::{Closed, New, OnHold, Open, Pending, Resolved, Spam, Withdrawn};
        let ticket = self.at_desk(false).map(|case| &case.ticket);
        let (control, state) = (self.session.control, ticket.map(Ticket::state));
        let agree = match (control, state) {
            (Control::Bot { ticket: None }, None | Some(Closed | Spam | Withdrawn)) => true,
            (Control::Bot { ticket: Some(_) }, Some(New | Open | Pending | OnHold | Resolved)) => true,
            (Control::Queued { .. }, Some(New | Open | Pending | OnHold)) => true,
            (Control::Agent { .. }, Some(New | Open | Pending | OnHold)) => {
                ticket.is_some_and(|ticket| ticket.assignee.is_some())
            }
            _ => false,
        };
        assert!(agree, "{control:?} with {state:?} after {event:?}; before: {was:?}");
        let number = ticket.filter(|ticket| !ticket.is_over()).map(|ticket| ticket.number);
        assert_eq!(control.ticket(), number, "after {event:?}; before: {was:?}");
        let open = self.cases.values().filter(|case| !case.ticket.is_over()).count();
        assert!(open <= 1, "one ticket at a time, after {event:?}");
    }
}

fn read_back<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let written = serde_json::to_vec(value).expect("it can be written");
    serde_json::from_slice(&written).expect("what was written can be read")
}

struct Seen<'a> {
    before: &'a Session,
    event: &'a Event,
    outcome: &'a Outcome,
}

impl Seen<'_> {
    fn after(&self) -> Control {
        self.outcome.session.control
    }

    /// The dialogs that say something.
    fn speakers(&self) -> impl Iterator<Item = Reserved> {
        self.outcome.effects.iter().filter_map(|effect| match effect {
            Effect::Say(say) => Some(Reserved::from_id(&say.dialog).unwrap_or(Reserved::Menu)),
            _ => None,
        })
    }

    /// While an agent is in control, the bot tells of the ticket, and answers what it is asked in so many words.
    fn bot_does_not_talk_over_an_agent(&self, content: &Content) {
        if !matches!((self.before.control, self.after()), (Control::Agent { .. }, Control::Agent { .. })) {
            return;
        }
        let asked = match self.event {
            Event::Command { .. } | Event::Choice { .. } => true,
            Event::Text { text, .. } => self.is_for_the_bot(content, text),
            _ => false,
        };
        for speaker in self.speakers().filter(|_| !asked) {
            let tells = matches!(speaker, Reserved::Ticket | Reserved::Masked);
            assert!(tells, "{speaker:?} talks over an agent after {:?}", self.event);
        }
    }

    /// They ask for it in so many words, or answer what it asked last.
    fn is_for_the_bot(&self, content: &Content, text: &str) -> bool {
        text.contains("小幫手") || answers(content, self.before, text, |_| true)
    }

    fn learner_is_answered(&self, content: &Content) {
        if !self.event.is_learners() {
            return;
        }
        let carried = self.outcome.dispatches.iter().any(|dispatch| {
            let is_carried = matches!(dispatch.message, OutboxMessage::Copy { .. })
                || matches!(&dispatch.message, OutboxMessage::Post { keys, .. } | OutboxMessage::Edit { keys, .. } | OutboxMessage::Caption { keys, .. }
                    if keys.iter().any(|key| key.starts_with("desk-learner-")));
            dispatch.to == To::Topic && is_carried
        });
        let acknowledged = match self.event.query() {
            Some(query) => self.outcome.effects.contains(&Effect::Acknowledge { query: query.to_owned() }),
            None => true,
        };
        assert!(acknowledged, "a spinner turns on after {:?}", self.event);
        assert!(carried || self.speakers().next().is_some(), "no answer to {:?}", self.event);
        // Whoever has an agent, or waits for one, speaks to them.
        let talks = matches!(self.event, Event::Text { text, .. } if !self.is_for_the_bot(content, text));
        assert!(carried || !talks || self.before.control.is_bot(), "{:?} did not reach the desk", self.event);
    }

    fn nothing_secret_gets_out(&self, content: &Content) {
        let says = render(content, &self.outcome.session, &self.outcome.effects);
        let to_learner = self.outcome.dispatches.iter().filter(|dispatch| dispatch.to == To::Learner);
        let dispatched: Vec<&Dispatch> = to_learner.collect();
        let told = format!("{says:?} {dispatched:?}");
        assert!(!told.contains(SECRET), "told after {:?}: {told}", self.event);
        let anonymous = matches!(self.event, Event::Desk(DeskEvent::Wrote { by, .. } | DeskEvent::Pressed { by, .. })
            if by.anonymous);
        assert!(!anonymous || (dispatched.is_empty() && says.iter().all(is_acknowledgement)));
        // A command is never said as it was typed.
        for dispatch in dispatched {
            if let OutboxMessage::Post { text, .. } = &dispatch.message {
                let words = text.plain();
                let words = words.split_once('：').map_or(words.as_str(), |(_, words)| words);
                assert!(!words.trim_start().starts_with(['/', '／']), "{words}");
            }
        }
    }
}

fn is_acknowledgement(message: &OutboxMessage) -> bool {
    matches!(message, OutboxMessage::Acknowledge { .. })
}

/// The same sequences in every run; more of them with `PROPTEST_CASES=20000 cargo test --release --test it desk_step::`.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig::default();
    let cases = if asked { default.cases } else { 2_000 };
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_201), ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_desk_keeps_its_promises(moves in prop::collection::vec(moves(), 1..40)) {
        let mut world = World::new();
        for does in &moves {
            world.happens(does);
        }
    }
}

/// What one learner wrote is not for the topic of another.
#[test]
fn tickets_of_two_learners_stay_two() {
    let mut world = World::new();
    world.fails(&Event::typed("還是不行"));
    let case = world.at_desk(false).expect("there is one").clone();
    let others = Ticket { number: TicketNumber(7), ..case.ticket.clone() };
    world.board.put(Summary::of(&ConversationId::new("test", 2), &case.request, &others));
    let message = AgentMessage { text: Some("/merge 7".to_owned()), ..world.blank() };
    let wrote = DeskEvent::Wrote { by: agent(0), ticket: Some(case.ticket.number), message };
    let outcome = world.at_the_desk(Some(&case), |desk| {
        step(desk, &world.session, Some(case.clone()), &Event::Desk(wrote.clone()))
    });
    assert_eq!((outcome.case.as_ref(), &outcome.merged), (Some(&case), &None));
    assert_eq!(outcome.session.control, world.session.control);
    assert_eq!(outcome.effects, []);
    let [Dispatch { to: To::Topic, message: OutboxMessage::Post { keys, .. }, .. }] = &outcome.dispatches[..]
    else {
        panic!("{:?}", outcome.dispatches)
    };
    assert_eq!(*keys, ["desk-merge-other-learner"]);
}
