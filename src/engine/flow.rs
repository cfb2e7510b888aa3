//! Moving through the dialogs: entering states, calling and returning, digressing and coming back.
//!
//! [`Flow`] carries the session of one step and gathers its effects. Between steps the top frame rests in a state that waits
//! (`choices` or `collect`), the others there too or where they called the one above; [`Flow::arrive`] brings the top there.

use super::around::Around;
use super::content::Content;
use super::dialog::{Choice, ChoiceItem, Dialog, State, StateKind, Target, Transition};
use super::effect::{Args, Button, Effect, HandoffReason, Place, Say, TimerChange};
use super::held;
use super::ids::{DialogId, SlotId, StateId, TextKey};
use super::news;
use super::press::Press;
use super::reserved::Reserved;
use super::session::{Frame, Position, Role, Session};
use super::slot::{Slots, Value};

/// The clock of the present state.
const STATE_TIMER: &str = "state";
/// States passed through without waiting. Content with a silent cycle is refused, so this is never reached.
const MAX_SILENT_STATES: usize = 200;

pub(super) struct Flow<'a> {
    pub content: &'a Content,
    pub session: Session,
    pub now: jiff::Timestamp,
    pub around: &'a Around<'a>,
    pub effects: Vec<Effect>,
    /// Where the next message goes; afterwards messages are new ones.
    pub place: Place,
    /// Nobody is waiting: send without a sound.
    pub quiet: bool,
}

impl<'a> Flow<'a> {
    pub fn new(content: &'a Content, session: Session, around: &'a Around<'a>) -> Self {
        let now = around.now;
        Self { content, session, now, around, effects: Vec::new(), place: Place::New, quiet: false }
    }

    // --- what the learner does

    /// Takes a choice of the top frame's state.
    pub fn choose(&mut self, choice: &'a Choice) {
        self.remember();
        // What the engine put in is no answer: "none of these" leads on to a human, not round in circles.
        if self.session.top().is_some_and(|frame| frame.role != Role::Interjection) {
            self.session.fallback_level = 0;
        }
        if let Some(locale) = &choice.locale {
            self.session.locale = locale.clone();
            self.session.locale_chosen = true;
        }
        if let Some(frame) = self.session.stack.last_mut() {
            frame.slots.extend(choice.set.iter().cloned());
        }
        self.go_to(&choice.to);
        self.arrive();
    }

    /// Puts a value into the slot of the top frame's `collect` state and goes on.
    pub fn collect(&mut self, slot: &SlotId, value: Value, to: &Target) {
        self.remember();
        self.session.fallback_level = 0;
        if let Some(frame) = self.session.stack.last_mut() {
            frame.slots.insert(slot.clone(), value);
        }
        self.go_to(to);
        self.arrive();
    }

    /// Starts a dialog or gives an answer; whatever is in progress is interrupted and comes back afterwards.
    pub fn start_topic(&mut self, id: &DialogId, slots: Slots) {
        match Reserved::from_id(id) {
            Some(Reserved::Menu) => return self.go_home(Reserved::Menu),
            Some(Reserved::Welcome) => return self.go_home(Reserved::Welcome),
            _ => {}
        }
        let Some(dialog) = self.content.dialog(id) else {
            return self.arrive();
        };
        self.drop_interjections();
        if self.session.top().is_some_and(|frame| frame.dialog == *id) {
            return self.arrive();
        }
        self.remember();
        // Menu and welcome are there to be left: nobody wants to be led back to them.
        while self.session.top().is_some_and(|frame| is_home(&frame.dialog)) {
            self.session.stack.pop();
        }
        if let Some(below) = self.session.stack.iter().position(|frame| frame.dialog == *id) {
            self.session.stack.truncate(below + 1);
            return self.interject(Reserved::Resume);
        }
        let role = if self.session.stack.is_empty() { Role::Root } else { Role::Digression };
        self.push(dialog, role, slots);
        self.arrive();
    }

    /// Leaves everything for the menu or the welcome.
    pub fn go_home(&mut self, home: Reserved) {
        self.remember();
        self.session.stack.clear();
        let home = self.content.reserved(home);
        self.push(home, Role::Root, Slots::new());
        self.arrive();
    }

    /// Takes the last step back, or goes to the menu where there is none.
    pub fn go_back(&mut self) {
        let Some(earlier) = self.session.way_back() else { return self.go_home(Reserved::Menu) };
        self.session.go_back_to(earlier);
        self.interject(Reserved::Correction);
    }

