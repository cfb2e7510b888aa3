//! What of the content the scripts have been through, and what is missing.
//!
//! Overlays do not count: what a script lays over the content is not what learners meet.

mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::walk::{Edge, Walk};
use crate::engine::{
    ChoiceItem, Content, DialogId, Event, Fingerprint, Frame, HandoffReason, Position, Session, StateKind,
};

#[derive(Debug)]
pub struct Coverage {
    content: Fingerprint,
    /// States that a text's key stands for.
    said_by: BTreeMap<String, Vec<Position>>,
    pub states: Aspect,
    pub choices: Aspect,
    /// Timeouts, answers and failures of `collect`; those of a `next` with their guard true and false.
    pub transitions: Aspect,
    pub intents: Aspect,
    /// How often in a row a text was not understood.
    pub fallback_levels: Aspect,
    /// Locale and key.
    pub texts: Aspect,
}

/// Names, and whether the scripts came by.
#[derive(Debug, Default)]
pub struct Aspect {
    all: BTreeSet<String>,
    seen: BTreeSet<String>,
}

/// What was seen of one event: the engine tells no more.
#[derive(Debug)]
pub(super) struct Observation {
    pub content: Arc<Content>,
    /// `None`: time passed.
    pub event: Option<Event>,
    pub before: Option<Session>,
    pub after: Option<Session>,
    /// Of the texts that were said.
    pub keys: Vec<String>,
    /// Requests for a human that were recorded.
    pub handoffs: Vec<HandoffReason>,
    pub now: Timestamp,
}

impl Coverage {
    pub(super) fn of(content: &Content) -> Self {
        let mut coverage = Self {
            content: content.fingerprint,
            said_by: BTreeMap::new(),
            states: Aspect::default(),
            choices: Aspect::default(),
            transitions: Aspect::default(),
            intents: Aspect::default(),
            fallback_levels: Aspect::default(),
            texts: Aspect::default(),
        };
        for dialog in content.dialogs.values() {
            for state in dialog.states.values() {
                let at = Position { dialog: dialog.id.clone(), state: state.id.clone() };
                coverage.states.expect(&at);
                for edge in edges(&state.kind, &at) {
                    coverage.of_edge(&edge).expect(&edge);
                }
                if state.timeout.is_some() {
                    coverage.transitions.expect(&Edge::TimedOut { at: at.clone() });
                }
                if matches!(state.kind, StateKind::Choices(_) | StateKind::Collect(_)) {
                    (1..=state.no_match.len()).for_each(|level| coverage.fallback_levels.expect(&level));
                }
                let invalid = match &state.kind {
                    StateKind::Collect(collect) => collect.invalid.as_ref(),
                    _ => None,
                };
                for key in [state.say.as_ref(), state.again.as_ref(), invalid].into_iter().flatten() {
                    for locale in content.texts.locales() {
                        coverage.texts.expect(&format!("{locale} {key}"));
                    }
                }
                if let Some(key) = &state.say {
                    coverage.said_by.entry(key.to_string()).or_default().push(at);
                }
            }
        }
        content.intents.keys().for_each(|intent| coverage.intents.expect(intent));
        coverage
    }

    pub(super) fn observe(&mut self, seen: &Observation) {
        if seen.content.fingerprint != self.content {
            return;
        }
        // A learner who is forgotten leaves no session.
        let Some(spoken) = seen.after.as_ref().or(seen.before.as_ref()) else { return };
        seen.stack_after().iter().for_each(|frame| self.states.see(&frame.position()));
        for key in &seen.keys {
            self.texts.see(&format!("{} {key}", spoken.locale));
            if let Some([only]) = self.said_by.get(key).map(Vec::as_slice) {
                self.states.see(only);
            }
        }
        let level = seen.before.as_ref().map_or(0, |session| session.fallback_level);
        let after = seen.after.as_ref().map_or(0, |session| session.fallback_level);
        if after > level {
            self.fallback_levels.see(&after);
        } else if seen.handoffs.contains(&HandoffReason::NoMatch) {
            self.fallback_levels.see(&(level + 1));
        }
        let Some(way) = Walk::of(&seen.content, seen) else { return };
        way.states.iter().for_each(|state| self.states.see(state));
        for edge in &way.edges {
            self.of_edge(edge).see(edge);
        }
        if let (Some(dialog), Some(Event::Text { text, .. })) = (&way.started, &seen.event) {
            self.see_intent(&seen.content, dialog, text);
        }
    }

