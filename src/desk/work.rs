//! One step at the desk in the making: what is known, and what it has come to so far.

use jiff::Timestamp;

use super::board::Board;
use super::calendar::Calendar;
use super::hall::Hall;
use super::incident::Crowd;
use super::line::{Line, Said, Who};
use super::targets::Targets;
use super::ticket::Ticket;
use crate::engine::{
    Args, Around, AttachmentKind, Content, Control, ConversationId, DeskNews, Effect, Entry, Event,
    HandoffRequest, LocaleId, Manner, Markup, MessageRef, OutboxButton, OutboxMessage, Outcome as Stepped,
    Reception, Reserved, Session, Slots, TextKey, TicketNumber, Track, Tracked, Value, desk_slots, enter,
    step_around,
};

/// How the desk is run: the operator's settings.
#[derive(Debug, Clone)]
pub struct Office {
    pub calendar: Calendar,
    pub targets: Targets,
    pub crowd: Crowd,
    /// The agents' language.
    pub locale: LocaleId,
    /// Ours, without its `@`: commands may carry it.
    pub bot_username: String,
}

impl Office {
    /// For a program without a desk, which is asked how to get one.
    pub fn of_nobody(content: &Content) -> Self {
        Self {
            calendar: Calendar::default(),
            targets: Targets::default(),
            crowd: Crowd::default(),
            locale: content.texts.default_locale().clone(),
            bot_username: String::new(),
        }
    }

    /// What a learner who asks for a human now can be told. `next`: the number that a new ticket would get. `None`: nobody will ever come.
    pub fn reception(
        &self,
        hall: &Hall,
        board: &Board,
        case: Option<&Case>,
        next: TicketNumber,
        now: Timestamp,
    ) -> Option<Reception> {
        let working = self.calendar.with(&hall.closings);
        let opens_at = match working.is_open(now) {
            true => None,
            // A desk that never opens is none.
            false => Some(working.next_opening(now)?),
        };
        let kept = case.map(|case| &case.ticket).filter(|ticket| !ticket.is_over());
        let resolved = kept.filter(|ticket| ticket.is_resolved()).map(|ticket| ticket.number);
        Some(Reception {
            ticket: resolved.unwrap_or(next),
            reopens: resolved.is_some(),
            // Whoever has it goes on with it.
            place: kept
                .is_none_or(|ticket| ticket.assignee.is_none())
                .then(|| board.place(kept.map(|ticket| ticket.number))),
            opens_at,
        })
    }
}

/// What a step has to know beside its conversation.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    pub content: &'a Content,
    pub conversation: &'a ConversationId,
    pub around: &'a Around<'a>,
    pub office: &'a Office,
    pub hall: &'a Hall,
    pub board: &'a Board,
    /// The learner's tickets that are over, where an agent may want something of them.
    pub earlier: &'a [Case],
}

/// A request and the ticket that was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub request: HandoffRequest,
    pub ticket: Ticket,
}

/// Where something is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Learner,
    /// The ticket's topic.
    Topic,
    /// Another ticket's topic.
    TopicOf(TicketNumber),
    /// All agents.
    General,
}

/// A message on its way out that no dialog says.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    pub to: To,
    pub message: OutboxMessage,
    /// What is to be known about it when it has arrived.
    pub track: Option<Track>,
}

pub(super) struct Work<'a> {
    pub desk: &'a Desk<'a>,
    pub now: Timestamp,
    pub session: Session,
    /// Who was in control before.
    pub was: Control,
    pub case: Option<Case>,
    /// What was the case before it was merged into the present one.
    pub merged: Option<Case>,
    pub effects: Vec<Effect>,
    pub dispatches: Vec<Dispatch>,
    pub lines: Vec<(TicketNumber, Line)>,
}

/// Changed words reach what was carried of a message; `None`: nothing of it is known any more.
pub(super) fn changed(
    carried: &[MessageRef],
    kind: Option<AttachmentKind>,
    text: Markup,
    key: &str,
) -> Option<OutboxMessage> {
    let keys = vec![key.to_owned()];
    Some(match (carried, kind) {
        ([], _) => return None,
        ([on], Some(_)) => OutboxMessage::Caption { on: *on, text, keys },
        // Behind an album its words stand in a message of their own.
        ([.., on], Some(_)) | ([on, ..], None) => {
            OutboxMessage::Edit { on: *on, text, buttons: Vec::new(), keys }
        }
    })
}