    /// Begins the outermost dialog anew, with empty slots.
    pub fn restart(&mut self) {
        let root = self.session.stack.iter().find(|frame| !is_engines_own(&frame.dialog));
        let Some(dialog) = root.and_then(|frame| self.content.dialog(&frame.dialog)) else {
            return self.go_home(Reserved::Menu);
        };
        self.remember();
        self.session.stack.clear();
        self.push(dialog, Role::Root, Slots::new());
        self.interject(Reserved::Restart);
    }

    pub fn cancel(&mut self) {
        let title = self.title_at_hand();
        self.remember();
        self.session.stack.clear();
        let cancel = self.content.reserved(Reserved::Cancel);
        self.push(cancel, Role::Root, title_slot(title));
        self.arrive();
    }

    // --- what the engine puts in

    /// Says a reserved dialog's words without disturbing the question that stands, then asks that again.
    pub fn interject(&mut self, reserved: Reserved) {
        let title = self.title_at_hand();
        self.interject_with(reserved, title_slot(title), Vec::new());
    }

    /// Says a reserved dialog's words before whatever else this step says.
    pub fn say_in_passing(&mut self, reserved: Reserved, args: Args) {
        let dialog = self.content.reserved(reserved);
        if let Some(key) = dialog.states.get(&dialog.start).and_then(|state| state.say.clone()) {
            let (dialog, place, quiet) = (dialog.id.clone(), Place::New, self.quiet);
            self.effects.push(Effect::Say(Say { dialog, key, args, buttons: Vec::new(), place, quiet }));
        }
    }

    pub fn interject_with(&mut self, reserved: Reserved, slots: Slots, candidates: Vec<DialogId>) {
        self.drop_interjections();
        let dialog = self.content.reserved(reserved);
        self.push(dialog, Role::Interjection, slots);
        if let Some(frame) = self.session.stack.last_mut() {
            frame.candidates = candidates;
        }
        self.arrive();
    }

    /// Leads to a human, with what brought the learner there.
    pub fn lead_to_human(&mut self, reason: HandoffReason) {
        self.session.fallback_level = 0;
        let slots = Slots::from([("reason".into(), Value::Text(reason.name().to_owned()))]);
        self.drop_interjections();
        let hotline = self.session.top().and_then(|frame| frame.slots.get("hotline").cloned());
        let hotline = hotline.map(|hotline| ("hotline".into(), hotline));
        self.start_topic(&Reserved::Human.id(), slots.into_iter().chain(hotline).collect());
    }

    /// Follows `to` from the top frame.
    pub fn go_to(&mut self, to: &Target) {
        match to {
            Target::State(state) => {
                if let Some(frame) = self.session.stack.last_mut() {
                    frame.state = state.clone();
                    frame.tries = 0;
                    frame.candidates.clear();
                }
            }
            Target::Dialog(id) => self.replace_top(id),
        }
    }

    /// Brings the top frame to a state that waits, saying what there is to say on the way.
    pub fn arrive(&mut self) {
        for _ in 0..MAX_SILENT_STATES {
            let Some(frame) = self.session.top() else { return };
            let position = frame.position();
            let Some(state) = self.content.state(&position.dialog, &position.state) else {
                // Only a frame from another content can be here, and `reconcile` has led those on.
                self.session.stack.pop();
                continue;
            };
            self.session.visit += 1;
            self.show_notice(&position);
            match &state.kind {
                StateKind::Choices(_) | StateKind::Collect(_) => {
                    let buttons = self.buttons(&position, state.kind.choices());
                    return self.say(state, buttons);
                }
                StateKind::Next(transitions) => {
                    self.say(state, Vec::new());
                    self.follow(transitions);
                }
                StateKind::Call { dialog, returns, then } => {
                    self.say(state, Vec::new());
                    self.call(dialog, Role::Call { then: then.clone(), returns: returns.clone() });
                }
                StateKind::Handoff { then } => {
                    self.say(state, Vec::new());
                    self.open_handoff();
                    self.go_to(&Target::State(then.clone()));
                }
                StateKind::Desk { act, then } => {
                    self.decide(*act);
                    self.go_to(&Target::State(then.clone()));
                }
                StateKind::Erase { then } => {
                    self.erase(Position { state: then.clone(), ..position });
                }
                StateKind::End(end) => {
                    let onward = end.onward.iter().filter_map(|id| self.topic_button(id)).collect();
                    self.say(state, onward);
                    self.return_from_top();
                    // Who waits for an agent is not asked anything until they come back to the bot.
                    if !self.session.control.is_bot() {
                        return;
                    }
                }
            }
        }
    }