    /// The intent by which a text started a dialog: its only one, or the best guess among several.
    fn see_intent(&mut self, content: &Content, dialog: &DialogId, text: &str) {
        let intents: Vec<_> = content
            .intents
            .iter()
            .filter(|(_, starts)| *starts == dialog)
            .map(|(intent, _)| intent)
            .collect();
        match intents[..] {
            [only] => self.intents.see(only),
            _ => {
                let guesses = content.matcher.rank(text).candidates;
                let best = guesses.iter().find_map(|guess| {
                    intents.iter().copied().find(|intent| intent.as_str() == &*guess.intent)
                });
                if let Some(intent) = best {
                    self.intents.see(intent);
                }
            }
        }
    }

    fn of_edge(&mut self, edge: &Edge) -> &mut Aspect {
        match edge {
            Edge::Choice { .. } => &mut self.choices,
            _ => &mut self.transitions,
        }
    }

    /// With the names they have in reports.
    pub fn aspects(&self) -> [(&'static str, &Aspect); 6] {
        [
            ("states", &self.states),
            ("choices", &self.choices),
            ("transitions", &self.transitions),
            ("intents", &self.intents),
            ("fallback_levels", &self.fallback_levels),
            ("texts", &self.texts),
        ]
    }

    /// A table, and every name that is missing.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, aspect) in self.aspects() {
            let _ = writeln!(text, "{name:<16} {:>4} of {:>4}", aspect.seen(), aspect.all());
        }
        for (name, aspect) in self.aspects() {
            for missing in aspect.missing() {
                let _ = writeln!(text, "missing in {name}: {missing}");
            }
        }
        text
    }

    pub fn to_json(&self) -> Value {
        let aspects = self.aspects().map(|(name, aspect)| {
            let missing: Vec<_> = aspect.missing().collect();
            (name.to_owned(), json!({ "seen": aspect.seen(), "all": aspect.all(), "missing": missing }))
        });
        Value::Object(aspects.into_iter().collect())
    }
}

impl Aspect {
    pub fn all(&self) -> usize {
        self.all.len()
    }

    pub fn seen(&self) -> usize {
        self.seen.len()
    }

    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.all.difference(&self.seen).map(String::as_str)
    }

    fn expect(&mut self, name: &impl ToString) {
        self.all.insert(name.to_string());
    }

    fn see(&mut self, name: &impl ToString) {
        let name = name.to_string();
        if self.all.contains(&name) {
            self.seen.insert(name);
        }
    }
}

impl Observation {
    fn stack_after(&self) -> &[Frame] {
        self.after.as_ref().map_or(&[], |session| &session.stack)
    }

    fn stack_before(&self) -> &[Frame] {
        self.before.as_ref().map_or(&[], |session| &session.stack)
    }
}

fn edges(kind: &StateKind, at: &Position) -> Vec<Edge> {
    let place = at;
    let at = || place.clone();
    match kind {
        StateKind::Choices(items) => chosen(items, place),
        StateKind::Collect(collect) => {
            let typed = [Edge::Collected { at: at() }, Edge::GivenUp { at: at() }];
            typed.into_iter().chain(chosen(&collect.choices, place)).collect()
        }
        StateKind::Next(transitions) => transitions
            .iter()
            .enumerate()
            .flat_map(|(index, transition)| {
                let number = index + 1;
                let refused = transition.when.as_ref().map(|_| Edge::Refused { at: at(), number });
                std::iter::once(Edge::Taken { at: at(), number }).chain(refused)
            })
            .collect(),
        StateKind::Call { .. }
        | StateKind::Handoff { .. }
        | StateKind::Desk { .. }
        | StateKind::Erase { .. }
        | StateKind::End(_) => Vec::new(),
    }
}

fn chosen(items: &[ChoiceItem], at: &Position) -> Vec<Edge> {
    let edge = |item: &ChoiceItem| match item {
        ChoiceItem::Choice(choice) => Some(Edge::Choice { at: at.clone(), label: choice.label.to_string() }),
        ChoiceItem::Candidates => None,
    };
    items.iter().filter_map(edge).collect()
}
