//! Which way a conversation went between two sessions.
//!
//! The engine tells where the learner stands before and after, and what was said; not which transitions lay in between. Here
//! every way that could have been taken is walked over the dialogs, and the one that ends where the engine ended, and says what
//! it said, counts. A way that cannot be told is not counted: coverage may say too little, never too much.

use std::fmt;

use super::Observation;
use crate::engine::{
    Choice, ChoiceItem, Content, Dialog, DialogId, Event, Frame, Position, Press, Reserved, Role, Slots,
    StateKind, Target, TextKey, Value,
};

/// A piece of the way from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edge {
    Choice {
        at: Position,
        label: String,
    },
    Collected {
        at: Position,
    },
    GivenUp {
        at: Position,
    },
    TimedOut {
        at: Position,
    },
    /// The transition of a `next` with this number, its guard true.
    Taken {
        at: Position,
        number: usize,
    },
    /// Its guard was false.
    Refused {
        at: Position,
        number: usize,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Walk {
    pub states: Vec<Position>,
    pub edges: Vec<Edge>,
    /// The dialog that the learner asked for.
    pub started: Option<DialogId>,
    keys: Vec<TextKey>,
    stack: Vec<Frame>,
}

/// More silent states in a row than this are a circle, which content is refused for.
const LONGEST: usize = 200;

impl Walk {
    /// The way that explains what was observed.
    pub fn of(content: &Content, seen: &Observation) -> Option<Self> {
        let mut ways: Vec<Self> = match &seen.event {
            Some(Event::Choice { press, .. }) => pressed(content, seen, press),
            Some(Event::Text { text, .. } | Event::Attachment { caption: Some(text), .. }) => {
                typed(content, seen, text)
            }
            None => timed_out(content, seen),
            Some(_) => Vec::new(),
        };
        ways.retain(|way| way.explains(seen));
        if let Some(first) = ways.into_iter().next() {
            return Some(first);
        }
        let started =
            started(content, seen).into_iter().filter(|way| way.explains(seen) && !way.keys.is_empty());
        started.min_by_key(|way| {
            seen.keys.iter().position(|key| way.keys.first().is_some_and(|k| k.as_str() == key))
        })
    }

    fn from(stack: &[Frame]) -> Self {
        Self { states: Vec::new(), edges: Vec::new(), started: None, keys: Vec::new(), stack: stack.to_vec() }
    }

    /// Ends where the engine ended, and says in the same order what it said.
    fn explains(&self, seen: &Observation) -> bool {
        let mut said = seen.keys.iter();
        self.stack.iter().map(Frame::position).eq(seen.stack_after().iter().map(Frame::position))
            && self.keys.iter().all(|key| said.any(|said| said == key.as_str()))
    }

    fn go_to(&mut self, content: &Content, to: &Target) {
        match to {
            Target::State(state) => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.state = state.clone();
                }
            }
            Target::Dialog(id) => {
                let (Some(dialog), Some(mut frame)) = (content.dialog(id), self.stack.pop()) else { return };
                if *id == Reserved::Human.id() && frame.role != Role::Interjection {
                    frame.slots.insert("reason".into(), Value::Text("dead-end".to_owned()));
                }
                let role = match frame.role {
                    Role::Interjection if self.stack.is_empty() => Role::Root,
                    Role::Interjection => Role::Digression,
                    role => role,
                };
                self.push(dialog, role, frame.slots);
            }
        }
    }

    fn push(&mut self, dialog: &Dialog, role: Role, slots: Slots) {
        let mut frame = Frame::new(dialog.id.clone(), dialog.start.clone(), role);
        let given = Reserved::from_id(&dialog.id).map_or(&[][..], Reserved::given_slots);
        frame.slots = slots
            .into_iter()
            .filter(|(slot, value)| {
                dialog.slots.get(slot).is_some_and(|kind| kind.admits(value))
                    || given.contains(&slot.as_str())
            })
            .collect();
        self.stack.push(frame);
    }

    /// Walks on to a state that waits.
    fn arrive(mut self, content: &Content) -> Self {
        for _ in 0..LONGEST {
            let Some(at) = self.stack.last().map(Frame::position) else { break };
            let Some(state) = content.state(&at.dialog, &at.state) else { break };
            self.states.push(at.clone());
            self.keys.extend(state.say.clone());
            match &state.kind {
                StateKind::Choices(_) | StateKind::Collect(_) => break,
                StateKind::Next(transitions) => {
                    let slots = self.stack.last().map(|frame| frame.slots.clone()).unwrap_or_default();
                    for (index, transition) in transitions.iter().enumerate() {
                        let (at, number) = (at.clone(), index + 1);
                        if transition.when.as_ref().is_none_or(|guard| guard.holds(&slots)) {
                            self.edges.push(Edge::Taken { at, number });
                            self.go_to(content, &transition.to);
                            break;
                        }
                        self.edges.push(Edge::Refused { at, number });
                    }
                }
                StateKind::Call { dialog, returns, then } => {
                    let Some(called) = content.dialog(dialog) else { break };
                    let slots = self.stack.last().map(|frame| frame.slots.clone()).unwrap_or_default();
                    self.push(called, Role::Call { then: then.clone(), returns: returns.clone() }, slots);
                }
                StateKind::Handoff { then } | StateKind::Desk { then, .. } => {
                    self.go_to(content, &Target::State(then.clone()));
                }
                StateKind::Erase { then } => {
                    self.stack.drain(..self.stack.len() - 1);
                    self.go_to(content, &Target::State(then.clone()));
                }
                StateKind::End(_) => {
                    let Some(ended) = self.stack.pop() else { break };
                    let Role::Call { then, returns } = ended.role else { break };
                    let Some(caller) = self.stack.last_mut() else { break };
                    for slot in returns {
                        if let Some(value) = ended.slots.get(&slot) {
                            caller.slots.insert(slot, value.clone());
                        }
                    }
                    caller.state = then;
                }
            }
        }
        self
    }
}