    /// Keeps what a number means from now on: the buttons of the last message that has any, unless a value is asked for. Silence
    /// changes nothing. What is said in passing leaves the question that stands, with its numbers; its own buttons follow them.
    pub fn keep_offered(&mut self, in_passing: bool) {
        let said = self.effects.iter().filter_map(|effect| match effect {
            Effect::Say(say) => Some(say),
            _ => None,
        });
        let (mut anything, mut offered) = (false, Vec::new());
        for say in said {
            anything = true;
            if !say.buttons.is_empty() {
                offered = say.buttons.iter().map(|button| button.press.data()).collect();
            }
        }
        let asked = self.session.top().and_then(|frame| self.content.state(&frame.dialog, &frame.state));
        // A number may be the answer.
        if asked.is_some_and(|state| {
            matches!(state.kind, StateKind::Collect(_)) && state.kind.choices().is_empty()
        }) {
            offered.clear();
        }
        if in_passing {
            offered.retain(|press| !self.session.offered.contains(press));
            self.session.offered.append(&mut offered);
        } else if anything {
            self.session.offered = offered;
        }
    }

    /// Sets or clears the clock of the state in which the step ended.
    pub fn set_clock(&mut self, visit_before: u64) {
        if self.session.visit == visit_before {
            return;
        }
        // While the bot is silent, no question of its own is waited for.
        let top = self.session.top().filter(|_| self.session.control.is_bot());
        let timeout = top.and_then(|frame| self.content.state(&frame.dialog, &frame.state));
        let due = timeout
            .and_then(|state| state.timeout.as_ref())
            .and_then(|timeout| self.now.checked_add(timeout.after).ok());
        let (timer, visit) = (STATE_TIMER.into(), self.session.visit);
        if let Some(due) = due {
            self.session.clock = Some(visit);
            self.effects.push(Effect::Timer(TimerChange::Set { timer, visit, due }));
        } else if self.session.clock.take().is_some() {
            self.effects.push(Effect::Timer(TimerChange::Cancel { timer }));
        }
    }

    /// Takes the row of a clock that ran out away, unless a newer one stands in its place.
    pub fn stop_clock(&mut self, visit: u64) {
        if self.session.clock.is_none_or(|running| running == visit) {
            self.session.clock = None;
            self.effects.push(Effect::Timer(TimerChange::Cancel { timer: STATE_TIMER.into() }));
        }
    }

    /// Takes what was put in off the stack, so that the question underneath is at hand again.
    pub fn drop_interjections(&mut self) {
        while self.session.top().is_some_and(|frame| frame.role == Role::Interjection) {
            self.session.stack.pop();
        }
    }

    /// Keeps the present stack for going back.
    pub fn remember(&mut self) {
        let asked = self.session.asked();
        if asked.is_empty() || self.session.history.last().is_some_and(|last| **last == *asked) {
            return;
        }
        self.session.history.push(asked.into());
        if self.session.history.len() > Session::HISTORY {
            self.session.history.remove(0);
        }
    }

