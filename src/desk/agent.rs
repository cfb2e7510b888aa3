//! What agents do in a ticket's topic: they write, type commands, press the card's buttons, close topics by hand.

use super::command::{AgentCommand, HandBack, Parsed, Whom, parse};
use super::hall::Role;
use super::line::{Said, Who};
use super::press::{Act, DeskPress};
use super::ticket::Ending;
use super::work::{To, Work, changed};
use crate::engine::{
    Agent, AgentMessage, Control, DeskEvent, DeskNews, DialogId, Effect, Entry, IntentId, Manner, Markup,
    MessageRef, OutboxMessage, Position, Reserved, ResolvedBy, Slots, StateId, StateKind, TextKey,
    TopicState, Tracked, Value, reply_key,
};

impl Work<'_> {
    /// The topic of a ticket that is over and has a successor: whoever writes there is told where to go.
    pub(super) fn on_other_ticket(&mut self, event: &DeskEvent) {
        let (Some(other), key) = (event.ticket(), "desk-newer-ticket") else { return };
        let args = self.args();
        match event {
            DeskEvent::Wrote { message, .. } => {
                let text = message.text.as_deref().unwrap_or_default();
                let is_note = matches!(parse(text, &self.desk.office.bot_username), Parsed::Note(_));
                if !is_note && !message.edited {
                    self.post_with(To::TopicOf(other), key, &args, Vec::new(), Some(message.message));
                }
            }
            DeskEvent::Pressed { query, on, .. } => {
                self.effects.push(Effect::Acknowledge { query: query.clone() });
                self.post_with(To::TopicOf(other), key, &args, Vec::new(), *on);
            }
            _ => {}
        }
    }

    pub(super) fn on_desk(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::Wrote { by, message, .. } => self.wrote(by, message),
            DeskEvent::Pressed { by, press, query, on, .. } => {
                self.effects.push(Effect::Acknowledge { query: query.clone() });
                self.pressed(by, press, *on);
            }
            DeskEvent::Topic { by, change, .. } => self.topic_changed(by, *change),
            DeskEvent::Delivered { track, ids, topic } => self.delivered(track, ids, *topic),
            DeskEvent::Undelivered { track, trouble } => self.undelivered(track, *trouble),
            DeskEvent::Fixed { .. } => self.asked_whether_fixed(),
            // The clock is set at the end of every step.
            DeskEvent::Retimed => {}
            // The desk's own affairs: `general.rs`.
            DeskEvent::Here { .. }
            | DeskEvent::Seen { .. }
            | DeskEvent::Gathered { .. }
            | DeskEvent::Expired { .. }
            | DeskEvent::Undeletable => {}
        }
    }

    fn wrote(&mut self, by: &Agent, message: &AgentMessage) {
        if self.case.is_none() || !self.may_act(by, Some(message.message)) {
            return;
        }
        if message.edited {
            return self.edited(by, message);
        }
        let is_to_card = message.reply_to.is_some() && message.reply_to == self.card();
        let text = message.text.as_deref().unwrap_or_default();
        // A piece without words is what the words under an earlier one have made of the album.
        let album = message.album.as_ref().filter(|_| text.trim().is_empty());
        if album.is_some_and(|album| self.is_kept_back(album)) {
            return;
        }
        let goes_on = match parse(text, &self.desk.office.bot_username) {
            Parsed::Note(text) => {
                self.noted(by, text);
                false
            }
            Parsed::Command(command) => {
                self.heard(by);
                self.command(by, command, message);
                false
            }
            Parsed::Wrong(key) => {
                self.answer(message.message, key.as_str());
                false
            }
            Parsed::NotOurs => false,
            Parsed::Words if is_to_card => {
                self.noted(by, text.to_owned());
                false
            }
            Parsed::Words => self.relay(by, message),
        };
        if let (false, Some(album), Some(ticket)) = (goes_on, &message.album, self.ticket()) {
            ticket.keep_back(album);
        }
    }

    fn noted(&mut self, by: &Agent, text: String) {
        self.heard(by);
        self.note(Who::agent(by), Said::Note { text });
    }

    /// Whoever looks into it, or asks around, is not silent.
    fn heard(&mut self, by: &Agent) {
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.heard(by.id, now);
        }
    }

    fn is_kept_back(&self, album: &str) -> bool {
        self.case.as_ref().is_some_and(|case| case.ticket.kept_back.iter().any(|kept| kept == album))
    }

    fn card(&self) -> Option<MessageRef> {
        self.case.as_ref()?.ticket.shown.card
    }

    /// Whoever writes in the group's name is nobody who could be asked about it later.
    fn may_act(&mut self, by: &Agent, on: Option<MessageRef>) -> bool {
        let key = match (by.anonymous, self.desk.hall.role(by)) {
            (true, _) => "desk-anonymous",
            (false, Role::Barred) => "desk-barred",
            _ => return true,
        };
        let args = self.args();
        self.post_with(To::Topic, key, &args, Vec::new(), on);
        false
    }

    pub(super) fn answer(&mut self, to: MessageRef, key: &str) {
        let args = self.args();
        self.post_with(To::Topic, key, &args, Vec::new(), Some(to));
    }

    // --- words for the learner

    /// Whether the learner gets it.
    fn relay(&mut self, by: &Agent, message: &AgentMessage) -> bool {
        let Some(case) = &self.case else { return false };
        if case.ticket.is_over() {
            let buttons = vec![self.button(Act::Reopen)];
            let args = self.args();
            self.post_with(To::Topic, "desk-not-sent-over", &args, buttons, Some(message.message));
            return false;
        }
        let other = case.ticket.assignee.as_ref().filter(|assignee| assignee.id != by.id);
        if let Some(other) = other {
            let args = self.args_with([("agent", other.name.clone())]);
            let buttons = vec![self.button(Act::Claim)];
            self.post_with(To::Topic, "desk-not-sent-taken", &args, buttons, Some(message.message));
            return false;
        }
        self.take(by);
        let text = message.text.clone().unwrap_or_default();
        self.note(
            Who::agent(by),
            match message.kind {
                Some(kind) => Said::Attachment { kind, caption: message.text.clone() },
                None => Said::Words { text: text.clone() },
            },
        );
        let reply_to = message.reply_to.and_then(|on| self.case.as_ref()?.ticket.at_learner(on));
        self.say_to_learner(message, &text, reply_to);
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.answered(now);
        }
        if self.case.as_ref().is_some_and(|case| case.ticket.unreachable) {
            self.answer(message.message, "desk-unreachable");
        }
        true
    }

    fn say_to_learner(&mut self, message: &AgentMessage, text: &str, reply_to: Option<MessageRef>) {
        let track = Some(Tracked::FromAgent(message.message));
        let says = |text: &str| self.in_learners_words("desk-agent-says", text);
        let outgoing = match message.kind {
            None => OutboxMessage::Post {
                text: says(text),
                buttons: Vec::new(),
                reply_to,
                pinned: false,
                quiet: false,
                keys: vec!["desk-agent-says".to_owned()],
            },
            Some(_) => OutboxMessage::Copy {
                from: crate::engine::ConversationId::new("desk", "general"),
                messages: std::iter::once(message.message).chain(message.others.iter().copied()).collect(),
                caption: message.text.as_deref().map(says),
                reply_to,
            },
        };
        // What the bot asked before is not what is answered from now on.
        self.session.offered.clear();
        self.dispatch(To::Learner, outgoing, track);
    }

    fn in_learners_words(&self, key: &str, text: &str) -> Markup {
        let args = self.args_with([("words", text.to_owned())]);
        self.desk.content.texts.markup(&self.session.locale, &TextKey::from(key), &args)
    }

    /// An agent changed what the learner has read already: it changes there, too.
    fn edited(&mut self, by: &Agent, message: &AgentMessage) {
        let carried = self.case.as_ref().map(|case| case.ticket.all_at_learner(message.message));
        let carried = carried.unwrap_or_default();
        // Of a note no learner knows anything, so that there is nothing to say about it either.
        if let (true, Some(text)) = (carried.is_empty(), self.as_note(message)) {
            return self.noted(by, text);
        }
        let key = "desk-agent-says";
        let changes = message.text.as_deref().and_then(|text| {
            let shown = self.in_learners_words(key, text);
            Some((text, changed(&carried, message.kind, shown, key)?))
        });
        let Some((text, change)) = changes else {
            return self.answer(message.message, "desk-edit-not-carried");
        };
        if parse(text, &self.desk.office.bot_username) != Parsed::Words {
            return self.answer(message.message, "desk-edit-too-late");
        }
        self.note(Who::agent(by), Said::Edited { text: text.to_owned() });
        self.dispatch(To::Learner, change, None);
    }

    fn as_note(&self, message: &AgentMessage) -> Option<String> {
        let text = message.text.as_deref()?;
        let is_to_card = message.reply_to.is_some() && message.reply_to == self.card();
        match parse(text, &self.desk.office.bot_username) {
            Parsed::Note(text) => Some(text),
            Parsed::Words if is_to_card => Some(text.to_owned()),
            _ => None,
        }
    }

    // --- control

    /// The ticket becomes this agent's, and the learner is told that somebody is there.
    fn take(&mut self, by: &Agent) {
        let now = self.now;
        self.asks_no_rating();
        let Some(ticket) = self.ticket() else { return };
        if ticket.is_over() || ticket.is_resolved() {
            ticket.reopened(now);
        }
        let number = ticket.number;
        if !ticket.is_with(by.id) {
            ticket.claimed(by, now);
            self.note(Who::agent(by), Said::did("claimed", None));
        }
        if self.session.control != (Control::Agent { ticket: number }) {
            // What was asked of the learner before stands until the bot is back.
            self.session.control = Control::Agent { ticket: number };
            self.tell(DeskNews::Taken);
        }
    }

    fn command(&mut self, by: &Agent, command: AgentCommand, message: &AgentMessage) {
        let on = message.message;
        match command {
            AgentCommand::Say(name) => self.say_canned(by, &name, on),
            AgentCommand::Bot(back) => self.hand_back(by, back, on),
            AgentCommand::Claim => self.claim(by, on),
            AgentCommand::Assign(whom) => self.assign(by, &whom, on),
            AgentCommand::Release => self.release(by, on),
            AgentCommand::Hold => self.hold(by, on),
            AgentCommand::Resolve(intent) => self.resolve(by, intent, on),
            AgentCommand::Spam => self.spam(by, on),
            AgentCommand::Merge(into) => self.merge(by, into, on),
            AgentCommand::History => self.history(),
            AgentCommand::Help => self.answer(on, "desk-help"),
            AgentCommand::Learn(intent) => self.learn(by, intent, on, message.reply_to),
            AgentCommand::Queue
            | AgentCommand::Stats
            | AgentCommand::Find(_)
            | AgentCommand::DeskHere
            | AgentCommand::Agent(..)
            | AgentCommand::CloseToday
            | AgentCommand::OpenToday
            | AgentCommand::Incident(..) => self.answer(on, "desk-in-general"),
        }
    }

    fn pressed(&mut self, by: &Agent, press: &str, on: Option<MessageRef>) {
        let number = self.case.as_ref().map(|case| case.ticket.number);
        let press = DeskPress::parse(press).filter(|press| Some(press.ticket) == number);
        let Some(DeskPress { act, .. }) = press else { return };
        if !self.may_act(by, on) {
            return;
        }
        self.heard(by);
        let at = on.unwrap_or(MessageRef(0));
        self.chosen(on, &act);
        match act {
            Act::Claim => self.claim(by, at),
            Act::Release => self.release(by, at),
            Act::Assign(None) => self.choose_agent(at),
            Act::Assign(Some(id)) => self.assign(by, &Whom::Id(id), at),
            Act::Hold => self.hold(by, at),
            Act::Resolve(intent) => self.resolve(by, intent, at),
            Act::Bot(None) => self.hand_back(by, HandBack::Saved, at),
            Act::Bot(Some(dialog)) => self.hand_back(by, HandBack::Dialog(dialog), at),
            Act::Say(None) => self.choose_reply(at),
            Act::Say(Some(name)) => self.say_canned(by, &name, at),
            Act::Learn(intent) => self.learn(by, intent, at, None),
            Act::History => self.history(),
            Act::Merge(into) => self.merge(by, into, at),
            Act::Spam => self.spam(by, at),
            Act::Reopen => self.reopened_by(by),
        }
    }

    /// Whoever only wants to have it does not mean to begin it anew, which the learner would be told.
    fn claim(&mut self, by: &Agent, on: MessageRef) {
        if self.is_done() {
            let (args, buttons) = (self.args(), vec![self.button(Act::Reopen)]);
            return self.post_with(To::Topic, "desk-claim-over", &args, buttons, Some(on));
        }
        self.take(by);
    }

    /// Nothing more is to be done about it.
    pub(super) fn is_done(&self) -> bool {
        self.case.as_ref().is_none_or(|case| case.ticket.is_over() || case.ticket.is_resolved())
    }

    fn release(&mut self, by: &Agent, on: MessageRef) {
        if self.is_done() {
            return self.answer(on, "desk-over-already");
        }
        self.note(Who::agent(by), Said::did("released", None));
        self.put_back();
    }

    /// Anybody's again; the learner waits, unless they talk to the bot.
    pub(super) fn put_back(&mut self) {
        let now = self.now;
        let Some(ticket) = self.ticket() else { return };
        ticket.released(now);
        let number = ticket.number;
        if matches!(self.session.control, Control::Agent { .. }) {
            self.session.control = Control::Queued { ticket: number };
            self.tell(DeskNews::Released);
        }
    }

    fn assign(&mut self, by: &Agent, whom: &Whom, on: MessageRef) {
        let hall = self.desk.hall;
        let found = match whom {
            Whom::Id(id) => hall.members.get(id).map(|member| (*id, member)),
            Whom::Username(name) => hall.named(name),
        };
        let found = found.filter(|(_, member)| member.role != Role::Barred);
        let Some((id, member)) = found else { return self.answer(on, "desk-assign-unknown") };
        if self.is_done() {
            return self.answer(on, "desk-over-already");
        }
        let (name, now) = (member.name.clone(), self.now);
        self.note(Who::agent(by), Said::did("assigned", Some(name.clone())));
        if let Some(ticket) = self.ticket() {
            ticket.released(now);
            let to = Agent { id, name: name.clone(), username: None, anonymous: false, admin: false };
            ticket.claimed(&to, now);
        }
        let args = self.args_with([("agent", name)]);
        self.call(To::Topic, "desk-assigned", &args);
    }

    fn hold(&mut self, by: &Agent, on: MessageRef) {
        if self.is_done() {
            return self.answer(on, "desk-over-already");
        }
        self.note(Who::agent(by), Said::did("held", None));
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.held(now);
        }
    }

    fn resolve(&mut self, by: &Agent, intent: Option<IntentId>, on: MessageRef) {
        let unknown = intent.as_ref().filter(|intent| !self.desk.content.intents.contains_key(*intent));
        if unknown.is_some() {
            return self.answer(on, "desk-intent-unknown");
        }
        if self.is_done() {
            return self.answer(on, "desk-over-already");
        }
        self.note(Who::agent(by), Said::did("resolved", intent.as_ref().map(ToString::to_string)));
        if let Some(intent) = intent {
            self.teach(intent);
        }
        self.resolved(ResolvedBy::Agent);
    }

    /// The learner is asked how it was, and talks to the bot again.
    pub(super) fn resolved(&mut self, by: ResolvedBy) {
        let now = self.now;
        let Some(ticket) = self.ticket() else { return };
        ticket.resolved(now);
        let number = ticket.number;
        // Who went on with the bot meanwhile is asked in between.
        let manner = if self.session.control.is_bot() { Manner::Digression } else { Manner::Afresh };
        self.session.control = Control::Bot { ticket: Some(number) };
        let text = |text: &str| Value::Text(text.to_owned());
        let slots = Slots::from([
            ("ticket".into(), Value::Text(number.to_string())),
            ("news".into(), text("resolved")),
            ("by".into(), text(by.name())),
        ]);
        self.enter(Reserved::Resolved, slots, manner);
    }

    fn spam(&mut self, by: &Agent, on: MessageRef) {
        if self.case.as_ref().is_none_or(|case| case.ticket.is_over()) {
            return self.answer(on, "desk-over-already");
        }
        self.end(by, Ending::Spam, "spam");
    }

    /// Without a word to the learner but that the bot is there again.
    fn end(&mut self, by: &Agent, ending: Ending, act: &str) {
        self.note(Who::agent(by), Said::did(act, None));
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.ended(ending, now);
        }
        self.back_to_bot();
    }

    /// Nothing is with the desk any more.
    pub(super) fn back_to_bot(&mut self) {
        let was_with_desk = !self.session.control.is_bot();
        self.session.control = Control::ALONE;
        if was_with_desk {
            self.tell(DeskNews::Closed);
        }
    }

    fn reopened_by(&mut self, by: &Agent) {
        self.note(Who::agent(by), Said::did("reopened", None));
        self.take(by);
    }

    /// The bot takes over where it was left, or where the agent says.
    fn hand_back(&mut self, by: &Agent, back: HandBack, on: MessageRef) {
        if self.case.as_ref().is_none_or(|case| case.ticket.is_over() || case.ticket.is_resolved()) {
            return self.answer(on, "desk-over-already");
        }
        let Some((dialog, state)) = self.place_for(back) else {
            return self.answer(on, "desk-no-such-place");
        };
        let Some(ticket) = self.ticket() else { return };
        let (number, is_held) = (ticket.number, ticket.held_since().is_some());
        // Who talks to the bot already stays where they are.
        let is_with_bot = self.session.control.is_bot() && dialog.is_none();
        if is_with_bot && is_held {
            return;
        }
        let place = dialog.as_ref().map(ToString::to_string);
        self.note(Who::agent(by), Said::did("handed-back", place));
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.held(now);
        }
        if is_with_bot {
            return;
        }
        self.session.control = Control::Bot { ticket: Some(number) };
        self.session.fallback_level = 0;
        self.tell(DeskNews::Returned);
        match dialog {
            Some(dialog) => {
                let entry =
                    Entry { dialog, state, slots: Slots::new(), manner: Manner::Digression, quiet: false };
                self.enter_at(entry);
            }
            None if self.session.asked().is_empty() => {
                self.enter(Reserved::Menu, Slots::new(), Manner::Afresh);
            }
            None => self.enter(Reserved::Resume, Slots::new(), Manner::Interjection),
        }
    }

    /// `None`: there is no such place. A dialog that is none: where the learner left the bot.
    fn place_for(&self, back: HandBack) -> Option<(Option<DialogId>, Option<StateId>)> {
        let content = self.desk.content;
        match back {
            HandBack::Saved => Some((None, None)),
            HandBack::Dialog(dialog) => {
                let start = content.state(&dialog, &content.dialog(&dialog)?.start)?;
                (is_for_agents(&dialog) && !is_act(&start.kind)).then_some((Some(dialog), None))
            }
            HandBack::State(Position { dialog, state }) => {
                let kind = &content.state(&dialog, &state)?.kind;
                (is_for_agents(&dialog) && is_said(kind)).then_some((Some(dialog), Some(state)))
            }
        }
    }

    fn say_canned(&mut self, by: &Agent, name: &str, on: MessageRef) {
        let (locale, key) = (self.session.locale.clone(), reply_key(name));
        if !self.desk.content.texts.has(&locale, &key) {
            return self.answer(on, "desk-no-such-reply");
        }
        let args = self.args();
        let text = self.desk.content.texts.markup(&locale, &key, &args).plain();
        let message = AgentMessage {
            message: on,
            text: Some(text),
            kind: None,
            reply_to: None,
            edited: false,
            album: None,
            others: Vec::new(),
        };
        self.relay(by, &message);
    }

    fn history(&mut self) {
        let own = self.case.as_ref().map(|case| case.ticket.number);
        let conversation = self.desk.conversation;
        let earlier: Vec<String> = self
            .desk
            .board
            .all()
            .filter(|summary| summary.conversation == *conversation && Some(summary.number) != own)
            .map(|summary| {
                let args = self.args_with([
                    ("ticket", summary.number.to_string()),
                    ("state", summary.state.name().to_owned()),
                    ("date", self.desk.office.calendar.date(summary.opened_at).to_string()),
                    ("about", self.about(summary.position.as_ref())),
                    ("merged", if summary.merged_into.is_some() { "yes" } else { "no" }.to_owned()),
                    ("into", summary.merged_into.map(|into| into.to_string()).unwrap_or_default()),
                ]);
                self.words("desk-history-line", &args).plain()
            })
            .collect();
        let key = if earlier.is_empty() { "desk-history-none" } else { "desk-history" };
        let args = self.args_with([("tickets", earlier.join("\n"))]);
        let buttons = self.mergeable();
        self.post_with(To::Topic, key, &args, buttons, None);
    }

    /// Somebody closed or opened the topic by hand, and means the ticket.
    fn topic_changed(&mut self, by: &Agent, change: TopicState) {
        if let Some(ticket) = self.ticket() {
            ticket.shown.closed = change == TopicState::Closed;
        }
        let is_open =
            self.case.as_ref().is_some_and(|case| !case.ticket.is_over() && !case.ticket.is_resolved());
        if change == TopicState::Closed && is_open && !by.anonymous && self.desk.hall.role(by) != Role::Barred
        {
            self.note(Who::agent(by), Said::did("resolved", None));
            self.resolved(ResolvedBy::Agent);
        }
    }
}

/// The others are about what the learner decides: to be forgotten, to withdraw, to ask for a human.
fn is_for_agents(dialog: &DialogId) -> bool {
    matches!(Reserved::from_id(dialog), None | Some(Reserved::Welcome | Reserved::Menu))
}

/// Something is asked there, or said.
fn is_said(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Choices(_) | StateKind::Collect(_) | StateKind::End(_))
}

/// Something is done there in the learner's name.
fn is_act(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Handoff { .. } | StateKind::Desk { .. } | StateKind::Erase { .. })
}