/// A button of the question that stands, of one underneath, or of an earlier one.
fn pressed(content: &Content, seen: &Observation, press: &str) -> Vec<Walk> {
    let Some(Press::Choice { dialog, state, label }) = Press::parse(press) else { return Vec::new() };
    let stands = |frame: &Frame| frame.dialog == dialog && frame.state == state;
    let history = seen.before.iter().flat_map(|session| session.history.iter().rev().map(|stack| &stack[..]));
    std::iter::once(seen.stack_before())
        .chain(history)
        .filter_map(|stack| {
            let index = stack.iter().rposition(stands)?;
            chosen(content, &stack[..=index]).into_iter().find(|(offered, _)| offered.label == label)
        })
        .map(|(_, way)| way)
        .collect()
}

/// Answers to the question that stands or to one put in above it; those whose words are in the text come first.
fn typed(content: &Content, seen: &Observation, text: &str) -> Vec<Walk> {
    let stack = seen.stack_before();
    let asked = stack.iter().rposition(|frame| frame.role != Role::Interjection).unwrap_or(0);
    let mut ways = Vec::new();
    for index in (asked..stack.len()).rev() {
        let (stack, frame) = (&stack[..=index], &stack[index]);
        let mut chosen: Vec<_> = chosen(content, stack).into_iter().enumerate().collect();
        // Two choices may lead to the same place: the one that was named was meant.
        chosen.sort_by_key(|(number, (choice, _))| {
            !(named(choice, text) || text.trim() == (number + 1).to_string())
        });
        ways.extend(chosen.into_iter().map(|(_, (_, way))| way));
        let at = frame.position();
        let Some(StateKind::Collect(collect)) = content.state(&at.dialog, &at.state).map(|state| &state.kind)
        else {
            continue;
        };
        let kind = content.dialog(&at.dialog).and_then(|dialog| dialog.slots.get(&collect.slot));
        let today = seen.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        if let Some(value) = kind.and_then(|kind| kind.read(text, today)) {
            let mut way = Walk::from(stack);
            way.edges.push(Edge::Collected { at: at.clone() });
            if let Some(frame) = way.stack.last_mut() {
                frame.slots.insert(collect.slot.clone(), value);
            }
            way.go_to(content, &collect.to);
            ways.push(way.arrive(content));
        }
        if frame.tries + 1 >= collect.tries {
            let mut way = Walk::from(stack);
            way.edges.push(Edge::GivenUp { at });
            way.go_to(content, &collect.otherwise);
            ways.push(way.arrive(content));
        }
    }
    ways
}

