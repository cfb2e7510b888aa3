//! What a learner does while their ticket is with the desk.

use super::card::text_of;
use super::line::{Said, Who};
use super::ticket::{Ending, Ticket};
use super::work::{Case, To, Work, changed};
use crate::engine::{
    AttachmentKind, Command, Control, DeskAct, DeskNews, Effect, Entry, Event, HandoffRequest, Manner,
    Markup, MessageRef, Original, OutboxMessage, Press, Reserved, Slots, TextKey, Tracked, Value, answers,
    leads_on, masked, spoken_command,
};

/// To whom the learner speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Bot,
    Desk,
    /// What they say may mean that what counts as resolved is not: they are asked.
    Whether,
}

/// What a learner sent, as it is carried to the desk.
struct Sent<'a> {
    text: Option<&'a str>,
    kind: Option<AttachmentKind>,
    messages: Vec<MessageRef>,
    original: &'a Original,
    /// A further piece of an album.
    belated: bool,
}

impl Work<'_> {
    /// Whether the bot answers it, as it does when it is in control or asked explicitly.
    pub(super) fn asked_of(&mut self, event: &Event) -> Asked {
        let Some(case) = &self.case else { return Asked::Bot };
        let control = self.session.control;
        if control.is_bot() {
            return self.comes_back(case, event);
        }
        let is_with_agent = matches!(control, Control::Agent { .. });
        match event {
            Event::Text { text, .. }
                if spoken_command(self.desk.content, text).is_some_and(is_about_control) =>
            {
                Asked::Bot
            }
            Event::Text { text, .. } if answers(self.desk.content, &self.session, text, keeps_control) => {
                Asked::Bot
            }
            Event::Text { .. } | Event::Attachment { .. } => Asked::Desk,
            Event::Command { command, .. } => self.explicitly(*command, is_with_agent),
            Event::Choice { press, .. } => match Press::parse(press) {
                Some(Press::Command(command)) => self.explicitly(command, is_with_agent),
                // To go on is to wait, or to talk with the agent.
                Some(Press::Choice { dialog, .. }) if dialog == Reserved::StaleButton.id() => Asked::Desk,
                Some(Press::Topic(topic)) | Some(Press::Choice { dialog: topic, .. })
                    if Reserved::from_id(&topic).is_some_and(keeps_control) =>
                {
                    Asked::Bot
                }
                _ if is_with_agent => Asked::Desk,
                Some(press) if self.leads_on(&press) => self.leave(),
                _ => Asked::Bot,
            },
            _ => Asked::Bot,
        }
    }

    fn explicitly(&mut self, command: Command, is_with_agent: bool) -> Asked {
        match command {
            Command::Human
            | Command::Bot
            | Command::Cancel
            | Command::Help
            | Command::Language
            | Command::Privacy
            | Command::MyData
            | Command::Forget => Asked::Bot,
            Command::Start | Command::Menu | Command::Back | Command::Restart if is_with_agent => Asked::Desk,
            Command::Start | Command::Menu | Command::Back | Command::Restart => self.leave(),
        }
    }

    fn leads_on(&self, press: &Press) -> bool {
        leads_on(self.desk.content, &self.session, press, self.desk.around)
    }

    /// Who waits for an agent may go on with the bot meanwhile; the ticket stays where it is. Both sides are told.
    fn leave(&mut self) -> Asked {
        self.enter(Reserved::Bot, Slots::new(), Manner::Aside);
        Asked::Bot
    }

    pub(super) fn on_learner(&mut self, event: &Event) {
        match event {
            Event::Text { text, original } => self.sent(&Sent {
                text: Some(text),
                kind: None,
                messages: original.message.into_iter().collect(),
                original,
                belated: false,
            }),
            Event::Attachment { kind, caption, original, others, belated } => self.sent(&Sent {
                text: caption.as_deref(),
                kind: Some(*kind),
                messages: original.message.iter().chain(others).copied().collect(),
                original,
                belated: *belated,
            }),
            event => {
                let query = event.query().map(str::to_owned);
                self.effects.extend(query.map(|query| Effect::Acknowledge { query }));
                if let Event::Command { original, .. } = event {
                    self.masked(original, false);
                }
                match self.session.control {
                    Control::Agent { .. } => self.tell(DeskNews::Busy),
                    _ => self.bot(&Event::command(Command::Human)),
                }
            }
        }
    }

    /// The learner blocked the bot, or is back.
    pub(super) fn on_reach(&mut self, event: &Event) {
        self.bot(event);
        let (unreachable, now) = (*event == Event::Unreachable, self.now);
        let Some(ticket) = self.ticket().filter(|ticket| ticket.unreachable != unreachable) else { return };
        ticket.reached(!unreachable, now);
        let act = if unreachable { "blocked" } else { "unblocked" };
        self.note(Who::Learner, Said::did(act, None));
        self.post(if unreachable { "desk-learner-blocked" } else { "desk-learner-unblocked" }, &self.args());
    }

    fn sent(&mut self, sent: &Sent<'_>) {
        self.session.unreachable = false;
        self.session.offered.clear();
        self.masked(sent.original, sent.kind.is_some());
        // A correction is nothing new.
        let is_news = !(sent.original.edited && self.session.control.is_bot());
        let was_resolved = self.case.as_ref().is_some_and(|case| case.ticket.is_resolved());
        if was_resolved && is_news {
            self.reopen(DeskNews::Reopened);
        }
        let now = self.now;
        if let Some(ticket) = self.ticket() {
            ticket.reached(true, now);
            if is_news {
                ticket.asked(now);
            }
            if let (Some(text), Some(message)) = (sent.text, sent.original.message) {
                ticket.wrote(message, text);
            }
        }
        self.note(Who::Learner, sent.said());
        self.carry(sent);
        let is_queued = matches!(self.session.control, Control::Queued { .. });
        if is_queued && !was_resolved && !sent.belated {
            self.tell(DeskNews::Added);
        }
    }

    /// The message with personal data in it goes, with what was attached to it, and the learner is told.
    pub(super) fn masked(&mut self, original: &Original, attached: bool) {
        if original.masked {
            self.effects.extend(original.message.map(|on| Effect::Delete { on }));
            self.enter(Reserved::Masked, masked(original, attached), Manner::Aside);
        }
    }

    /// What the learner sent goes into the topic.
    fn carry(&mut self, sent: &Sent<'_>) {
        let message = sent.original.message;
        let track = message.map(Tracked::FromLearner);
        let ticket = self.case.as_ref().map(|case| &case.ticket);
        let reply_to = sent.original.reply_to.and_then(|on| ticket?.at_desk(on));
        let carried = message
            .filter(|_| sent.original.edited)
            .map(|message| ticket.map(|ticket| ticket.all_at_desk(message)));
        let carried = carried.flatten().unwrap_or_default();
        let shown = |key: &str| {
            let words = sent.text.unwrap_or_default().to_owned();
            self.words(key, &self.args_with([("words", words)]))
        };
        // What is being deleted cannot be copied any more, and ought not to be: its words are carried, without what was masked.
        let kind = sent.kind.filter(|_| !sent.original.masked);
        let others: Vec<_> = sent.messages.iter().copied().filter(|other| Some(*other) != message).collect();
        let is_album = sent.original.masked && !others.is_empty();
        let key = if sent.original.edited { "desk-learner-edited" } else { "desk-learner-says" };
        match (changed(&carried, sent.kind, shown(key), key), kind) {
            // Nothing of a picture or a voice message changes but its caption.
            (Some(change), _) => self.dispatch(To::Topic, change, None),
            (None, Some(_)) if !sent.original.edited => {
                let caption = sent.text.map(|_| shown("desk-learner-says"));
                self.copy(&sent.messages, caption, reply_to, track);
            }
            (None, _) => self.dispatch(To::Topic, said_to_desk(shown(key), key, reply_to), track),
        }
        if is_album {
            self.copy(&others, None, None, track);
        }
        if let (Some(deleted), None, Some(_)) = (sent.kind, kind, message) {
            let args = self.args_with([("kind", deleted.name().to_owned())]);
            self.post("desk-attachment-deleted", &args);
        }
    }

    fn copy(
        &mut self,
        messages: &[MessageRef],
        caption: Option<Markup>,
        reply_to: Option<MessageRef>,
        track: Option<Tracked>,
    ) {
        if messages.is_empty() {
            return;
        }
        let from = self.desk.conversation.clone();
        let copy = OutboxMessage::Copy { from, messages: messages.to_vec(), caption, reply_to };
        self.dispatch(To::Topic, copy, track);
    }

    // --- what the dialogs decide

    /// A learner asked for a human, and there is a desk.
    pub(super) fn open(&mut self, request: HandoffRequest) {
        // Nobody will ever come: it is recorded, as where there is no desk.
        let number = self.session.control.ticket().filter(|_| self.desk.around.reception.is_some());
        let Some(number) = number else { return self.effects.push(Effect::OpenHandoff(request)) };
        if self.case.as_ref().is_some_and(|case| case.ticket.is_resolved()) {
            return self.open_again(request);
        }
        let attached = request.attached.clone();
        let ticket = Ticket::new(number, self.session.locale.clone(), self.now);
        self.case = Some(Case { request, ticket });
        self.note(Who::Learner, Said::did("opened", None));
        self.copy_attached(&attached);
    }

    /// They came back with what counted as resolved: what agents know of it is what there is to know now.
    fn open_again(&mut self, request: HandoffRequest) {
        let (now, locale) = (self.now, self.session.locale.clone());
        let Some(case) = &mut self.case else { return };
        let opened = case.request.at;
        case.request = HandoffRequest { at: opened, ..request };
        case.ticket.reopened(now);
        (case.ticket.locale, case.ticket.intent) = (locale, None);
        self.asks_no_rating();
        self.note(Who::Learner, Said::did("reopen", None));
        let Some(Case { request, .. }) = self.case.clone() else { return };
        self.post("desk-asked-again", &self.args());
        // What stands under something that is carried is carried with it.
        let told = if request.attached.is_empty() { &["matter", "note"][..] } else { &["matter"] };
        for text in told.iter().map(|slot| text_of(&request.slots, slot)).filter(|text| !text.is_empty()) {
            self.post("desk-learner-says", &self.args_with([("words", text.clone())]));
            self.note(Who::Learner, Said::Words { text });
        }
        self.copy_attached(&request.attached);
    }

    fn copy_attached(&mut self, attached: &[MessageRef]) {
        for message in attached {
            self.copy(&[*message], None, None, Some(Tracked::FromLearner(*message)));
        }
    }

    pub(super) fn decided(&mut self, act: DeskAct, slots: &Slots) {
        let Some(is_resolved) = self.case.as_ref().map(|case| case.ticket.is_resolved()) else { return };
        if is_resolved && act == DeskAct::Withdraw {
            return;
        }
        // What they rate it is noted with it.
        if act != DeskAct::Rate {
            self.note(Who::Learner, Said::did(act.name(), None));
        }
        match act {
            DeskAct::Leave if self.was.is_bot() => {}
            DeskAct::Leave => self.post("desk-learner-left", &self.args()),
            DeskAct::Join | DeskAct::Reopen if is_resolved => {
                self.reopen_ticket();
                self.said_before(slots);
            }
            // Whoever has an agent keeps them.
            DeskAct::Join | DeskAct::Reopen if !self.was.is_bot() => self.session.control = self.was,
            DeskAct::Join | DeskAct::Reopen => {
                let now = self.now;
                if let Some(ticket) = self.ticket() {
                    ticket.asked(now);
                }
                self.post("desk-learner-joined", &self.args());
            }
            DeskAct::Withdraw => {
                self.post("desk-learner-withdrew", &self.args());
                let now = self.now;
                if let Some(ticket) = self.ticket() {
                    ticket.ended(Ending::Withdrawn, now);
                }
            }
            DeskAct::Rate if is_resolved => self.rated(slots),
            DeskAct::Rate => {}
            DeskAct::Solved => self.solved(),
        }
    }

    fn solved(&mut self) {
        let now = self.now;
        if let Some(ticket) = self.ticket().filter(|ticket| !ticket.is_over() && !ticket.is_resolved()) {
            ticket.resolved(now);
            self.post("desk-learner-solved", &self.args());
        }
    }

    /// What they once asked about is said to be over: were they helped by that? Nobody talks over an agent, or to who cannot be reached.
    pub(super) fn asked_whether_fixed(&mut self) {
        if matches!(self.session.control, Control::Agent { .. }) {
            return self.post("desk-incident-ask-yourself", &self.args());
        }
        if self.session.unreachable || self.session.revision == 0 {
            return;
        }
        let texts = &self.desk.content.texts;
        let place = self.case.as_ref().and_then(|case| case.request.path.last());
        let topic = place.and_then(|place| self.desk.content.topic(&place.dialog));
        let title = topic.map(|topic| texts.plain(&self.session.locale, &topic.title));
        let text = |text: &str| Value::Text(text.to_owned());
        let slots = Slots::from([
            ("news".into(), text("fixed")),
            ("named".into(), text(if title.is_some() { "yes" } else { "no" })),
            ("dialog".into(), text(&title.unwrap_or_default())),
        ]);
        let dialog = Reserved::Incident.id();
        self.enter_at(Entry { dialog, state: None, slots, manner: Manner::Digression, quiet: true });
    }
}

impl Sent<'_> {
    fn said(&self) -> Said {
        let text = self.text.unwrap_or_default().to_owned();
        match self.kind {
            _ if self.original.edited => Said::Edited { text },
            Some(kind) => Said::Attachment { kind, caption: self.text.map(str::to_owned) },
            None => Said::Words { text },
        }
    }
}

fn said_to_desk(text: Markup, key: &str, reply_to: Option<MessageRef>) -> OutboxMessage {
    let keys = vec![TextKey::from(key).to_string()];
    OutboxMessage::Post { text, buttons: Vec::new(), reply_to, pinned: false, quiet: false, keys }
}

/// Words that are meant for the bot whoever is in control.
fn is_about_control(command: Command) -> bool {
    matches!(command, Command::Bot)
}

/// Dialogs that can be had without taking the conversation back.
fn keeps_control(reserved: Reserved) -> bool {
    matches!(
        reserved,
        Reserved::Withdraw
            | Reserved::Rejoin
            | Reserved::StaleButton
            | Reserved::Bot
            | Reserved::Human
            | Reserved::Resolved
            | Reserved::Incident
            | Reserved::Privacy
            | Reserved::MyData
            | Reserved::Forget
            | Reserved::Language
            | Reserved::Help
    )
}
