//! One step of a conversation.
//!
//! Every event of a learner is answered with at least one message (or, for a button pressed twice in a hurry, with the end
//! of its spinner); a clock that no longer matters passes in silence, and so does what the learner did not do.

use super::around::Around;
use super::content::Content;
use super::dialog::{NoMatch, State, StateKind, Target};
use super::effect::{Effect, HandoffReason, Place};
use super::event::{AttachmentKind, Command, Event, MessageRef, Original, ShownMessage};
use super::flow::{Flow, present_name, state_of, title_slot};
use super::heard::{Heard, Taken};
use super::ids::{DialogId, LabelId, LocaleId, StateId, TextKey};
use super::news;
use super::press::Press;
use super::reconcile::{Fate, reconcile};
use super::reserved::Reserved;
use super::session::{Frame, LastPress, Role, Session};
use super::slot::{Slots, Value};
use super::understand::{Meaning, answered_before, understand, written_locale};

#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// With its revision raised by one.
    pub session: Session,
    pub effects: Vec<Effect>,
}

/// Within this time the same press again is the same press.
const HURRY_SECS: i64 = 10;
/// Texts without a letter that are asked about before a human is fetched.
const WORDLESS_MOST: u8 = 2;

/// What follows from an event, where there is nothing around the conversation. Pure and total.
pub fn step(content: &Content, session: &Session, event: &Event, now: jiff::Timestamp) -> Outcome {
    step_around(content, session, event, &Around::at(now))
}

/// What follows from an event. Pure and total.
pub fn step_around(content: &Content, session: &Session, event: &Event, around: &Around<'_>) -> Outcome {
    let mut session = session.clone();
    let visit_before = session.visit;
    let fate = reconcile(content, &mut session);
    let mut flow = Flow::new(content, session, around);
    match event {
        Event::Text { text, original } => {
            flow.on_original(original, false);
            flow.on_text(text, fate);
        }
        Event::Choice { press, on, query } => {
            flow.acknowledge(query.as_deref());
            flow.on_press(press, on.as_ref(), fate);
        }
        Event::Command { command, argument, original } => {
            flow.on_original(original, false);
            flow.on_command(*command, argument.as_deref());
        }
        Event::Attachment { belated: true, caption: None, original, .. } => flow.on_original(original, true),
        Event::Attachment { kind, caption, original, others, .. } => {
            flow.on_original(original, true);
            // One that is being deleted cannot be handed over.
            let own = original.message.iter().filter(|_| !original.masked);
            let messages = own.chain(others).copied();
            if !flow.hands_over(messages, *kind, caption.as_deref()) {
                flow.on_attachment(*kind, caption.as_deref(), fate);
            }
        }
        Event::Opened { fresh, locale } => flow.on_opened(*fresh, locale.clone(), fate),
        Event::GroupChat { query } => {
            flow.acknowledge(query.as_deref());
            flow.interject(Reserved::GroupChat);
        }
        Event::TooMuch { query } => {
            flow.acknowledge(query.as_deref());
            flow.interject(Reserved::TooMuch);
        }
        Event::Unreachable => flow.on_unreachable(),
        Event::Reachable => flow.session.unreachable = false,
        Event::TimerDue { visit, .. } => flow.on_timer(*visit),
        // The room `desk` reads them.
        Event::Desk(_) => {}
    }
    if event.is_learners() {
        flow.session.greeted = true;
        flow.session.unreachable = false;
        if !matches!(event, Event::Choice { .. }) {
            flow.session.last_press = None;
        }
    }
    flow.over(visit_before, false)
}

/// Whether a press still means something where the learner is; they are told if it does not.
pub fn leads_on(content: &Content, session: &Session, press: &Press, around: &Around<'_>) -> bool {
    let mut session = session.clone();
    let fate = reconcile(content, &mut session);
    let flow = Flow::new(content, session, around);
    match press {
        Press::Command(_) => true,
        Press::Topic(topic) => flow.may_be_asked_for(topic),
        Press::Choice { dialog, state, .. } => fate == Fate::Moved || flow.place_of(dialog, state).is_some(),
    }
}