    /// The choices of a state that are offered now, in their order.
    pub fn offered(frame: &Frame, items: &'a [ChoiceItem]) -> impl Iterator<Item = &'a Choice> {
        items.iter().filter_map(move |item| match item {
            ChoiceItem::Choice(choice) => {
                choice.when.as_ref().is_none_or(|guard| guard.holds(&frame.slots)).then_some(choice)
            }
            ChoiceItem::Candidates => None,
        })
    }

    fn push(&mut self, dialog: &Dialog, role: Role, slots: Slots) {
        let mut frame = Frame::new(dialog.id.clone(), dialog.start.clone(), role);
        frame.slots = slots;
        if dialog.id == Reserved::Human.id() {
            frame.slots.extend(self.slots_for_human());
        }
        self.session.stack.push(frame);
        if self.session.stack.len() > Session::DEPTH {
            self.session.stack.remove(0);
            if let Some(bottom) = self.session.stack.first_mut() {
                bottom.role = Role::Root;
            }
        }
    }

    fn call(&mut self, id: &DialogId, role: Role) {
        let Some(dialog) = self.content.dialog(id) else { return };
        let given = self.session.top().map(|frame| frame.slots.clone()).unwrap_or_default();
        self.push(dialog, role, slots_for(dialog, given));
    }

    fn replace_top(&mut self, id: &DialogId) {
        if *id == Reserved::Menu.id() {
            self.session.stack.clear();
        }
        let Some(dialog) = self.content.dialog(id) else { return };
        let Some(mut frame) = self.session.stack.pop() else {
            return self.push(dialog, Role::Root, Slots::new());
        };
        let origin = frame.position();
        if *id == Reserved::Human.id() && frame.role != Role::Interjection {
            let reason = Value::Text(HandoffReason::DeadEnd.name().to_owned());
            frame.slots.insert("reason".into(), reason);
        }
        let role = match frame.role {
            Role::Interjection if self.session.stack.is_empty() => Role::Root,
            Role::Interjection => Role::Digression,
            role => role,
        };
        self.push(dialog, role, slots_for(dialog, frame.slots));
        if let Some(frame) = self.session.stack.last_mut() {
            frame.origin = Some(origin);
        }
        // Where the learner comes from is a part of what a human has to know.
        if *id == Reserved::Human.id() {
            let known = self.slots_for_human();
            if let Some(frame) = self.session.stack.last_mut() {
                frame.slots.extend(known);
            }
        }
    }

    fn follow(&mut self, transitions: &[Transition]) {
        let Some(frame) = self.session.top() else { return };
        let holds =
            |transition: &&Transition| transition.when.as_ref().is_none_or(|guard| guard.holds(&frame.slots));
        if let Some(transition) = transitions.iter().find(holds) {
            let to = transition.to.clone();
            self.go_to(&to);
        }
    }

    /// The top dialog is over: goes on with what lies below.
    fn return_from_top(&mut self) {
        let Some(ended) = self.session.stack.pop() else { return };
        match ended.role {
            Role::Root | Role::Interjection => {}
            Role::Call { then, returns } => {
                if let Some(caller) = self.session.stack.last_mut() {
                    for slot in returns {
                        if let Some(value) = ended.slots.get(&slot) {
                            caller.slots.insert(slot, value.clone());
                        }
                    }
                    caller.state = then;
                }
            }
            Role::Digression if !self.session.control.is_bot() => {}
            Role::Digression => {
                if let Some(title) = self.title_at_hand() {
                    let resume = self.content.reserved(Reserved::Resume);
                    self.push(resume, Role::Interjection, title_slot(Some(title)));
                }
            }
        }
    }

    /// What the desk tells everybody who gets here.
    fn show_notice(&mut self, position: &Position) {
        let Some(notice) = self.around.notices.iter().find(|notice| notice.at == *position) else { return };
        let words = Value::Text(notice.words.clone());
        let news = Value::Text("known".to_owned());
        let dialog = self.content.reserved(Reserved::Incident);
        let slots = Slots::from([("notice".into(), words), ("news".into(), news)]);
        let frame = Frame { slots, ..Frame::new(dialog.id.clone(), dialog.start.clone(), Role::Root) };
        // It is said before the question, which alone takes the place of another message.
        let (stack, place) = (std::mem::replace(&mut self.session.stack, vec![frame]), self.place);
        self.place = Place::New;
        self.arrive();
        (self.session.stack, self.place) = (stack, place);
    }

    /// What is still to be said stands in a session that knows nothing but the language.
    fn erase(&mut self, next: Position) {
        self.effects.push(Effect::Erase);
        let locale = self.session.locale.clone();
        self.session.begin_anew(self.content.fingerprint, locale);
        self.session.stack = vec![Frame::new(next.dialog, next.state, Role::Root)];
    }

    fn say(&mut self, state: &State, buttons: Vec<Button>) {
        if let Some(key) = &state.say {
            self.say_text(key.clone(), buttons);
        }
    }

    /// Says a text of the top frame's dialog.
    pub fn say_text(&mut self, key: TextKey, buttons: Vec<Button>) {
        let Some(frame) = self.session.top() else { return };
        let (dialog, args) = (frame.dialog.clone(), self.args(frame));
        let place = std::mem::replace(&mut self.place, Place::New);
        self.effects.push(Effect::Say(Say { dialog, key, args, buttons, place, quiet: self.quiet }));
    }

    /// The variables of a frame's texts: a slot that is not set shows nothing, instead of its name.
    pub fn args(&self, frame: &Frame) -> Args {
        let mut args = frame.slots.clone();
        match Reserved::from_id(&frame.dialog) {
            Some(Reserved::Privacy) => args.extend(held::terms(self.content)),
            Some(Reserved::MyData) => args.extend(held::of(self.content, &self.session, self.now)),
            Some(Reserved::Human) => {
                args.extend(held::handed_over(self.content, &self.session, &self.path(), frame));
            }
            Some(Reserved::Help) => args.extend(news::control(self.session.control)),
            Some(Reserved::Bot | Reserved::Withdraw | Reserved::Rejoin) => {
                args.extend(self.session.control.ticket().map(news::ticket).unwrap_or_default());
            }
            _ => {}
        }
        let declared =
            self.content.dialog(&frame.dialog).into_iter().flat_map(|dialog| dialog.slots.keys().cloned());
        let given = Reserved::from_id(&frame.dialog).map_or(&[][..], Reserved::given_slots);
        for slot in declared.chain(given.iter().map(|slot| SlotId::from(*slot))) {
            args.entry(slot).or_insert_with(|| Value::Text(String::new()));
        }
        args
    }

    fn buttons(&self, position: &Position, items: &[ChoiceItem]) -> Vec<Button> {
        let Some(frame) = self.session.top() else { return Vec::new() };
        let mut buttons = Vec::new();
        for item in items {
            match item {
                ChoiceItem::Choice(choice)
                    if choice.when.as_ref().is_none_or(|guard| guard.holds(&frame.slots)) =>
                {
                    let press = Press::Choice {
                        dialog: position.dialog.clone(),
                        state: position.state.clone(),
                        label: choice.label.clone(),
                    };
                    buttons.push(Button { label: choice.text.clone(), press });
                }
                ChoiceItem::Choice(_) => {}
                ChoiceItem::Candidates => {
                    buttons.extend(frame.candidates.iter().filter_map(|id| self.topic_button(id)));
                }
            }
        }
        buttons
    }

    fn topic_button(&self, id: &DialogId) -> Option<Button> {
        let topic = self.content.topic(id)?;
        let press = match Reserved::from_id(id).and_then(Reserved::command) {
            Some(command) => Press::Command(command),
            None => Press::Topic(id.clone()),
        };
        Some(Button { label: topic.title, press })
    }

    /// The title of the dialog at hand, in the learner's language.
    pub fn title_at_hand(&self) -> Option<String> {
        let asked = self.session.stack.iter().rev().find(|frame| frame.role != Role::Interjection)?;
        self.title(&asked.dialog)
    }

    pub fn title(&self, id: &DialogId) -> Option<String> {
        let topic = self.content.topic(id)?;
        Some(self.content.texts.plain(&self.session.locale, &topic.title))
    }
}

fn is_home(id: &DialogId) -> bool {
    matches!(Reserved::from_id(id), Some(Reserved::Menu | Reserved::Welcome))
}

/// Whether a dialog is there to serve others rather than to solve a problem.
pub(super) fn is_engines_own(id: &DialogId) -> bool {
    Reserved::from_id(id).is_some()
}

pub(super) fn title_slot(title: Option<String>) -> Slots {
    title.map(|title| ("dialog".into(), Value::Text(title))).into_iter().collect()
}

/// Of the slots at hand those that the dialog knows.
fn slots_for(dialog: &Dialog, slots: Slots) -> Slots {
    let known = |slot: &SlotId, value: &Value| dialog.slots.get(slot).is_some_and(|kind| kind.admits(value));
    let given = Reserved::from_id(&dialog.id).map_or(&[][..], Reserved::given_slots);
    slots.into_iter().filter(|(slot, value)| known(slot, value) || given.contains(&slot.as_str())).collect()
}

/// The present state of a frame, if the content has it.
pub(super) fn state_of<'a>(content: &'a Content, frame: &Frame) -> Option<&'a State> {
    content.state(&frame.dialog, &frame.state)
}

/// The state that a name means today.
pub(super) fn present_name(dialog: &Dialog, state: &StateId) -> Option<StateId> {
    if dialog.states.contains_key(state) {
        return Some(state.clone());
    }
    dialog.renamed_states.get(state).cloned()
}