fn named(choice: &Choice, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    choice.phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// The choices that the top frame offers, each with the way on from it.
fn chosen<'a>(content: &'a Content, stack: &[Frame]) -> Vec<(&'a Choice, Walk)> {
    let Some(frame) = stack.last() else { return Vec::new() };
    let state = content.state(&frame.dialog, &frame.state);
    let items = state.map_or(&[][..], |state| state.kind.choices());
    let offered = items.iter().filter_map(|item| match item {
        ChoiceItem::Choice(choice) => {
            choice.when.as_ref().is_none_or(|guard| guard.holds(&frame.slots)).then_some(choice)
        }
        ChoiceItem::Candidates => None,
    });
    offered
        .map(|choice| {
            let mut way = Walk::from(stack);
            way.edges.push(Edge::Choice { at: frame.position(), label: choice.label.to_string() });
            if let Some(frame) = way.stack.last_mut() {
                frame.slots.extend(choice.set.iter().cloned());
            }
            way.go_to(content, &choice.to);
            (choice, way.arrive(content))
        })
        .collect()
}

fn timed_out(content: &Content, seen: &Observation) -> Vec<Walk> {
    let stack = seen.stack_before();
    let Some(at) = stack.last().map(Frame::position) else { return Vec::new() };
    let Some(timeout) = content.state(&at.dialog, &at.state).and_then(|state| state.timeout.as_ref()) else {
        return Vec::new();
    };
    let mut way = Walk::from(stack);
    way.edges.push(Edge::TimedOut { at });
    match &timeout.to {
        Target::Dialog(id) if *id == Reserved::Timeout.id() => {
            way.push(content.reserved(Reserved::Timeout), Role::Interjection, Slots::new());
        }
        to => way.go_to(content, to),
    }
    let way = way.arrive(content);
    // Time that passes without a word did not run out.
    if way.keys.iter().all(|key| !seen.keys.iter().any(|said| said == key.as_str())) {
        return Vec::new();
    }
    vec![way]
}

/// The beginning of every dialog, over what stood before or with everything left behind.
fn started(content: &Content, seen: &Observation) -> Vec<Walk> {
    let before = seen.stack_before();
    let kept = before.iter().rposition(|frame| frame.role != Role::Interjection).map_or(0, |last| last + 1);
    let mut ways = Vec::new();
    for dialog in content.dialogs.values() {
        for stack in [&before[..kept], &[]] {
            let reasons: &[&str] =
                if dialog.id == Reserved::Human.id() { &["request", "no-match"] } else { &[""] };
            for reason in reasons {
                let mut way = Walk::from(stack);
                let slots = Slots::from([("reason".into(), Value::Text((*reason).to_owned()))]);
                let role = if stack.is_empty() { Role::Root } else { Role::Digression };
                way.push(dialog, role, slots);
                way.started = Some(dialog.id.clone());
                ways.push(way.arrive(content));
            }
        }
    }
    ways
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice { at, label } => write!(f, "{at} [{label}]"),
            Self::Collected { at } => write!(f, "{at} answered"),
            Self::GivenUp { at } => write!(f, "{at} given up"),
            Self::TimedOut { at } => write!(f, "{at} timed out"),
            Self::Taken { at, number } => write!(f, "{at} next {number}"),
            Self::Refused { at, number } => write!(f, "{at} next {number} refused"),
        }
    }
}