/// The step to take when the other one failed on our side: an apology in a conversation that begins anew.
///
/// What the reserved dialog records for a human carries the place where it happened.
pub fn step_internal_error(
    content: &Content,
    session: &Session,
    event: &Event,
    around: &Around<'_>,
) -> Outcome {
    let mut anew = session.clone();
    anew.begin_anew(content.fingerprint, session.locale.clone());
    let mut flow = Flow::new(content, anew, around);
    flow.session.greeted = true;
    flow.session.locale_chosen = session.locale_chosen;
    flow.session.handoff_at = session.handoff_at;
    flow.acknowledge(event.query());
    let mut slots = flow.slots_of_reception();
    slots.insert("reason".into(), Value::Text(HandoffReason::Error.name().to_owned()));
    flow.interject_with(Reserved::InternalError, slots, Vec::new());
    for effect in &mut flow.effects {
        if let Effect::OpenHandoff(request) = effect {
            request.path = session.stack.iter().map(Frame::position).collect();
            request.recent = session.recent.clone();
        }
    }
    flow.over(session.visit, false)
}

/// An index into the session's stack or history.
enum PlaceOf {
    Stack(usize),
    History(usize),
}

impl Flow<'_> {
    pub fn over(mut self, visit_before: u64, in_passing: bool) -> Outcome {
        self.keep_offered(in_passing);
        self.set_clock(visit_before);
        self.session.revision += 1;
        Outcome { session: self.session, effects: self.effects }
    }

    /// Whether it is what a `collect` state waits for.
    fn hands_over(
        &mut self,
        messages: impl Iterator<Item = MessageRef>,
        kind: AttachmentKind,
        caption: Option<&str>,
    ) -> bool {
        let asked = self.session.stack.iter().rev().find(|frame| frame.role != Role::Interjection);
        let state = asked.and_then(|frame| state_of(self.content, frame));
        let Some(StateKind::Collect(collect)) = state.map(|state| &state.kind) else { return false };
        if !collect.attachments {
            return false;
        }
        let room = Session::ATTACHED.saturating_sub(self.session.attached.len());
        self.session.attached.extend(messages.take(room));
        self.drop_interjections();
        let value = Value::Text(caption.unwrap_or(kind.name()).to_owned());
        self.collect(&collect.slot, value, &collect.to);
        true
    }

    /// The message with personal data in it goes before anything is said.
    fn on_original(&mut self, original: &Original, attached: bool) {
        if original.masked {
            self.effects.extend(original.message.map(|on| Effect::Delete { on }));
            self.say_in_passing(Reserved::Masked, news::masked(original, attached));
        }
    }

    fn acknowledge(&mut self, query: Option<&str>) {
        self.effects.extend(query.map(|query| Effect::Acknowledge { query: query.to_owned() }));
    }

    /// Reminders would be said to nobody.
    fn on_unreachable(&mut self) {
        self.session.unreachable = true;
        if let Some(running) = self.session.clock {
            self.stop_clock(running);
        }
    }

    fn on_text(&mut self, text: &str, fate: Fate) {
        let meaning = understand(self.content, &self.session, text, self.around.vector, self.now);
        match &meaning {
            Meaning::Topic(_) => self.session.heard(text, true),
            Meaning::Torn(_) | Meaning::OutOfScope | Meaning::Nothing(_) | Meaning::Invalid(_) => {
                self.session.heard(text, false);
            }
            Meaning::Choice { .. }
            | Meaning::Press(_)
            | Meaning::Value { .. }
            | Meaning::Command(_)
            | Meaning::Wordless => {}
        }
        let taken = match &meaning {
            Meaning::Nothing(_) => Some(Taken::Nothing),
            Meaning::Torn(_) => Some(Taken::Unsure),
            Meaning::OutOfScope => Some(Taken::OutOfScope),
            _ => None,
        };
        let asks = !matches!(meaning, Meaning::Choice { .. } | Meaning::Press(_) | Meaning::Value { .. });
        if asks
            && !self.session.locale_chosen
            && let Some(locale) = written_locale(self.content, text)
        {
            self.session.locale = locale;
        }
        if let Some(taken) = taken {
            let asked = self.session.stack.iter().rfind(|frame| frame.role != Role::Interjection);
            let heard = Heard::new(text, self.session.locale.clone(), asked.map(Frame::position), taken);
            self.effects.push(Effect::Heard(heard));
        }
        match meaning {
            Meaning::Command(command) => self.on_command(command, None),
            Meaning::Topic(topic) if self.is_led_away(&topic) => self.interject(Reserved::NoMatch),
            Meaning::Topic(topic) => self.on_question(&topic, text),
            _ if fate == Fate::Moved => self.say_moved_on(),
            Meaning::Press(press) => self.on_known_press(press, None, fate),
            Meaning::Choice { frame, choice } => {
                self.session.stack.truncate(frame + 1);
                self.choose(choice);
            }
            Meaning::Value { collect, value } => {
                self.drop_interjections();
                self.collect(&collect.slot, value, &collect.to);
            }
            Meaning::Torn(topics) => {
                self.session.fallback_level = self.session.fallback_level.saturating_add(1);
                self.offer(topics);
            }
            Meaning::Invalid(collect) => {
                self.drop_interjections();
                self.on_invalid(collect.tries, collect.invalid.clone(), &collect.otherwise);
            }
            Meaning::Wordless => self.on_wordless(),
            Meaning::OutOfScope => self.interject(Reserved::OutOfScope),
            Meaning::Nothing(guesses) => self.on_no_match(guesses),
        }
    }

    /// Greets at first contact, else asks again the question that stands.
    fn on_opened(&mut self, fresh: bool, locale: Option<LocaleId>, fate: Fate) {
        if fresh {
            self.session.begin_anew(self.content.fingerprint, self.content.texts.default_locale().clone());
        }
        if let Some(locale) = locale {
            self.session.locale = self.content.texts.negotiate(locale.as_str());
            self.session.locale_chosen = true;
        }
        self.drop_interjections();
        match fate {
            _ if self.session.stack.is_empty() => self.go_home(Reserved::Welcome),
            Fate::Moved => self.say_moved_on(),
            Fate::Kept => self.interject(Reserved::Resume),
        }
    }

    fn on_topic(&mut self, topic: &DialogId) {
        self.session.fallback_level = 0;
        if *topic == Reserved::Human.id() {
            return self.lead_to_human(HandoffReason::Request);
        }
        self.start_topic(topic, Slots::new());
    }

    /// A typed question: what it says beyond its topic may answer the topic's first question.
    fn on_question(&mut self, topic: &DialogId, text: &str) {
        // A menu would lose the learner's place for a guess: it is offered.
        let has_place = self.session.stack.iter().any(|frame| Reserved::from_id(&frame.dialog).is_none());
        if *topic == Reserved::Menu.id() && has_place {
            return self.offer(vec![topic.clone()]);
        }
        let (said, in_progress) =
            (self.effects.len(), self.session.stack.iter().any(|frame| frame.dialog == *topic));
        self.on_topic(topic);
        let content = self.content;
        let asked_only = self.effects.len() == said + 1 && !in_progress;
        let first = self.session.top().filter(|frame| asked_only && frame.dialog == *topic);
        if let Some(choice) = first.and_then(|frame| answered_before(content, frame, text)) {
            self.effects.truncate(said);
            self.choose(choice);
        }
    }

    /// Whether a typed question would lead out of a dialog that does not let itself be interrupted.
    fn is_led_away(&self, topic: &DialogId) -> bool {
        let asked = self.session.stack.iter().rev().find(|frame| frame.role != Role::Interjection);
        let Some(dialog) = asked.and_then(|frame| self.content.dialog(&frame.dialog)) else { return false };
        let leads = self.content.dialog(topic).is_some_and(|topic| !topic.answer);
        !dialog.digressions && leads && Reserved::from_id(topic).is_none() && dialog.id != *topic
    }

    fn on_command(&mut self, command: Command, argument: Option<&str>) {
        self.session.fallback_level = 0;
        match command {
            Command::Start => match argument.map(DialogId::from).filter(|topic| self.may_be_asked_for(topic))
            {
                Some(topic) => {
                    self.remember();
                    self.session.stack.clear();
                    self.on_topic(&topic);
                }
                None => self.go_home(Reserved::Welcome),
            },
            Command::Menu => self.go_home(Reserved::Menu),
            Command::Back => self.go_back(),
            Command::Restart => self.restart(),
            Command::Cancel if self.session.control.is_bot() => self.cancel(),
            Command::Cancel => self.start_topic(&Reserved::Withdraw.id(), Slots::new()),
            Command::Bot if self.session.control.ticket().is_some() => {
                self.start_topic(&Reserved::Bot.id(), Slots::new());
            }
            Command::Bot if self.session.stack.is_empty() => self.go_home(Reserved::Menu),
            Command::Bot => self.interject(Reserved::Resume),
            Command::Help => self.start_topic(&Reserved::Help.id(), Slots::new()),
            Command::Language => self.start_topic(&Reserved::Language.id(), Slots::new()),
            Command::Privacy => self.start_topic(&Reserved::Privacy.id(), Slots::new()),
            Command::MyData => self.start_topic(&Reserved::MyData.id(), Slots::new()),
            Command::Forget => self.start_topic(&Reserved::Forget.id(), Slots::new()),
            Command::Human => self.lead_to_human(HandoffReason::Request),
        }
    }

    fn on_press(&mut self, data: &str, on: Option<&ShownMessage>, fate: Fate) {
        if self.is_hurried(data, on) {
            return;
        }
        let message = on.map(|on| on.message);
        self.session.last_press =
            message.map(|message| LastPress { press: data.to_owned(), message, at: self.now });
        match Press::parse(data) {
            Some(press) => self.on_known_press(press, on, fate),
            None => self.say_stale(None),
        }
    }

    fn on_known_press(&mut self, press: Press, on: Option<&ShownMessage>, fate: Fate) {
        match press {
            Press::Command(command) => {
                if matches!(command, Command::Back | Command::Menu) {
                    self.place = self.place_of_navigation(on);
                    // The same button then stands under another question: pressing it again means another step.
                    if self.place != Place::New {
                        self.session.last_press = None;
                    }
                }
                self.on_command(command, None);
            }
            Press::Topic(topic) | Press::Choice { dialog: topic, .. } if self.lacks_ticket(&topic) => {
                self.say_stale(None);
            }
            Press::Topic(topic) if self.may_be_asked_for(&topic) => {
                self.settle_offer(&topic, on);
                self.on_topic(&topic);
            }
            Press::Choice { dialog, state, label } if fate == Fate::Kept => {
                self.on_choice(&dialog, &state, &label, on);
            }
            Press::Choice { .. } => self.say_moved_on(),
            Press::Topic(_) => self.say_stale(None),
        }
    }

    /// The same button of the same message, a moment ago.
    fn is_hurried(&self, data: &str, on: Option<&ShownMessage>) -> bool {
        let (Some(last), Some(on)) = (&self.session.last_press, on) else { return false };
        let since = self.now.duration_since(last.at).as_secs();
        last.press == data && last.message == on.message && (0..HURRY_SECS).contains(&since)
    }

    /// Navigation takes the place of the question it was pressed on. A message that says more than that is kept: there may be
    /// a phone number in it.
    fn place_of_navigation(&self, on: Option<&ShownMessage>) -> Place {
        let question = self.session.top().and_then(|frame| {
            let key = state_of(self.content, frame)?.say.as_ref()?;
            Some(self.content.texts.markup(&self.session.locale, key, &self.args(frame)))
        });
        match (on, question) {
            (Some(on), Some(question)) if question.reads_like(&on.text) => Place::InsteadOf(on.message),
            _ => Place::New,
        }
    }

    /// A choice of the question that stands, of one underneath, or of an earlier one: then the learner goes back to it.
    fn on_choice(&mut self, dialog: &DialogId, state: &StateId, label: &LabelId, on: Option<&ShownMessage>) {
        match self.place_of(dialog, state) {
            Some(PlaceOf::Stack(index)) => self.session.stack.truncate(index + 1),
            Some(PlaceOf::History(index)) => self.session.go_back_to(index),
            None => return self.say_stale(Some(dialog)),
        }
        let content = self.content;
        let frame = self.session.stack.last().cloned();
        let found = frame.as_ref().and_then(|frame| {
            let items = state_of(content, frame)?.kind.choices();
            Flow::offered(frame, items).find(|choice| choice.label == *label)
        });
        let Some(choice) = found else { return self.arrive() };
        self.settle(on, choice.text.clone());
        self.choose(choice);
    }

    /// Where the learner is, or was, asked this.
    fn place_of(&self, dialog: &DialogId, state: &StateId) -> Option<PlaceOf> {
        let state = self.content.dialog(dialog).and_then(|known| present_name(known, state))?;
        let stands = |frame: &Frame| frame.dialog == *dialog && frame.state == state;
        let asked = |stack: &[Frame]| stack.last().is_some_and(stands);
        let earlier = || self.session.history.iter().rposition(|stack| asked(stack)).map(PlaceOf::History);
        self.session.stack.iter().rposition(stands).map(PlaceOf::Stack).or_else(earlier)
    }

    fn settle_offer(&mut self, topic: &DialogId, on: Option<&ShownMessage>) {
        let offered = self.session.top().is_some_and(|frame| frame.candidates.contains(topic));
        if let (true, Some(known)) = (offered, self.content.topic(topic)) {
            self.settle(on, known.title);
        }
    }

    /// Leaves a trace of the choice in the message that carried the button.
    fn settle(&mut self, on: Option<&ShownMessage>, chosen: TextKey) {
        self.effects.extend(on.map(|on| Effect::Settle { on: on.clone(), chosen }));
    }

    fn on_attachment(&mut self, kind: AttachmentKind, caption: Option<&str>, fate: Fate) {
        if let Some(caption) = caption.filter(|caption| !caption.trim().is_empty()) {
            let meaning = understand(self.content, &self.session, caption, None, self.now);
            if !matches!(
                meaning,
                Meaning::Wordless | Meaning::OutOfScope | Meaning::Nothing(_) | Meaning::Invalid(_)
            ) {
                return self.on_text(caption, fate);
            }
        }
        let kind = Value::Text(kind.name().to_owned());
        let slots = Slots::from([("kind".into(), kind), ("desk".into(), news::desk(self.around.reception))]);
        self.interject_with(Reserved::Attachment, slots, Vec::new());
    }

    fn on_timer(&mut self, visit: u64) {
        self.stop_clock(visit);
        // Nobody is reminded of a question of the bot's while an agent talks with them.
        if visit != self.session.visit || self.session.unreachable || !self.session.control.is_bot() {
            return;
        }
        let content = self.content;
        let timeout = self
            .session
            .top()
            .and_then(|frame| state_of(content, frame))
            .and_then(|state| state.timeout.as_ref());
        let Some(timeout) = timeout else { return };
        self.quiet = true;
        if timeout.to == Target::Dialog(Reserved::Timeout.id()) {
            self.interject(Reserved::Timeout);
        } else {
            self.remember();
            self.go_to(&timeout.to);
            self.arrive();
        }
    }

    fn on_invalid(&mut self, tries: u8, invalid: Option<TextKey>, otherwise: &Target) {
        let Some(frame) = self.session.stack.last_mut() else { return };
        frame.tries = frame.tries.saturating_add(1);
        if frame.tries >= tries {
            self.remember();
            self.go_to(otherwise);
            return self.arrive();
        }
        match invalid {
            Some(invalid) => {
                self.say_text(invalid, Vec::new());
                self.arrive();
            }
            None => self.interject(Reserved::NoMatch),
        }
    }

    /// Who sends nothing but emoji again and again does not find the words.
    fn on_wordless(&mut self) {
        let level = self.session.fallback_level;
        self.session.fallback_level = level.saturating_add(1);
        if level < WORDLESS_MOST {
            self.interject(Reserved::NoMatch);
        } else {
            self.lead_to_human(HandoffReason::NoMatch);
        }
    }

    fn on_no_match(&mut self, guesses: Vec<DialogId>) {
        let first_contact = !self.session.greeted;
        let level = usize::from(self.session.fallback_level);
        self.session.fallback_level = self.session.fallback_level.saturating_add(1);
        self.drop_interjections();
        let Some(state) = self.session.top().and_then(|frame| state_of(self.content, frame)) else {
            return match level {
                0 if first_contact => self.go_home(Reserved::Welcome),
                0 => self.interject(Reserved::OutOfScope),
                1 => self.offer(guesses),
                _ => self.lead_to_human(HandoffReason::NoMatch),
            };
        };
        let last = state.no_match.len().saturating_sub(1);
        match state.no_match.get(level.min(last)) {
            Some(NoMatch::DidYouMean) => self.offer(guesses),
            Some(NoMatch::Human) => self.lead_to_human(HandoffReason::NoMatch),
            Some(NoMatch::Again) | None => self.say_again(state),
        }
    }

    fn say_again(&mut self, state: &State) {
        match &state.again {
            Some(again) => {
                self.say_text(again.clone(), Vec::new());
                self.arrive();
            }
            None => self.interject(Reserved::NoMatch),
        }
    }

    fn offer(&mut self, topics: Vec<DialogId>) {
        if topics.is_empty() {
            return self.interject(Reserved::OutOfScope);
        }
        self.interject_with(Reserved::DidYouMean, Slots::new(), topics);
    }

    /// A button that means nothing any more; its dialog can be started again.
    fn say_stale(&mut self, dialog: Option<&DialogId>) {
        let topic = dialog.filter(|dialog| self.may_be_asked_for(dialog)).cloned();
        let mut slots = title_slot(topic.as_ref().and_then(|topic| self.title(topic)));
        slots.insert("offered".into(), news::is(topic.is_some()));
        self.interject_with(Reserved::StaleButton, slots, topic.into_iter().collect());
    }

    pub fn say_moved_on(&mut self) {
        if self.session.stack.is_empty() {
            let menu = self.content.reserved(Reserved::Menu);
            self.session.stack.push(Frame::new(menu.id.clone(), menu.start.clone(), Role::Root));
        }
        self.interject(Reserved::MovedOn);
    }

    /// Whether it is about a ticket, and there is none that agents still have something to do about.
    fn lacks_ticket(&self, topic: &DialogId) -> bool {
        Reserved::from_id(topic).is_some_and(Reserved::needs_ticket) && self.waits_for().is_none()
    }

    /// Buttons can be forged and deep links typed: what only the engine starts is refused.
    fn may_be_asked_for(&self, topic: &DialogId) -> bool {
        self.content.dialog(topic).is_some()
            && Reserved::from_id(topic).is_none_or(Reserved::on_request)
            && !self.lacks_ticket(topic)
    }
}