impl<'a> Work<'a> {
    pub fn new(desk: &'a Desk<'a>, session: Session, case: Option<Case>) -> Self {
        let (now, was) = (desk.around.now, session.control);
        let (effects, dispatches, lines) = (Vec::new(), Vec::new(), Vec::new());
        Self { desk, now, session, was, case, merged: None, effects, dispatches, lines }
    }

    pub fn ticket(&mut self) -> Option<&mut Ticket> {
        self.case.as_mut().map(|case| &mut case.ticket)
    }

    /// The bot's own step.
    pub fn bot(&mut self, event: &Event) {
        let stepped = step_around(self.desk.content, &self.session, event, self.desk.around);
        self.absorb(stepped);
    }

    /// The bot begins something by itself.
    pub fn enter(&mut self, dialog: Reserved, slots: Slots, manner: Manner) {
        self.enter_at(Entry { dialog: dialog.id(), state: None, slots, manner, quiet: false });
    }

    pub fn enter_at(&mut self, entry: Entry) {
        let stepped = enter(self.desk.content, &self.session, entry, self.desk.around);
        self.absorb(stepped);
    }

    pub fn absorb(&mut self, stepped: Stepped) {
        self.session = stepped.session;
        for effect in stepped.effects {
            match effect {
                Effect::OpenHandoff(request) => self.open(request),
                Effect::Desk(act, slots) => self.decided(act, &slots),
                effect => self.effects.push(effect),
            }
        }
    }

    /// Tells the learner of their ticket, in whatever conversation they are.
    pub fn tell(&mut self, news: DeskNews) {
        self.tell_with(news, Slots::new());
    }

    pub fn tell_with(&mut self, news: DeskNews, more: Slots) {
        let number = self.case.as_ref().map(|case| case.ticket.number);
        let mut slots = desk_slots(news, self.session.control, number, self.desk.around.reception);
        slots.extend(more);
        self.enter(Reserved::Ticket, slots, Manner::Aside);
    }

    /// A text for agents.
    pub fn words(&self, key: &str, args: &Args) -> Markup {
        self.desk.content.texts.markup(&self.desk.office.locale, &TextKey::from(key), args)
    }

    /// Something for agents to read, in the topic.
    pub fn post(&mut self, key: &str, args: &Args) {
        self.post_with(To::Topic, key, args, Vec::new(), None);
    }

    pub fn post_with(
        &mut self,
        to: To,
        key: &str,
        args: &Args,
        buttons: Vec<OutboxButton>,
        reply_to: Option<MessageRef>,
    ) {
        self.posted(to, key, args, (buttons, reply_to), true);
    }

    /// Something that somebody has to look at now: it makes a sound.
    pub fn call(&mut self, to: To, key: &str, args: &Args) {
        self.posted(to, key, args, (Vec::new(), None), false);
    }

    fn posted(
        &mut self,
        to: To,
        key: &str,
        args: &Args,
        (buttons, reply_to): (Vec<OutboxButton>, Option<MessageRef>),
        quiet: bool,
    ) {
        let text = self.words(key, args);
        let keys = vec![key.to_owned()];
        let message = OutboxMessage::Post { text, buttons, reply_to, pinned: false, quiet, keys };
        self.dispatches.push(Dispatch { to, message, track: None });
    }

    pub fn dispatch(&mut self, to: To, message: OutboxMessage, of: Option<Tracked>) {
        let number = self.case.as_ref().map(|case| case.ticket.number);
        let track = of.zip(number).map(|(of, ticket)| Track { ticket, of });
        self.dispatches.push(Dispatch { to, message, track });
    }

    pub fn note(&mut self, who: Who, said: Said) {
        let line = Line { at: self.now, who, said };
        self.lines.extend(self.case.as_ref().map(|case| (case.ticket.number, line)));
    }

    /// The number, as every text of a ticket may show it.
    pub fn args(&self) -> Args {
        let number = self.case.as_ref().map(|case| case.ticket.number.to_string());
        Args::from([("number".into(), Value::Text(number.unwrap_or_default()))])
    }

    pub fn args_with(&self, more: impl IntoIterator<Item = (&'static str, String)>) -> Args {
        let mut args = self.args();
        args.extend(more.into_iter().map(|(name, text)| (name.into(), Value::Text(text))));
        args
    }
}
